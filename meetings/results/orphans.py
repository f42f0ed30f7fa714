"""What the trace of decisions lacks: changes that cite a number and are linked to no decision, or to none there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.models import Edition
from institutions.models import GroupMembership
from meetings.models import Decision, DecisionEffect
from workplans.models import ActivityBody, Deadline, PlanBaseline, StateChange

Kind = DecisionEffect.Kind
MOST = 100  # of a kind are listed at once; linking all takes the rest, too
VERSION = "version"
# an effect says that a membership ended and a text was adopted: a number may stand there for something else
LINKABLE: Mapping[str, Q] = {
    Kind.MEMBERSHIP: Q(valid_to__isnull=False),
    Kind.EDITION: ~Q(state=Edition.State.WITHDRAWN),
}


@dataclass(frozen=True)
class Source:
    """Rows that cite decisions. ``thing`` leads from a row to what an effect hangs on, empty where there is none."""

    rows: Callable[[], QuerySet[Any]]
    thing: str
    when: Callable[[Any], date | None]


SOURCES: Mapping[str, Source] = {
    Kind.DEADLINE: Source(
        lambda: Deadline.objects.select_related("activity__area"), "pk", lambda row: row.set_at
    ),
    Kind.LEAD: Source(
        lambda: ActivityBody.objects.filter(part=ActivityBody.Part.LEAD).select_related("activity__area"),
        "pk",
        lambda row: row.valid_from,
    ),
    Kind.ACTIVITY: Source(
        lambda: StateChange.objects.select_related("activity__area"), "activity", lambda row: row.changed_at
    ),
    Kind.EDITION: Source(
        lambda: Edition.texts.select_related("guideline", "supplement_to"), "pk", lambda row: None
    ),
    Kind.MEMBERSHIP: Source(
        lambda: GroupMembership.objects.select_related("institution"), "pk", lambda row: row.valid_to
    ),
    VERSION: Source(lambda: PlanBaseline.objects.select_related("plan").defer("content"), "", lambda row: None),
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """A row that cites the decision ``number``: what kind of change, of which thing, and where it can be seen."""

    kind: str
    row: Any

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @property
    def number(self) -> str:
        return str(self.row.decision)

    @property
    def label(self) -> str:
        """What changed, in a word or two."""
        if self.kind == VERSION:
            return _("version %(number)s of the plan") % {"number": self.row.number}
        return str(Kind(self.kind).label)

    @property
    def thing(self) -> Any:
        """What readers know of it, by a page."""
        if self.kind == Kind.EDITION:
            return self.row.guideline
        names = {Kind.MEMBERSHIP: "institution", VERSION: "plan"}
        return getattr(self.row, names.get(self.kind, "activity"))

    @property
    def field(self) -> str:
        """Where the name of the thing stands."""
        return "name" if self.kind == Kind.MEMBERSHIP else "title"

    @property
    def url(self) -> str:
        if self.kind == VERSION:
            return reverse("workplans:version", args=[self.row.plan.code, self.row.number])
        return str((self.row if self.kind == Kind.EDITION else self.thing).get_absolute_url())


def unknown() -> list[Cited]:
    """Rows whose number no decision has, the first of each kind."""
    numbers = Decision.objects.values("number")
    found = ((kind, _citing(source).exclude(decision__in=numbers)) for kind, source in SOURCES.items())
    return list(chain.from_iterable(_listed(kind, rows[:MOST]) for kind, rows in found))


def linkable() -> list[Cited]:
    """Rows whose number a decision has that knows nothing of them, the first of each kind."""
    return list(chain.from_iterable(_listed(kind, unlinked(kind)[:MOST]) for kind in SOURCES if kind != VERSION))


def unlinked(kind: str) -> QuerySet[Any]:
    """All rows of a kind that could be linked to the decision they cite."""
    source = SOURCES[kind]
    here = {kind: OuterRef(source.thing), "decision__number": OuterRef("decision")}
    known = DecisionEffect.objects.filter(kind=kind, **here)
    rows = _citing(source).filter(LINKABLE.get(kind, Q()))
    return rows.filter(decision__in=Decision.objects.values("number")).exclude(Exists(known))


def moment_of(kind: str, row: Any) -> date | datetime | None:
    """When the change took effect, where the row tells."""
    return SOURCES[kind].when(row)


def _citing(source: Source) -> QuerySet[Any]:
    return source.rows().exclude(decision="").order_by(F("decision").asc(), "pk")


def _listed(kind: str, rows: QuerySet[Any]) -> list[Cited]:
    return [Cited(str(kind), row) for row in rows]
