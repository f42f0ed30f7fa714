"""The agenda as people read it: day by day, with how long everything takes and whether the day is long enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from meetings.models import AgendaItem, MeetingDay


@dataclass
class DayPlan:
    """The items of one day, or those without one. ``minutes`` is their sum, ``over`` how much longer than the day."""

    day: MeetingDay | None
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(item.minutes or 0 for item in self.items)

    @property
    def length(self) -> int | None:
        """Minutes between begin and end of the day, where both are known."""
        if self.day is None or self.day.starts is None or self.day.ends is None:
            return None
        begins, ends = (datetime.combine(self.day.held_on, hour) for hour in (self.day.starts, self.day.ends))
        return int((ends - begins).total_seconds() // 60)

    @property
    def over(self) -> int:
        return max(0, self.minutes - self.length) if self.length is not None else 0


def with_papers(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Fetch with them what only members see: who presents each, and its papers."""
    return items.select_related("presenter").prefetch_related("papers")


def by_day(items: Iterable[AgendaItem], days: Iterable[MeetingDay]) -> list[DayPlan]:
    """The days in order with their items, and last what has no day; empty parts are left out."""
    plans = {day.pk: DayPlan(day) for day in days}
    rest = DayPlan(None)
    for item in items:
        plans.get(item.day_id or 0, rest).items.append(item)
    return [plan for plan in (*plans.values(), rest) if plan.items]
