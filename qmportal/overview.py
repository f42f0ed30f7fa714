"""How all institutions stand, counted by the database in one query: a page of rows and the totals with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.http import Http404

from institutions.models import Affiliation, Institution
from institutions.models.alphabet import alphabetical, shown
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.models.activities import DONE_STATES, DUE_SOON_DAYS, OPEN_STATES

ROWS = 50  # on one page; a template needs about 50 microseconds for each
COUNTS = ("open", "due_soon", "overdue", "silent", "done")
SORTS = ("name", "kind", *COUNTS, "people", "last_report")


class SumOverAll(Func):
    """The sum over all groups of a query; Django's own Sum refuses to add up counts."""

    function = "SUM"
    window_compatible = True
    output_field = IntegerField()


class NumberOfAll(SumOverAll):
    """How many groups there are."""

    template = "COUNT(*)"


class OncePerRow(Subquery):
    """A number that follows from the row's key, so that it need not be grouped by."""

    output_field = IntegerField()

    def get_group_by_cols(self) -> list[Any]:
        return []


@dataclass(frozen=True)
class Overview:
    """One page of institutions and the sums over all pages."""

    rows: list[dict[str, Any]]
    totals: dict[str, int]
    page: Page[Any]


def institutions_with_counts(today: date) -> QuerySet[Institution]:
    """Institutions of the group, each with the numbers of activities of the plan in force it leads or contributes to.

    ``overdue`` and ``due_soon`` are parts of ``open``, and so is ``silent``: without a report for too long.
    """
    part = "activity_parts__"
    its = (
        Q(**{f"{part}valid_from__lte": today, f"{part}part__in": ActivityBody.ANSWERING})
        & (Q(**{f"{part}valid_to": None}) | Q(**{f"{part}valid_to__gt": today}))
        & Q(**{f"{part}activity__area__plan__state": WorkPlan.State.ADOPTED})
    )
    is_open = its & Q(**{f"{part}activity__state__in": OPEN_STATES})
    due_on, reported_on = f"{part}activity__due_on", f"{part}activity__last_report_on"
    old = today - timedelta(days=settings.REPORT_IS_OLD_AFTER)
    soon = Q(**{f"{due_on}__gte": today, f"{due_on}__lte": today + timedelta(days=DUE_SOON_DAYS)})
    return Institution.objects.in_group(today).annotate(
        open=Count("activity_parts", filter=is_open),
        due_soon=Count("activity_parts", filter=is_open & soon),
        overdue=Count("activity_parts", filter=is_open & Q(**{f"{due_on}__lt": today})),
        silent=Count("activity_parts", filter=is_open & (Q(**{reported_on: None}) | Q(**{f"{reported_on}__lte": old}))),
        done=Count("activity_parts", filter=its & Q(**{f"{part}activity__state__in": DONE_STATES})),
        last_report=Max(reported_on, filter=its),
        people=OncePerRow(_people(today)),
    )


def _people(today: date) -> QuerySet[Any]:
    """How many people work for the institution of the outer query; PostgreSQL counts only for the rows it returns."""
    here = Affiliation.objects.on(today).filter(institution=OuterRef("pk"))
    return here.order_by().annotate(number=Func("pk", function="COUNT")).values("number")


def overview(
    today: date,
    *,
    only: frozenset[int] | None = None,
    name: str = "",
    kind: str = "",
    with_overdue: bool = False,
    sort: str = "-overdue",
    page: int = 1,
) -> Overview:
    """Count, filter, sort and cut to a page in one query; raise Http404 for a page that does not exist.

    ``only`` limits to these primary keys; ``sort`` is one of SORTS, with a minus for downwards.
    """
    found: Any = institutions_with_counts(today)
    if only is not None:
        found = found.filter(pk__in=only)
    if name:
        found = found.annotate(shown_name=shown("name")).filter(Q(shown_name__icontains=name) | Q(code__icontains=name))
    if kind:
        found = found.filter(kind=kind)
    if with_overdue:
        found = found.filter(overdue__gt=0)
    sums = {f"all_{count}": Window(SumOverAll(count)) for count in COUNTS}
    names = [f"{field}_{code}" for field in ("name", "short_name") for code, _name in settings.LANGUAGES]
    rows = list(
        found.annotate(found=Window(NumberOfAll()), **sums)
        .order_by(*_order(sort))
        .values("code", "kind", *names, *COUNTS, "people", "last_report", "found", *sums)[
            (page - 1) * ROWS : page * ROWS
        ]
    )
    if not rows and page > 1:
        raise Http404
    first = rows[0] if rows else {}
    return Overview(
        rows=rows,
        totals={count: first.get(f"all_{count}", 0) for count in COUNTS},
        page=Paginator(range(first.get("found", 0)), ROWS).page(page),
    )


def _order(sort: str) -> list[Any]:
    key = sort.removeprefix("-")
    column = alphabetical("name") if key == "name" else F(key)
    down = sort.startswith("-")
    return [column.desc(nulls_last=True) if down else column.asc(nulls_first=True), "code", "pk"]


def activities_of(institution: Institution, today: date) -> QuerySet[Activity]:
    """What the institution leads or contributes to in the plan in force; ``part`` says which."""
    parts = ActivityBody.objects.on(today).answering().filter(activity=OuterRef("pk"), institution=institution)
    activities: Any = Activity.objects.in_plan_in_force()
    return activities.annotate(part=Subquery(parts.values("part")[:1])).exclude(part=None)
