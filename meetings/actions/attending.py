"""Who was there on a day: those expected, ticked from their answers, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from institutions.models import User
from meetings.actions.people import Candidate, candidates
from meetings.models import Attendance, Invitee, MeetingDay
from meetings.models.people import Mode
from meetings.models.states import FINAL, State

RECORDED = (State.ANNOUNCED, State.AGENDA_SENT, State.HELD)
Answer = Invitee.Answer


@dataclass(frozen=True)
class Line:
    """Somebody who may be there for an institution, or a guest; ``stored`` is the row where she is recorded."""

    key: str
    name: str
    institution_id: int | None
    institution: str
    facts: dict[str, Any]
    is_ticked: bool = False
    mode: str = Mode.ROOM
    instead_of: str = ""
    stored: int | None = None


def can_record(day: MeetingDay, *, today: date) -> bool:
    """Tell whether the day has come, of a meeting that was announced."""
    return day.meeting.state in RECORDED and day.held_on <= today


def are_settled(day: MeetingDay) -> bool:
    """Tell whether the minutes are approved: from then on only the secretariat puts attendance right."""
    minutes = getattr(day.meeting, "minutes", None)
    return minutes is not None and minutes.state in FINAL


def lines_of(day: MeetingDay, *, today: date) -> list[Line]:
    """Everybody expected, by institution, and everybody recorded; ticks come from answers until a row is recorded."""
    rows = list(day.attendances.select_related("person", "institution", "substitute_for").order_by("pk"))
    lines = {f"p{one.key}": _line(one) for one in candidates(today)}
    invited = day.meeting.invitees.in_force().select_related("person", "institution", "substitute")
    for invitee in invited.prefetch_related("not_on").order_by("pk"):
        line = _expected(invitee, day)
        if line is not None:
            known = lines.get(line.key, line)
            tick = line.is_ticked and not rows
            lines[line.key] = replace(known, is_ticked=tick, mode=line.mode, instead_of=line.instead_of,
                                      facts=line.facts)  # fmt: skip
    named = {row.guest_name for row in rows if row.person_id is None}
    lines = {key: line for key, line in lines.items() if line.facts.get("guest_name") not in named}
    for row in rows:
        line = _recorded(row)
        lines[line.key] = line
    return sorted(lines.values(), key=lambda line: line.institution == "")


def _line(one: Candidate) -> Line:
    facts = {"person_id": one.person_id, "institution_id": one.institution_id}
    return Line(f"p{one.key}", one.person, one.institution_id, one.institution, facts)


def _expected(invitee: Invitee, day: MeetingDay) -> Line | None:
    """The line of whoever comes by that answer, substitute or herself."""
    place = {"institution_id": invitee.institution_id}
    body = invitee.institution.name if invitee.institution else ""
    comes = day.pk not in {one.pk for one in invitee.not_on.all()}
    if invitee.answer == Answer.SUBSTITUTE and (invitee.substitute or invitee.substitute_name):
        facts: dict[str, Any] = {**place, "substitute_for_id": invitee.person_id}
        if invitee.substitute:
            facts["person_id"] = invitee.substitute_id
            key, name = f"p{invitee.substitute_id}-{invitee.institution_id or 0}", str(invitee.substitute)
        else:
            facts["guest_name"] = name = invitee.substitute_name
            key = f"s{invitee.pk}"
        return Line(key, name, invitee.institution_id, body, facts, comes, invitee.mode, str(invitee.person))
    key = f"p{invitee.person_id}-{invitee.institution_id or 0}"
    facts = {**place, "person_id": invitee.person_id}
    ticked = comes and invitee.answer == Answer.YES
    return Line(key, str(invitee.person), invitee.institution_id, body, facts, ticked, invitee.mode)


def _recorded(row: Attendance) -> Line:
    key = f"p{row.person_id}-{row.institution_id or 0}" if row.person_id else f"g{row.pk}"
    body = row.institution.name if row.institution else row.guest_body
    instead = str(row.substitute_for) if row.substitute_for else ""
    name = str(row.person) if row.person else row.guest_name
    return Line(key, name, row.institution_id, body, {}, True, row.mode, instead, row.pk)


@transaction.atomic
def record(
    day: MeetingDay, lines: Iterable[Line], *, ticked: Collection[str], modes: dict[str, str], seen: Collection[str],
    by: User,
) -> None:  # fmt: skip
    """Make the day's list what was ticked. ``seen`` are the keys that were recorded when the page was opened:
    what somebody else recorded meanwhile, and was not on it, stays. Twice is harmless."""
    for line in lines:
        mode = modes.get(line.key, line.mode)
        if line.stored is None:
            if line.key in ticked and line.key not in seen:
                _add(day, line, mode=mode, by=by)
        elif line.key in seen and line.key not in ticked:
            Attendance.objects.filter(pk=line.stored).delete()
        elif line.key in seen and mode != line.mode:
            Attendance.objects.filter(pk=line.stored).update(mode=mode, recorded_by=by)


def _add(day: MeetingDay, line: Line, *, mode: str, by: User) -> None:
    facts = dict(line.facts)
    extra = {"mode": mode, "recorded_by": by, "substitute_for_id": facts.pop("substitute_for_id", None)}
    if "guest_name" in facts:
        taken = day.attendances.filter(person=None, guest_name=facts["guest_name"], guest_body="").exists()
        if taken:
            return
    else:
        facts.setdefault("institution_id", None)
    Attendance.objects.get_or_create(day=day, **facts, defaults=extra)
