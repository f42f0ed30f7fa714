"""Who sends what: session locks of the database, which a killed process lets go of at once.

A sender takes a turn, then messages by name: ``letter/7`` leaves alone, ``reader/3`` is whatever one person gets in one
morning. Row locks would end with the first of the messages; these last until the group is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from letters.models import Letter

ALONE = Q(bundle_on=None)
LOOK_AT = 8  # times as many letters as a group has messages: one reader may have many


def name_of(letter: Letter) -> str:
    """The message the letter leaves with."""
    return _name(letter.pk, letter.bundle_on, letter.recipient_id)


def _name(letter: int, bundle_on: date | None, recipient: int | None) -> str:
    return f"letter/{letter}" if bundle_on is None else f"reader/{recipient}"


@contextmanager
def turn() -> Iterator[bool]:
    """Be one of the few that send at a time; False when all turns are taken."""
    for number in range(settings.LETTER_SENDERS):
        with held([f"turn/{number}"], at_most=1) as taken:
            if taken:
                yield True
                return
    yield False


@contextmanager
def held(names: Sequence[str], *, at_most: int) -> Iterator[list[str]]:
    """Lock those of the names that nobody else holds, the first ones first, until the block ends."""
    taken = _ask(
        "SELECT name FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_lock(hashtextextended(name, 0)) LIMIT %s",
        [list(names), at_most],
    )
    try:
        yield taken
    finally:
        if taken:
            _ask("SELECT pg_advisory_unlock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name", [taken])


def is_in_hand(letter: Letter) -> bool:
    """Tell whether a sender holds the letter at this moment; if not, none takes it until the transaction ends."""
    return not _ask("SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name_of(letter)])


@contextmanager
def group(now: datetime) -> Iterator[list[str]]:
    """Hold the messages that are to go next: single letters first, then by the time they wait; empty when none is."""
    for names in _waiting(now):
        with held(names, at_most=settings.LETTER_GROUP) as taken:
            if taken:
                yield taken
                return
    yield []


def _waiting(now: datetime) -> Iterator[list[str]]:
    """Names of messages that are due, window by window, in the order in which they should go."""
    due = Letter.objects.filter(state=Letter.State.DUE, try_at__lte=now).order_by("try_at")
    size = settings.LETTER_GROUP * LOOK_AT
    for letters in (due.filter(ALONE), due.exclude(ALONE)):
        for start in count(step=size):
            rows = letters.values_list("pk", "bundle_on", "recipient_id")[start : start + size]
            names = dict.fromkeys(_name(*row) for row in rows)
            if not names:
                break
            yield list(names)


def _ask(statement: str, values: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [name for (name,) in cursor.fetchall()]
