"""A full meeting among few and among a thousand: what its page costs a member, and whether that stays the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from institutions.models import User
from meetings.models import ActionItem, AgendaItem, Attendance, Decision, Meeting, MeetingDay, Minutes, MinutesEntry
from qmportal.management.bench.data import Data, words
from qmportal.management.bench.pages import Page, queries_of, ratios_of
from qmportal.management.bench.server import Server

SIZES = (10, 1_000)  # meetings
ITEMS, ATTENDANCES, ACTIONS, DECISIONS = 60, 200, 300, 60  # of the measured one
FIRST = date(2018, 3, 7)


def measure_meetings(write: Callable[[str], Any], analyse: Callable[[], None], data: Data, server: Server) -> list[str]:
    """Write one figure a line; return which pages take more queries among many meetings."""
    meeting = make_full_meeting(data)
    about, on = [meeting.code], FIRST.isoformat()
    pages = [
        Page("page", reverse("meetings:meeting", args=about), data.member),
        Page("public_page", reverse("meetings:meeting", args=about)),
        Page("list", reverse("meetings:index")),
        Page("agenda", reverse("meetings:agenda", args=about), data.member),
        Page("minutes", reverse("meetings:minutes", args=about), data.member),
        Page("writing", reverse("meetings:write-minutes", args=about), data.secretariat),
        Page("attendance", reverse("meetings:attendance", args=[meeting.code, on]), data.secretariat),
        Page("actions", reverse("meetings:meeting-actions", args=about), data.member),
    ]
    queries: dict[str, int] = {}
    trouble = []
    for size in SIZES:
        make_meetings(size)
        analyse()
        for page in pages:
            number = queries_of(page, data)
            write(f"meetings.{page.name}_{size}.queries: {number}")
            write(f"meetings.{page.name}_{size}.ratio_to_bare: {ratios_of(page, data, server)[0]:.3f}")
            if queries.setdefault(page.name, number) != number:
                trouble.append(
                    f"meetings {page.name} takes {queries[page.name]} queries among few, {number} among many"
                )
    return trouble


def make_meetings(size: int) -> None:
    """Add past meetings, each with a day, until there are so many."""
    present = Meeting.objects.count()
    made = Meeting.objects.bulk_create(
        Meeting(code=f"past-{number}", state=Meeting.State.HELD, **words("title", f"Meeting {number}"))
        for number in range(present, size)
    )
    MeetingDay.objects.bulk_create(
        MeetingDay(meeting=meeting, held_on=FIRST - timedelta(days=3 + place)) for place, meeting in enumerate(made)
    )


def make_full_meeting(data: Data) -> Meeting:
    """One over two days with everything a meeting can have, its minutes circulated."""
    meeting = Meeting.objects.create(
        code="full", number="2018/1", state=Meeting.State.HELD, **words("title", "The full meeting")
    )
    days = [MeetingDay.objects.create(meeting=meeting, held_on=FIRST + timedelta(days=offset)) for offset in (0, 1)]
    language, secretariat = settings.LANGUAGE_CODE, data.secretariat
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            day=days[number % 2],
            number=number,
            state=AgendaItem.State.ON_AGENDA,
            language=language,
            minutes=10,
            activity=data.busy[number % len(data.busy)],
            presenting_body=data.institutions[0],
            **words("title", f"Item {number}"),
        )
        for number in range(1, ITEMS + 1)
    )
    people = _attend(days, data)
    now = timezone.now()
    period = {"corrections_until": timezone.localdate(now) + timedelta(days=7), "circulated_at": now}
    minutes = Minutes.objects.create(meeting=meeting, language=language, state=Minutes.State.CIRCULATED, **period)
    MinutesEntry.objects.bulk_create(MinutesEntry(minutes=minutes, item=item, body="It was said.") for item in items)
    for number in range(DECISIONS):
        said = words("text", f"Decided {number}.")
        texts = {code: said[f"text_{code}"] for code, _name in settings.LANGUAGES}
        Decision.record(
            meeting, item=items[number % ITEMS], words=texts, language=language, decided_on=FIRST, by=secretariat
        )
    for number in range(ACTIONS):
        facts = {"text": f"Do {number}", "language": language, "institution": data.institutions[0]}
        ActionItem.add(meeting, by=secretariat, item=items[number % ITEMS], due_on=FIRST, owner=people[0], **facts)
    return meeting


def _attend(days: list[MeetingDay], data: Data) -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"guest{number}@bench.example", display_name=f"Guest {number}") for number in range(ATTENDANCES // 2)
    )
    Attendance.objects.bulk_create(
        Attendance(day=day, person=person, institution=data.institutions[0], recorded_by=data.secretariat)
        for day in days
        for person in people
    )
    return people
