"""Fictional meetings: past ones with their decisions, the last one with circulated minutes, and those to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from institutions.models import Affiliation, Institution, User
from meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Correction,
    Decision,
    DecisionEffect,
    Invitee,
    Meeting,
    MeetingDay,
    Minutes,
    MinutesEntry,
)
from meetings.models.minutes import digest_of
from qmportal.management.demo.data import Entry, day, in_languages, moment, read
from qmportal.management.demo.people import address
from qmportal.management.demo.plan import PLAN
from workplans.models import Activity

LATE = time(16, 0)  # o'clock; when what belongs to a past meeting was recorded


def load_meetings(*, today: date) -> None:
    """Add the meetings that are not there yet."""
    known = set(Meeting.objects.values_list("code", flat=True))
    secretariat = User.objects.get(email=address("secretariat"))
    for entry in read("meetings/past.toml")["meeting"]:
        if entry["code"] not in known:
            _past(entry, secretariat)
    last = read("meetings/recent.toml")
    if last["code"] not in known:
        _recent(last, secretariat, today)
    for entry in read("meetings/coming.toml")["meeting"]:
        if entry["code"] not in known:
            _coming(entry, today)


def _past(entry: Entry, secretariat: User) -> None:
    """A meeting whose minutes are published; of its decisions, those the plan of the demonstration cites."""
    meeting = Meeting.objects.create(
        code=entry["code"],
        number=entry["number"],
        state=Meeting.State.HELD,
        **in_languages(entry, "title", "place"),
    )
    days = [MeetingDay.objects.create(meeting=meeting, held_on=held_on) for held_on in entry["days"]]
    for one in entry["decision"]:
        _decide(one, meeting, days[-1].held_on, secretariat)
    titles = {code: entry["title"][code] for code, _name in settings.LANGUAGES}
    text = [{"number": "", "title": titles, "text": entry["summary"]["bs"]}]
    approved = _evening(days[-1].held_on + timedelta(days=14))
    Minutes.objects.create(
        meeting=meeting,
        state=Minutes.State.PUBLISHED,
        language="bs",
        full=text,
        public=text,
        digest=digest_of(text),
        approved_at=approved,
        published_at=approved,
        **in_languages(entry, "summary"),
    )


def _decide(one: Entry, meeting: Meeting, last_on: date, secretariat: User) -> None:
    """A decision by which an activity of the plan began, ended or was confirmed."""
    decision = Decision.objects.create(
        meeting=meeting,
        serial=one["serial"],
        number=f"{meeting.number}-D{one['serial']}",
        source_language="bs",
        decided_on=one.get("decided_on", last_on),
        recorded_by=secretariat,
        recorded_at=_evening(last_on),
        **in_languages(one, "text"),
    )
    DecisionEffect.objects.create(
        decision=decision,
        kind=DecisionEffect.Kind.ACTIVITY,
        activity=_activity(one["effect"]),
        applied_by=secretariat,
        applied_at=_evening(decision.decided_on),
    )


def _recent(entry: Entry, secretariat: User, today: date) -> None:
    """The last meeting, held some weeks ago: agenda, attendance, minutes, decisions and action items."""
    latest = today - timedelta(days=entry["ago"])
    first = latest - timedelta(days=(latest.isoweekday() - entry["weekday"]) % 7)
    meeting = Meeting.objects.create(
        code=entry["code"],
        number=f"{first.year}/1",
        state=Meeting.State.HELD,
        **in_languages(entry, "title", "place"),
    )
    days = [
        MeetingDay.objects.create(meeting=meeting, held_on=first + timedelta(days=offset), **hours)
        for offset, hours in enumerate(entry["hours"])
    ]
    minutes = Minutes.objects.create(
        meeting=meeting,
        state=Minutes.State.CIRCULATED,
        language=entry["language"],
        corrections_until=day(entry, "corrections", today=today),
        circulated_at=moment(today - timedelta(days=3)),
        **in_languages(entry, "summary"),
    )
    MinutesEntry.objects.create(minutes=minutes)
    for number, one in enumerate(entry["item"], start=1):
        _item(one, number, minutes, secretariat, today)
    _attend(meeting, days, secretariat)
    decided = minutes.entries.filter(item__kind=AgendaItem.Kind.DECISION).first()
    if decided is not None:
        author = User.objects.get(email=address("statistics.coordinator"))
        Correction.objects.create(
            minutes=minutes,
            entry=decided,
            text="Opis je isprobalo tri, a ne dvije institucije.",
            language="bs",
            proposed_by=author,
            proposed_for=Institution.objects.get(code="demo-statistics"),
            proposed_at=moment(today - timedelta(days=1)),
        )


def _item(entry: Entry, number: int, minutes: Minutes, secretariat: User, today: date) -> None:
    meeting = minutes.meeting
    held = list(meeting.days.order_by("held_on"))
    item = AgendaItem.objects.create(
        meeting=meeting,
        number=number,
        day=held[entry["day"] - 1],
        kind=entry["kind"],
        state=AgendaItem.State.ON_AGENDA,
        language=minutes.language,
        presenting_body=Institution.objects.get(code=entry["by"]),
        minutes=entry["minutes"],
        activity=_activity(entry["activity"]) if "activity" in entry else None,
        **in_languages(entry, "title"),
    )
    written = MinutesEntry.objects.create(minutes=minutes, item=item)
    written.write(entry["entry"].strip(), base=0, by=secretariat)
    for one in entry.get("decision", []):
        Decision.record(
            meeting,
            item=item,
            words=one["text"],
            language=minutes.language,
            decided_on=held[entry["day"] - 1].held_on,
            by=secretariat,
        )
    for one in entry.get("action", []):
        facts: dict[str, Any] = {"text": one["text"], "language": minutes.language, "item": item}
        facts["institution"] = Institution.objects.get(code=one["institution"])
        facts["owner"] = User.objects.get(email=address(one["owner"])) if "owner" in one else None
        ActionItem.add(meeting, by=secretariat, due_on=day(one, "due", today=today), **facts)


def _attend(meeting: Meeting, days: list[MeetingDay], secretariat: User) -> None:
    """One person of every institution in the room on the first day; on the second two are missing."""
    first_of: dict[int, Affiliation] = {}
    places = Affiliation.objects.counting(days[0].held_on).filter(institution__code__startswith="demo-")
    for place in places.order_by("pk"):
        first_of.setdefault(place.institution_id, place)
    people = list(first_of.values())
    for held, coming in ((days[0], people), (days[-1], people[2:])):
        Attendance.objects.bulk_create(
            Attendance(day=held, person_id=one.user_id, institution_id=one.institution_id, recorded_by=secretariat)
            for one in coming
        )


def _coming(entry: Entry, today: date) -> None:
    """A meeting on the first of its weekday after the day meant; the cast is invited to one that is announced."""
    meeting = Meeting.objects.create(
        code=entry["code"],
        state=entry["state"],
        is_public=entry["is_public"],
        **in_languages(entry, "title", "place", "report"),
    )
    earliest = today + timedelta(days=entry["earliest_in"])
    first = earliest + timedelta(days=(entry["weekday"] - earliest.isoweekday()) % 7)
    for offset, hours in enumerate(entry["hours"]):
        MeetingDay.objects.create(meeting=meeting, held_on=first + timedelta(days=offset), **hours)
    if meeting.state == Meeting.State.ANNOUNCED:
        places = Affiliation.objects.counting(today).filter(institution__code__startswith="demo-")
        invited = places.order_by("user", "pk").distinct("user")
        Invitee.objects.bulk_create(
            Invitee(meeting=meeting, person_id=one.user_id, institution_id=one.institution_id) for one in invited
        )


def _activity(place: str) -> Activity:
    area, position = place.split(".")
    return Activity.objects.get(area__plan__code=PLAN, area__number=area, position=position)


def _evening(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, LATE))
