"""Hand letters to the mail server, once. Nobody else in the house sends mail."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import Q
from django.template.loader import get_template
from django.utils import timezone

from letters.actions import claiming
from letters.actions.bundling import Message, arrange
from letters.actions.mailing import Post, Refusal, compose, leave_headers, unsubscribe_headers
from letters.actions.occasions import CALENDAR, CalendarPart, NoLongerTrue, occasions_to_decline
from letters.actions.reading import Desk
from letters.actions.refusals import address_bounced, take_refusal
from letters.actions.rendering import PART, WHOLE, as_read_by, in_one_line, outgoing, render, subject_and_body
from letters.actions.writing import wake_sender
from letters.models import Letter

logger = logging.getLogger(__name__)

TROUBLES_IN_A_ROW = 2  # then the server is away, and no further letter spends an attempt on it
STAMP = """
UPDATE letters_letter AS letter SET state = 'sent', answer = '', attempts = letter.attempts + 1, sent_at = %s,
    sent_as = %s, address = %s, language = %s, subject = said.subject, body = said.body
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS said (id, subject, body)
WHERE letter.id = said.id AND letter.state = 'due'
"""


class Drain:
    """A sender's turn: groups of messages over one connection, until nothing is due or the time is over."""

    def __init__(self, *, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
        self.counts: Counter[str] = Counter()
        self.troubles = 0

    def run(self) -> dict[str, int]:
        """Send what is due, unless as many as may are at it; return how many letters went where."""
        with claiming.turn() as is_mine:
            if is_mine:
                with Post() as self.post:
                    self._empty()
        return dict(self.counts)

    def send_only(self, letter: Letter) -> None:
        """Send the message the letter belongs to, unless somebody else has it in her hands."""
        with claiming.held([claiming.name_of(letter)], at_most=1) as names, Post() as self.post:
            if names:
                self._send_group(names)

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.ends_at or self.troubles >= TROUBLES_IN_A_ROW

    def _empty(self) -> None:
        is_first = True
        while not self.is_over:
            with claiming.group(timezone.now()) as names:
                if not names:
                    return
                if is_first and len(names) == settings.LETTER_GROUP:
                    wake_sender()  # there is work for one more
                is_first = False
                self._send_group(names)
        if self.troubles < TROUBLES_IN_A_ROW:
            wake_sender()

    def _send_group(self, names: Sequence[str]) -> None:
        """Messages whose names are held: what they are is read only now."""
        now = timezone.now()
        desk = Desk(_letters_of(names, now))
        messages = arrange(desk.letters.values(), now)
        for number, message in enumerate(messages):
            if self.is_over:
                return
            desk.renew([pk for later in messages[number:] for pk in later.letters])
            self._send(message, [desk.letters[pk] for pk in message.letters if pk in desk.letters], desk)

    def _send(self, message: Message, letters: Sequence[Letter], desk: Desk) -> None:
        parts = self._parts(letters, desk, PART if len(message.letters) > 1 else WHOLE)
        if len(parts) == 1 and len(message.letters) > 1:
            parts = self._parts([parts[0][0]], desk, WHOLE)
        if not parts:
            return
        try:
            mail = _as_mail(message, parts, calendar=_calendar_of(parts, desk))
        except Exception as trouble:  # a calendar that cannot be made stops nobody else's letter
            self._fails(parts[0][0], trouble)
            return
        refusal = self.post.hand_over(mail)
        self.troubles = self.troubles + 1 if refusal is not None and refusal.is_trouble else 0
        if refusal is None:
            _stamp(message, parts, now=timezone.now())
            self.counts["sent"] += len(parts)
        else:
            self._refused([letter for letter, _subject, _body in parts], refusal)

    def _parts(self, letters: Sequence[Letter], desk: Desk, base: str) -> list[tuple[Letter, str, str]]:
        """Each letter that still holds, with its subject and text; the others are closed with the reason."""
        parts = []
        for letter in letters:
            reading = desk.readings[letter.pk]
            try:
                if isinstance(reading, Exception):
                    raise reading
                said = (letter.subject, letter.body) if letter.is_secret else render(letter, reading, base=base)
                parts.append((letter, *said))
            except NoLongerTrue as why:
                letter.drop(reason=str(why))
                self.counts["dropped"] += 1
            except Exception as trouble:
                self._fails(letter, trouble)
        return parts

    def _fails(self, letter: Letter, trouble: Exception) -> None:
        logger.error("letter %s could not be rendered", letter.pk, exc_info=trouble)
        letter.failed(answer=in_one_line(trouble))
        self.counts["failed"] += 1

    def _refused(self, letters: Sequence[Letter], refusal: Refusal) -> None:
        now = timezone.now()
        for letter in letters:
            take_refusal(letter, refusal, now=now)
            self.counts[letter.state] += 1
        person = letters[0].recipient
        if refusal.is_of_address and person is not None:
            address_bounced(person, _address_of(letters[0]))


def send(letter_id: int) -> bool:
    """Send one letter, with those that leave with it, if its moment has come; tell whether it went."""
    letter = Letter.objects.filter(pk=letter_id, state=Letter.State.DUE).first()
    if letter is None:
        return False
    Drain(seconds=settings.LETTER_DRAIN_SECONDS).send_only(letter)
    return Letter.objects.filter(pk=letter_id, state=Letter.State.SENT).exists()


def deliver() -> dict[str, int]:
    """Take a sender's turn, if one is free; return how many letters went where."""
    return Drain(seconds=settings.LETTER_DRAIN_SECONDS).run()


def _letters_of(names: Sequence[str], now: datetime) -> Q:
    """The letters that are due under the names."""
    keys: dict[str, list[int]] = {"letter": [], "reader": []}
    for name in names:
        kind, _slash, key = name.partition("/")
        keys[kind].append(int(key))
    alone = Q(pk__in=keys["letter"], bundle_on=None)
    together = Q(recipient__in=keys["reader"], bundle_on__isnull=False)
    return Q(alone | together, try_at__lte=now)


def _as_mail(
    message: Message, parts: Sequence[tuple[Letter, str, str]], *, calendar: CalendarPart | None = None
) -> EmailMessage:
    letter, subject, body = parts[0]
    headers: dict[str, str] = {}
    body = outgoing(letter, body)
    if (person := letter.recipient) is not None and not letter.is_secret:
        with as_read_by(person):
            if len(parts) > 1:
                subject, body = _bundle(parts)
            declinable = {part.occasion for part, _subject, _body in parts} & occasions_to_decline().keys()
            headers = unsubscribe_headers(person, sorted(declinable))
    elif letter.payload.get("leave"):
        headers = leave_headers(letter.payload["leave"])
    return compose(
        address=_address_of(letter),
        language=_language_of(letter),
        subject=subject,
        body=body,
        message_id=message.message_id,
        headers=headers,
        calendar=calendar,
    )


def _calendar_of(parts: Sequence[tuple[Letter, str, str]], desk: Desk) -> CalendarPart | None:
    """What travels beside the text of a letter that leaves alone, in its reader's language."""
    letter = parts[0][0]
    reading = desk.readings[letter.pk]
    if len(parts) > 1 or isinstance(reading, Exception) or CALENDAR not in reading:
        return None
    with as_read_by(letter.reader):
        made: CalendarPart = reading[CALENDAR]()
    return made


def _bundle(parts: Sequence[tuple[Letter, str, str]]) -> tuple[str, str]:
    """One message of several letters: its subject says how many, theirs are headings."""
    matters = [{"subject": subject, "body": outgoing(letter, body)} for letter, subject, body in parts]
    frame = {"matters": matters, "name": parts[0][0].reader.display_name, "site_url": settings.SITE_URL}
    return subject_and_body(get_template("email/bundle.txt").render(frame))


def _stamp(message: Message, parts: Sequence[tuple[Letter, str, str]], *, now: datetime) -> None:
    """Keep that the server took it, and what was said; one statement, one commit."""
    letter = parts[0][0]
    keys = [part.pk for part, _subject, _body in parts]
    subjects = [subject for _part, subject, _body in parts]
    bodies = ["" if part.is_secret else body for part, _subject, body in parts]
    values: list[Any] = [now, message.message_id, _address_of(letter), _language_of(letter), keys, subjects, bodies]
    with connection.cursor() as cursor:
        cursor.execute(STAMP, values)


def _address_of(letter: Letter) -> str:
    """Where it goes: the reader's address of now; a confidential letter stays with the one it was written to."""
    return letter.address if letter.recipient is None or letter.is_secret else letter.recipient.email


def _language_of(letter: Letter) -> str:
    return letter.language if letter.recipient is None or letter.is_secret else letter.recipient.language
