"""What leaves together: one message for each reader and morning, arranged before anything is sent.

The arrangement is stored: should the process die between the server's acceptance and our stamp, the same letters leave
again under the same Message-ID, and no letter written meanwhile hides behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from letters.actions.mornings import known_zone, next_morning, working_hour
from letters.actions.reading import calendars_at_hand, last_bundles
from letters.models import Letter, message_id_of

ARRANGE = """
UPDATE letters_letter AS letter SET try_at = plan.try_at, bundle_on = plan.bundle_on, sent_as = plan.sent_as
FROM unnest(%s::bigint[], %s::timestamptz[], %s::date[], %s::text[]) AS plan (id, try_at, bundle_on, sent_as)
WHERE letter.id = plan.id AND letter.state = 'due'
"""


@dataclass(frozen=True)
class Message:
    """What leaves as one: a single letter, or the letters of one reader's morning."""

    message_id: str
    letters: tuple[int, ...]


def arrange(letters: Iterable[Letter], now: datetime) -> list[Message]:
    """The messages that may leave now, in the order of their letters; the rest is put off to the reader's morning."""
    singles: list[Message] = []
    by_reader: dict[Any, list[Letter]] = {}
    for letter in letters:
        if letter.bundle_on is None:
            singles.append(Message(letter.message_id, (letter.pk,)))
        else:
            by_reader.setdefault(letter.recipient_id, []).append(letter)
    if not by_reader:
        return singles
    readers = list(by_reader)
    calendars, last = calendars_at_hand(readers), last_bundles(readers, now)
    changed: list[Letter] = []
    bundles = [
        message
        for reader, some in by_reader.items()
        for message in _of_reader(some, now, calendars[reader], last.get(reader), changed)
    ]
    _store(changed)
    return singles + bundles


def _of_reader(
    letters: Sequence[Letter], now: datetime, calendar: str, last: datetime | None, changed: list[Letter]
) -> list[Message]:
    """The messages of one reader; letters whose place or moment changes are added to ``changed``."""
    zone = known_zone(letters[0].reader.time_zone)
    opens = working_hour(now, zone, calendar)
    if opens > now:
        _put_off(letters, opens, changed)
        return []
    begun = [letter for letter in letters if letter.sent_as]
    fresh = [letter for letter in letters if not letter.sent_as]
    today = timezone.localdate(now, zone)
    if begun or (last is not None and timezone.localdate(last, zone) == today):
        _put_off(fresh, next_morning(now, zone, calendar), changed)
    else:
        begun = fresh[: settings.LETTER_BUNDLE]
        for letter in begun:
            letter.bundle_on = today
            letter.sent_as = message_id_of(f"reader/{letter.recipient_id}/{today}")
        changed.extend(begun)
        _put_off(fresh[settings.LETTER_BUNDLE :], next_morning(now, zone, calendar), changed)
    names = dict.fromkeys(letter.sent_as for letter in begun)
    return [Message(name, tuple(letter.pk for letter in begun if letter.sent_as == name)) for name in names]


def _put_off(letters: Sequence[Letter], morning: datetime, changed: list[Letter]) -> None:
    for letter in letters:
        letter.try_at, letter.bundle_on = morning, morning.date()
    changed.extend(letters)


def _store(letters: Sequence[Letter]) -> None:
    rows = [(letter.pk, letter.try_at, letter.bundle_on, letter.sent_as) for letter in letters]
    if rows:
        columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(ARRANGE, columns)
