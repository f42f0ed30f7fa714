"""The statistics of a plan: one reading of its activities, grouped by area or by lead body."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from workplans.models import ActivityBody, Deadline
from workplans.models.states import DONE_STATES, OPEN_STATES, State
from workplans.results.slip import Slip, slip_of


class Fact(NamedTuple):
    """What is counted of one activity."""

    pk: int
    area: int
    state: str
    baseline: date | None
    ended: date | None
    deadlines: int

    @property
    def slip(self) -> int | None:
        """Days between the baseline and the report that it was done; only of finished ones that had a baseline."""
        if self.state not in DONE_STATES or self.baseline is None or self.ended is None:
            return None
        return (self.ended - self.baseline).days


@dataclass(frozen=True)
class Line:
    """The figures of one area or institution; ``moves`` counts moved deadlines, ``moved`` the activities they hit."""

    thing: Any
    total: int
    slip: Slip
    moves: int
    moved: int


def facts_of(activities: Any) -> list[Fact]:
    """Read what is counted, in one query; proposed and cancelled activities are not."""
    counted = activities.exclude(state__in=(State.PROPOSED, State.CANCELLED)).order_by("pk")
    columns = ("pk", "area_id", "state", "baseline_due_on", "last_report_on", "deadline_version")
    return [Fact(*row) for row in counted.values_list(*columns)]


def slips(facts: Iterable[Fact]) -> list[int]:
    return [fact.slip for fact in facts if fact.slip is not None]


def line_of(thing: Any, facts: list[Fact]) -> Line:
    """Count some activities together."""
    moves = [max(fact.deadlines - 1, 0) for fact in facts]
    return Line(thing, len(facts), slip_of(slips(facts)), sum(moves), sum(1 for count in moves if count))


def lines(facts: Iterable[Fact], things: Iterable[Any], key: Callable[[Fact], int | None]) -> list[Line]:
    """One line for each thing that has activities, in the order of the things; never in that of the figures."""
    groups: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return [line_of(thing, groups[thing.pk]) for thing in things if thing.pk in groups]


def leads_on(facts: Iterable[Fact], day: date) -> Mapping[int, int]:
    """The lead body of each activity on the day, in one query."""
    leads = ActivityBody.objects.on(day).filter(part=ActivityBody.Part.LEAD, activity__in=[fact.pk for fact in facts])
    return dict(leads.values_list("activity_id", "institution_id"))


def reasons(activities: Any) -> list[dict[str, Any]]:
    """How often deadlines moved for each kind of reason: word, number and share in percent; the frequent first."""
    moves = Deadline.objects.filter(activity__in=activities.order_by().values("pk"), is_baseline=False)
    counts = Counter(moves.exclude(activity__state=State.CANCELLED).values_list("reason_class", flat=True))
    words = dict(Deadline.ReasonClass.choices)
    total = counts.total()
    return [
        {"word": words.get(kind, ""), "count": count, "share": 100 * count / total}
        for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def open_with_deadline(activities: Any) -> Any:
    """The open activities for which an end can be foreseen, in the order of the plan."""
    return activities.filter(state__in=OPEN_STATES).exclude(due_on=None).select_related("area").in_plan_order()
