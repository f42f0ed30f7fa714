"""What a sender knows of the letters in its hands: read in one go, and read again when it grows old."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from letters.actions.mornings import calendars_of
from letters.actions.occasions import NoLongerTrue, Reading, occasions_to_decline, read_again
from letters.actions.writing import is_deliverable
from letters.models import Letter, OptOut

TOO_LATE = gettext_noop("It is too late for this letter to be of use.")
NOT_REACHED = gettext_noop("No letters go to this address at present.")
SWITCHED_OFF = gettext_noop("The account is switched off.")
DECLINED = gettext_noop("The recipient wants no letters of this kind.")

A_DAY_AND_A_HALF = timedelta(hours=36)  # longer than a day lasts anywhere


class Desk:
    """The letters of a group, still due, with what they are about; for the length of a second."""

    def __init__(self, which: Q) -> None:
        self.which = which
        self.read()

    def read(self) -> None:
        """Read everything: the rows, the readers, and what the letters are about."""
        due = Letter.objects.filter(self.which, state=Letter.State.DUE).select_related("recipient")
        self.letters = {letter.pk: letter for letter in due.order_by("try_at", "pk")}
        self.readings = self._readings(timezone.now())
        self.read_at = time.monotonic()

    def renew(self, left: Collection[int]) -> None:
        """Read again what is left to send, unless that was done a moment ago."""
        if time.monotonic() - self.read_at > settings.LETTER_READING_HOLDS:
            self.which = Q(pk__in=list(left))
            self.read()

    def _readings(self, now: datetime) -> dict[int, Reading]:
        """By letter: why it does not go, or the context of its template; a confidential letter has an empty one."""
        declined = self._declined()
        found: dict[int, Reading] = {}
        to_read = []
        for letter in self.letters.values():
            why = reason_against(letter, now) or (
                DECLINED if (letter.recipient_id, letter.occasion) in declined else ""
            )
            if why:
                found[letter.pk] = NoLongerTrue(why)
            elif letter.is_secret:
                found[letter.pk] = {}
            else:
                to_read.append(letter)
        return found | read_again(to_read)

    def _declined(self) -> set[tuple[Any, str]]:
        people = {letter.recipient_id for letter in self.letters.values()}
        opt_outs = OptOut.objects.filter(user__in=people, occasion__in=occasions_to_decline())
        return set(opt_outs.values_list("user", "occasion"))


def reason_against(letter: Letter, now: datetime) -> str:
    """Why the letter goes to nobody, whatever it is about; empty if nothing speaks against it."""
    person = letter.recipient
    if letter.useless_after is not None and letter.useless_after < now:
        return TOO_LATE
    if letter.is_secret:
        return SWITCHED_OFF if person is not None and not person.is_active else ""
    return "" if person is not None and is_deliverable(person) else NOT_REACHED


def last_bundles(people: Sequence[int], now: datetime) -> dict[int, datetime]:
    """By person: when her last bundle left, if that may have been on her present day."""
    sent = Letter.objects.filter(recipient__in=people, sent_at__gte=now - A_DAY_AND_A_HALF, bundle_on__isnull=False)
    return dict(sent.order_by().values_list("recipient").annotate(Max("sent_at")))


def calendars_at_hand(people: Sequence[int]) -> dict[int, str]:
    """By person: her holiday calendar, everybody's filled in."""
    return dict.fromkeys(people, settings.HOLIDAY_CALENDAR) | calendars_of(people)
