"""How many were there, day by day and body by body: what everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from institutions.models import Institution
from meetings.models import Attendance, Meeting
from meetings.results.quorum import Quorum, quorum_by_day


@dataclass(frozen=True)
class DayPresence:
    """One day: each body with its number of people, by name; and the quorum."""

    day: Any
    bodies: list[tuple[Any, int]]
    quorum: Quorum


def presence_of(meeting: Meeting) -> list[DayPresence]:
    """Of each of ``all_days`` on which somebody was recorded; the same few queries for any number of people."""
    counts: dict[int, dict[Any, set[Any]]] = {}
    rows = Attendance.objects.filter(day__meeting=meeting).values_list(
        "day", "person", "guest_name", "institution", "guest_body"
    )
    for day, person, guest, institution, body in rows:
        counts.setdefault(day, {}).setdefault(institution or body, set()).add(person or guest)
    if not counts:
        return []
    wanted = {key for of_day in counts.values() for key in of_day if isinstance(key, int)}
    known = {one.pk: one for one in Institution.objects.filter(pk__in=wanted).by_name()}
    order = {pk: place for place, pk in enumerate(known)}
    quorums = quorum_by_day(meeting)

    def sorted_bodies(of_day: dict[Any, set[Any]]) -> list[tuple[Any, int]]:
        keys = sorted(of_day, key=lambda key: (key not in order, order.get(key, 0), str(key)))
        return [(known.get(key, key), len(of_day[key])) for key in keys]

    return [
        DayPresence(day, sorted_bodies(counts[day.pk]), quorums[day.pk]) for day in meeting.all_days if day.pk in counts
    ]
