"""Planning a meeting: making it, its facts, its days, and the steps of its life with the letters that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from institutions.actions import wordings
from institutions.models import User
from meetings.actions.inviting import tell, tell_agenda
from meetings.actions.people import invite_everybody
from meetings.models import Meeting, MeetingDay, MeetingStep
from meetings.models.lifecycle import Hours
from meetings.models.states import AHEAD, State

HALF_A_YEAR = timedelta(weeks=26)  # the same day of the week
IN_CALENDARS = ("place_", "title_", "zone", "online_url")  # beginnings of columns the invited see besides the days


@transaction.atomic
def make(said: Mapping[str, Any], *, days: Iterable[Hours], was_held: bool, by: User) -> Meeting:
    """A new meeting, pencilled in; or the record of one that took place, of which nobody is told."""
    meeting = Meeting.objects.create(**said)
    meeting.reschedule(days, reason="", by=by)
    if was_held:
        Meeting.objects.filter(pk=meeting.pk).update(state=State.HELD)
        MeetingStep.objects.create(meeting=meeting, kind=MeetingStep.Kind.HELD, sequence=0, made_by=by)
        meeting.refresh_from_db()
    return meeting


@transaction.atomic
def write_facts(meeting: Meeting, said: Mapping[str, Any]) -> None:
    """Save these columns and no others. Calendars of the invited hear of it where they show what changed."""
    before = wordings.words_of(meeting)
    changed = {name for name, value in said.items() if (getattr(meeting, name) or "") != (value or "")}
    for name, value in said.items():
        setattr(meeting, name, value)
    fields = list(said)
    if meeting.state in AHEAD[1:] and any(name.startswith(IN_CALENDARS) for name in changed):
        meeting.sequence += 1
        fields.append("sequence")
    meeting.save(update_fields=fields)
    wordings.note(meeting, before=before, by=None)
    tell(meeting)


@transaction.atomic
def move(meeting: Meeting, days: Iterable[Hours], *, by: User, reason: str = "", month: date | None = None) -> bool:
    """Give it these days, and as long as it is pencilled in without one, a month; tells whether anything moved."""
    moved = meeting.reschedule(days, reason=reason, by=by)
    if meeting.state == State.PENCILLED and meeting.month != month:
        meeting.month, moved = month, True
        meeting.save(update_fields=["month"])
    if moved:
        tell(meeting)
    return moved


@transaction.atomic
def announce(meeting: Meeting, *, by: User, today: date, invite_all: bool = False) -> None:
    """Let the group know, and invite everybody if wanted. Raises NotNow as ``Meeting.announce``."""
    meeting.announce(by=by)
    if invite_all:
        invite_everybody(meeting, today=today)
    tell(meeting)


def send_agenda(meeting: Meeting, *, by: User, today: date) -> None:
    """Let everybody read it, and tell the invited. Raises NotNow as ``Meeting.send_agenda``."""
    with transaction.atomic():
        meeting.send_agenda(by=by)
        tell_agenda(meeting)


def hold(meeting: Meeting, *, by: User, today: date) -> None:
    """Raises NotNow as ``Meeting.hold``."""
    meeting.hold(today=today, by=by)


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, today: date, reason: Mapping[str, str]) -> None:
    """Call it off and tell the invited. Raises NotNow as ``Meeting.cancel``."""
    meeting.cancel(by=by, reason=reason)
    tell(meeting)


DEEDS: dict[str, Any] = {"announce": announce, "send-agenda": send_agenda, "hold": hold, "cancel": cancel}


def hours_to_come(source: Meeting, *, today: date) -> list[Hours]:
    """The days of an earlier meeting, moved by half years to the first time that lies ahead."""
    hours = source.hours()
    while hours and hours[0][0] <= today:
        hours = [(held_on + HALF_A_YEAR, starts, ends) for held_on, starts, ends in hours]
    return hours


def next_number(number: str, *, year: int) -> str:
    """10 gives 11; 2018/2 gives 2018/3, and in another year the first of that one."""
    first, slash, second = number.partition("/")
    if not slash:
        return str(int(first) + 1) if first else ""
    return f"{first}/{int(second) + 1}" if int(first) == year else f"{year}/1"


def last_of(meetings: Any) -> Meeting | None:
    """The newest meeting of the group itself; the one to copy from."""
    days = MeetingDay.objects.filter(meeting__in=meetings, meeting__kind=Meeting.Kind.MEETING)
    newest = days.exclude(meeting__state=State.CANCELLED).order_by("-held_on", "-pk").select_related("meeting").first()
    return newest.meeting if newest else None
