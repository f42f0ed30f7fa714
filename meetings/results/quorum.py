"""Whether enough institutions are there: counted by institution, day by day.

A person counts once as a head and gives her voice to every institution she was recorded for; observers and
institutions that are not members that day give none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from institutions.models import GroupMembership
from meetings.models import Attendance, Meeting


@dataclass(frozen=True)
class Quorum:
    """How a day stands: ``present`` of ``members`` institutions, ``needed`` of them, and ``heads`` in all."""

    present: int
    members: int
    needed: int
    heads: int

    @property
    def is_met(self) -> bool:
        return self.members > 0 and self.present >= self.needed


def count(there: Iterable[tuple[object, int | None]], *, members: frozenset[int], needed: int | None) -> Quorum:
    """``there`` are a person (or guest) and an institution for each attendance."""
    rows = list(there)
    present = {institution for _who, institution in rows if institution in members}
    return Quorum(len(present), len(members), needed or len(members) // 2 + 1, len({who for who, _body in rows}))


def quorum_by_day(meeting: Meeting) -> dict[int, Quorum]:
    """By the key of each of ``all_days``; two queries for any number of days and people."""
    days = meeting.all_days
    if not days:
        return {}
    memberships = GroupMembership.objects.filter(kind=GroupMembership.Kind.MEMBER, valid_from__lte=days[-1].held_on)
    periods = list(memberships.values_list("institution", "valid_from", "valid_to"))
    there: dict[int, list[tuple[object, int | None]]] = {}
    rows = Attendance.objects.filter(day__meeting=meeting)
    for day, person, guest, body, institution in rows.values_list(
        "day", "person", "guest_name", "guest_body", "institution"
    ):
        there.setdefault(day, []).append((person or (guest, body), institution))
    return {
        day.pk: count(there.get(day.pk, []), members=_members(periods, day.held_on), needed=meeting.quorum)
        for day in days
    }


def _members(periods: Iterable[tuple[int, date, date | None]], on: date) -> frozenset[int]:
    return frozenset(body for body, first, end in periods if first <= on and (end is None or on < end))
