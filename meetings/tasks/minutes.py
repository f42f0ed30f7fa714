"""Minutes: the letter that they are circulated, the reminder that they are missing, and approval by silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from letters.actions import NoLongerTrue, occasion, recorded
from letters.models import Letter
from meetings.actions import approving
from meetings.actions.answering import OPEN
from meetings.actions.circulating import CIRCULATED, MISSING
from meetings.models import Meeting, Minutes
from meetings.models.states import MinutesState, State
from meetings.tasks.invitations import OVERTAKEN, Reading

THERE = gettext_noop("The minutes are circulated by now.")


@shared_task(name="meetings.tasks.settle")
@recorded("meetings.settle")
def settle() -> dict[str, int]:
    """Meetings whose last day has passed count as held; minutes nobody objected to in time are approved.

    Called every hour by beat; twice is harmless.
    """
    today = timezone.localdate()
    held = approved = 0
    for meeting in Meeting.objects.filter(state__in=OPEN).with_days().past(today):
        try:
            meeting.hold(today=today, by=None)
        except Meeting.NotNow:  # somebody was faster
            continue
        held += 1
    for minutes in Minutes.objects.silent_on(today):
        try:
            approved += approving.approve(minutes, None)
        except (Minutes.NotNow, Minutes.NotReady):  # a correction came in the meantime
            continue
    return {"held": held, "approved": approved}


@occasion(
    CIRCULATED,
    template="meetings/email/minutes_circulated.txt",
    label=_("minutes are circulated for corrections"),
    may_decline=True,
)
def read_circulated(letters: Sequence[Letter]) -> dict[int, Reading]:
    found = Minutes.objects.filter(pk__in={letter.payload["minutes"] for letter in letters})
    known = {one.pk: one for one in found.select_related("meeting").defer("full", "public")}

    def reading(letter: Letter) -> Reading:
        minutes = known.get(letter.payload["minutes"])
        until = date.fromisoformat(letter.payload["until"])
        if minutes is None or minutes.state != MinutesState.CIRCULATED or minutes.corrections_until != until:
            return NoLongerTrue(OVERTAKEN)
        return {"meeting": minutes.meeting, "until": until}

    return {letter.pk: reading(letter) for letter in letters}


@occasion(
    MISSING,
    template="meetings/email/minutes_missing.txt",
    label=_("the minutes of a meeting are missing"),
    steps=settings.REMIND_WORKING_DAYS_OF_MINUTES,
    days_since=_("working days since the meeting"),
)
def read_missing(letters: Sequence[Letter]) -> dict[int, Reading]:
    meetings = Meeting.objects.filter(pk__in={letter.payload["meeting"] for letter in letters})
    known = {one.pk: one for one in meetings.select_related("minutes").with_days()}

    def reading(letter: Letter) -> Reading:
        meeting = known.get(letter.payload["meeting"])
        if meeting is None or meeting.state == State.CANCELLED:
            return NoLongerTrue(OVERTAKEN)
        minutes = getattr(meeting, "minutes", None)
        if minutes is not None and minutes.state != MinutesState.DRAFTING:
            return NoLongerTrue(THERE)
        return {"meeting": meeting, "last_on": meeting.last_on}

    return {letter.pk: reading(letter) for letter in letters}
