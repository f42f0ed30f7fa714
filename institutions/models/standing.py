"""Where a person stands on a day: the facts from which permissions follow, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import CharField, QuerySet, Value

from institutions.models.people import User
from institutions.models.prepared import DAY, PERSON, Prepared
from institutions.models.roles import Affiliation, GroupRole, Subgroup, SubgroupSeat


@dataclass(frozen=True)
class Standing:
    """A person's roles on one day, as frozen sets of primary keys and role names.

    Seats and affiliations count only while their institution belongs to the group.
    """

    group_roles: frozenset[str] = frozenset()
    institutions: frozenset[int] = frozenset()
    coordinates: frozenset[int] = frozenset()
    subgroups: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user: User, *, on: date) -> Standing:
        """Read the roles of ``user`` on the day, in one query; an account that is switched off stands nowhere."""
        if not user.is_active:
            return cls()

        rows = _facts().rows(on=on, person=user.pk)
        leading = {SubgroupSeat.Role.LEAD, SubgroupSeat.Role.DEPUTY}
        return cls(
            group_roles=frozenset(role for kind, _, role in rows if kind == "group"),
            institutions=frozenset(place for kind, place, _ in rows if kind == "body"),
            coordinates=frozenset(
                place for kind, place, role in rows if kind == "body" and role == Affiliation.Role.COORDINATOR
            ),
            subgroups=frozenset(place for kind, place, _ in rows if kind == "seat"),
            leads=frozenset(place for kind, place, role in rows if kind == "seat" and role in leading),
        )


@cache
def _facts() -> Prepared:
    """Kind, place and role of everything that makes somebody's standing; asked by almost every page of members."""

    def facts(rows: QuerySet[Any], kind: str, place: str | None) -> QuerySet[Any]:
        rows = rows.filter(user=PERSON).order_by().annotate(kind=Value(kind, output_field=CharField()))
        return rows.values_list("kind", place, "role") if place else rows.values_list("kind", "pk", "role")

    group = facts(GroupRole.objects.on(DAY), "group", None)
    seats = SubgroupSeat.objects.counting(DAY).filter(subgroup__state=Subgroup.State.ACTIVE)
    bodies = Affiliation.objects.counting(DAY)
    others = facts(seats, "seat", "subgroup_id"), facts(bodies, "body", "institution_id")
    return Prepared(group.union(*others, all=True))
