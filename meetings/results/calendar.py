"""A meeting as calendars know it: one UID for ever, one event for each day; equal data give equal bytes.

The first day is the master and names the further days as RDATE; each of those has an event of its own (RECURRENCE-ID;
docs/decisions/0018-one-uid-for-a-meeting.md). A meeting whose hours are not all known lies on whole days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from icalendar import Calendar, Event, vCalAddress, vDuration

from institutions.models import User
from meetings.models import Invitee, Meeting, MeetingDay
from meetings.models.meetings import MeetingQuerySet
from meetings.models.states import State
from workplans.results.ical import ASK_AGAIN_AFTER, PRODUCT

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
STATUS = {State.PENCILLED: "TENTATIVE", State.CANCELLED: "CANCELLED"}  # everything else is confirmed
PART = {
    Invitee.Answer.NONE: "NEEDS-ACTION",
    Invitee.Answer.YES: "ACCEPTED",
    Invitee.Answer.NO: "DECLINED",
    Invitee.Answer.SUBSTITUTE: "DECLINED",  # she herself does not come
}


@dataclass(frozen=True)
class Sent:
    """What a letter adds: whose calendar it is for, the version her calendar goes by, and the letter's moment."""

    method: str
    person: User
    answer: str
    sequence: int
    at: datetime


def for_calendar(meetings: MeetingQuerySet) -> Any:
    """The meetings that have days, with all a calendar says of them, oldest first; two queries for any number."""
    dated: Any = meetings.with_days()
    return dated.exclude(first_on=None).annotate(stepped_at=Max("steps__made_at")).order_by("first_on", "pk")


def published(meetings: Iterable[Any], *, name: str) -> bytes:
    """Meetings to subscribe to, in the active language; they come from ``for_calendar``, and nobody is named."""
    calendar = _calendar(PUBLISH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    days: list[MeetingDay] = []
    for meeting in meetings:
        days += meeting.all_days
        for event in _events(meeting, meeting.sequence, meeting.stepped_at or _noon(meeting.all_days[0])):
            calendar.add_component(event)
    return _finished(calendar, days)


def sent(meeting: Meeting, letter: Sent) -> bytes:
    """What travels in a letter, in the active language; ``meeting`` has its days (``with_days``).

    Without RECURRENCE-ID a CANCEL takes all days out of the calendar, so the master alone says it.
    """
    calendar = _calendar(letter.method)
    events = _events(meeting, letter.sequence, letter.at)
    for event in events[:1] if letter.method == CANCEL else events:
        event.add("organizer", _person(settings.DEFAULT_FROM_EMAIL, ""))
        attendee = _person(letter.person.email, letter.person.display_name)
        attendee.params["PARTSTAT"] = PART[Invitee.Answer(letter.answer)]
        attendee.params["RSVP"] = "FALSE"  # answers are taken by the portal, not by mail
        event.add("attendee", attendee)
        if letter.method == CANCEL:
            event["status"] = "CANCELLED"
        elif meeting.online_url:
            event.add("description", meeting.online_url)
        calendar.add_component(event)
    return _finished(calendar, meeting.all_days)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _finished(calendar: Calendar, days: list[MeetingDay]) -> bytes:
    """With the rules of the clocks that its events go by."""
    if days:
        held = [day.held_on for day in days]
        calendar.add_missing_timezones(min(held) - timedelta(days=366), max(held) + timedelta(days=366))
    return bytes(calendar.to_ical())


def _events(meeting: Meeting, sequence: int, at: datetime) -> list[Event]:
    """The master, then the further days."""
    for day in meeting.all_days:
        day.meeting = meeting  # its zone, without asking again
    starts = [day.begins_at for day in meeting.all_days]
    begins: list[Any] = list(starts) if all(starts) else [day.held_on for day in meeting.all_days]
    events = []
    for number, (day, begin) in enumerate(zip(meeting.all_days, begins, strict=True)):
        event = _event(meeting, sequence, at)
        event.add("dtstart", begin)
        if not isinstance(begin, datetime):
            event.add("dtend", begin + timedelta(days=1))
        elif day.ends_at is not None:
            event.add("dtend", day.ends_at)
        if number:
            event.add("recurrence-id", begin)
        elif begins[1:]:
            event.add("rdate", begins[1:], parameters=_kind_of(begin))
        part = f" ({number + 1}/{len(begins)})" if begins[1:] else ""
        event.add("summary", f"{meeting.title}{part}", parameters={"LANGUAGE": _language()})
        events.append(event)
    return events


def _kind_of(begin: date) -> dict[str, str]:
    return {} if isinstance(begin, datetime) else {"VALUE": "DATE"}


def _event(meeting: Meeting, sequence: int, at: datetime) -> Event:
    event = Event()
    event.add("uid", str(meeting.uid))
    event.add("sequence", sequence)
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("status", STATUS.get(State(meeting.state), "CONFIRMED"))
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    if meeting.place:
        event.add("location", meeting.place, parameters={"LANGUAGE": _language()})
    return event


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address.rpartition('<')[2].rstrip('>')}")
    if name:
        person.params["CN"] = name.replace('"', "'")
    return person


def _noon(day: MeetingDay) -> datetime:
    """When a meeting recorded without a step is taken to have been written down."""
    return datetime(day.held_on.year, day.held_on.month, day.held_on.day, 12, tzinfo=timezone.get_default_timezone())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
