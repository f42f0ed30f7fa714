"""Who is told what by a calendar: the invitation, its newer versions, and that there is nothing to come to any more.

What somebody's calendar holds is what the last letter about the meeting told it. Her ``SEQUENCE`` rises with each of
them, also where an invitation is taken back and renewed while the meeting itself stays as it is.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, JSONObject

from institutions.models import User
from letters.actions import write_many
from letters.models import Letter
from meetings.actions.answering import OPEN, forget
from meetings.models import Meeting, MeetingStep
from meetings.models.states import State

INVITATION, WITHDRAWAL = "meeting_invitation", "meeting_withdrawal"  # occasions of letters that calendars read
AGENDA = "meeting_agenda"
Told = dict[str, Any]  # payload of a letter, and its occasion


@transaction.atomic
def tell(meeting: Meeting) -> int:
    """Write to everybody invited what her calendar does not know yet; return how many letters are new.

    While the meeting is announced: an invitation to whoever is invited, again after it moved. Once it is called off, or
    an invitation was taken back: a withdrawal to those who had been written to. Twice is harmless; the same few queries
    for any number of people.
    """
    found = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    days = found.hours()
    if not days or found.state not in (*OPEN, State.CANCELLED):
        return 0
    _ask_anew(found)
    told, highest = _told(found)
    wanted: dict[tuple[str, int], list[int]] = {}
    for person, withdrawn_at in found.invitees.values_list("person", "withdrawn_at"):
        is_asked = withdrawn_at is None and found.state != State.CANCELLED
        if occasion := _due(found, told.get(person), is_asked=is_asked):
            sequence = max(found.sequence, highest.get(person, -1) + 1)
            wanted.setdefault((occasion, sequence), []).append(person)
    return sum(_write(found, days[-1][0], *what, people) for what, people in wanted.items())


def tell_agenda(meeting: Meeting) -> int:
    """Write to everybody invited that the agenda was sent, each time it was; return how many letters are new."""
    times = meeting.steps.filter(kind=MeetingStep.Kind.AGENDA_SENT).count()
    last_on = meeting.days.order_by("-held_on").values_list("held_on", flat=True)[0]
    over = datetime.combine(last_on + timedelta(days=1), time(), tzinfo=ZoneInfo(meeting.zone))
    rows = User.objects.filter(invitees__in=meeting.invitees.in_force()).annotate(
        recipient_id=F("pk"),
        key=Concat(Value(f"{AGENDA}/{meeting.pk}/{times}/"), Cast("pk", CharField())),
        payload=JSONObject(meeting=Value(meeting.pk)),
        useless_after=Value(over),
    )
    return write_many(AGENDA, rows.values("recipient_id", "key", "payload", "useless_after"))


def _letters(meeting: Meeting) -> Any:
    """All about the meeting that calendars read, oldest first."""
    about = Letter.objects.filter(occasion__in=(INVITATION, WITHDRAWAL), payload__meeting=meeting.pk)
    return about.only("recipient", "occasion", "payload", "state").order_by("pk")


def _told(meeting: Meeting) -> tuple[dict[int, Told], dict[int, int]]:
    """By person: what the last letter told or will tell her, and the highest number any letter has used."""
    told: dict[int, Told] = {}
    highest: dict[int, int] = {}
    for letter in _letters(meeting):
        highest[letter.recipient_id] = max(letter.payload["sequence"], highest.get(letter.recipient_id, 0))
        if letter.state != Letter.State.DROPPED:
            told[letter.recipient_id] = {**letter.payload, "occasion": letter.occasion}
    return told, highest


def _due(meeting: Meeting, told: Told | None, *, is_asked: bool) -> str:
    """The occasion of the letter she is to get now; empty where she knows."""
    has_it = told is not None and told["occasion"] == INVITATION
    if not is_asked:
        return WITHDRAWAL if has_it else ""
    return "" if has_it and told is not None and told["of"] >= meeting.sequence else INVITATION


def _write(meeting: Meeting, last_on: Any, occasion: str, sequence: int, people: list[int]) -> int:
    over = datetime.combine(last_on + timedelta(days=1), time(), tzinfo=ZoneInfo(meeting.zone))
    rows = User.objects.filter(pk__in=people).annotate(
        recipient_id=F("pk"),
        key=Concat(Value(f"{occasion}/{meeting.pk}/{sequence}/"), Cast("pk", CharField())),
        payload=JSONObject(meeting=Value(meeting.pk), sequence=Value(sequence), of=Value(meeting.sequence)),
        useless_after=Value(over),
    )
    return write_many(occasion, rows.values("recipient_id", "key", "payload", "useless_after"))


def _ask_anew(meeting: Meeting) -> None:
    """Other dates need other answers: those given before the last move no longer count."""
    moves = MeetingStep.objects.filter(meeting=meeting, kind=MeetingStep.Kind.MOVED).order_by("-made_at")
    moved_at = next((step.made_at for step in moves if _dates(step.days_before) != _dates(step.days_after)), None)
    if moved_at is None:
        return
    for invitee in meeting.invitees.filter(answered_at__lt=moved_at).select_for_update(no_key=True):
        forget(invitee)


def _dates(days: Any) -> list[str]:
    return [day[0] for day in days]
