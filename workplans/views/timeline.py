"""The picture of a plan: what was promised, what is promised now, and what waits for what; with a table beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import columns, looks_back, rest_of, sort_of
from institutions.models import Institution, Subgroup
from institutions.models.alphabet import alphabetical
from institutions.models.lens import kept
from workplans.forms.timeline import TimelineForm
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.models.rows import Progress, progress_parts
from workplans.models.states import OPEN_STATES
from workplans.results.lines import Line, lines_of, promise_of
from workplans.results.rollup import roll_up
from workplans.results.timeline import Drawing, Scale, Window, connect, draw, histogram, scale_of, whole
from workplans.views.frame import find_plan, frame

LINES = 60  # activities in one picture; more would be a heavy page
HEADS = {
    "code": _("Activity"),
    "lead": _("Lead body"),
    "baseline": _("Baseline"),
    "due": _("Now due"),
    "slip": _("Slip in days"),
    "moves": _("Moves"),
    "state": _("State"),
}
DOWNWARDS = frozenset({"slip", "moves"})


@login_not_required
@require_safe
@looks_back
def timeline(request: Any, code: str) -> HttpResponse:
    """Draw the activities of a plan over time, page by page; filters, period, order and day are in the address."""
    plan, answer = find_plan(request, code)
    if answer:
        return answer
    today = request.today
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    is_member = permissions.may(request.user, permissions.SEE_MEMBERS_PAGES)
    areas = list(areas_of(plan, today, is_member=is_member))
    form = TimelineForm(
        request.GET,
        whole=whole(plan.starts_on, plan.ends_on, latest_of(plan, areas, today)),
        areas=areas,
        bodies=_bodies(activities, today),
        subgroups=_subgroups(activities),
    )
    window = form.window(today)
    scale = scale_of(window)
    found = form.narrow(activities, today)
    months = list(found.months(today))
    sort = sort_of(request.GET, HEADS, "code")
    rows = found.sorted_by(sort).for_timeline(request.user, today)
    page = page_of(rows, sum(row["total"] for row in months), request.GET.get("page"))
    lines = lines_of(page, today)
    groups = draw_all(lines, plan.starts_on, window, today, areas if sort == "code" else [])
    context = {
        "form": form,
        "groups": groups,
        "lines": lines,
        "scale": scale,
        "window": window,
        "today_at": window.begin(today) + 50 / window.days,
        "rollup": roll_up(areas),
        "density": density(areas, months, scale) if page.has_other_pages() else None,
        "sort": sort,
        **frame(request, plan, "timeline", str(_("Timeline"))),
        **_around(request, plan, form, page, sort),
    }
    return render(request, "workplans/timeline.html", context)


def _around(request: HttpRequest, plan: WorkPlan, form: TimelineForm, page: Page[Any], sort: str) -> dict[str, Any]:
    """What surrounds the picture: links to other pages and orders, and the way back."""
    here = kept(reverse("workplans:timeline", args=[plan.code]))
    return {
        "page_obj": page,
        "columns": columns(request.GET, HEADS, sort, DOWNWARDS),
        "querystring": rest_of(request.GET),
        "reset_url": here if form.asked else "",
        "path": here,
        "is_zoomed": "zoom" in form.asked,
    }


def areas_of(plan: WorkPlan, today: date, *, is_member: bool) -> Any:
    """The areas with how far they are, how many activities are overdue, and the latest deadline the reader may know."""
    overdue = Q(activities__state__in=OPEN_STATES, activities__due_on__lt=today)
    known = Q() if is_member else ~Q(activities__state=Activity.State.PROPOSED)
    return plan.areas.annotate(
        **progress_parts("activities__"),
        latest=Max(Greatest("activities__due_on", "activities__baseline_due_on"), filter=known),
        overdue=Count("activities", filter=overdue),
    ).order_by("number", "pk")


def latest_of(plan: WorkPlan, areas: Iterable[Any], today: date) -> date | None:
    """The last day worth showing: of a plan in force, today too while something is overdue."""
    days = [area.latest for area in areas if area.latest]
    is_late = plan.state == WorkPlan.State.ADOPTED and any(area.overdue for area in areas)
    return max([*days, today] if is_late else days, default=None)


def page_of(rows: Any, count: int, number: str | None, size: int = LINES) -> Page[Any]:
    """One page of rows whose number is known already."""
    paginator: Any = Paginator(rows, size)
    paginator.count = count
    page: Page[Any] = paginator.get_page(number)
    page.object_list = list(page.object_list)
    return page


def draw_all(
    lines: Sequence[Line], starts_on: date, window: Window, today: date, areas: Sequence[Any]
) -> list[dict[str, Any]]:
    """The lines with their drawings, under the heading of their area; one group without heading for other orders."""
    titles = {area.pk: area for area in areas}
    groups: list[dict[str, Any]] = []
    for key, members in groupby(lines, key=lambda line: line.area_id if titles else 0):
        area = titles.get(key)
        progress = Progress(area.counted, area.done, area.points) if area else None
        groups.append({"area": area, "progress": progress, "lines": list(members), "heading": Drawing()})
    drawings: list[Drawing] = []
    place: dict[int, int] = {}
    for group in groups:
        drawings += [group["heading"]] if titles else []
        for line in group["lines"]:
            line.drawing = draw(promise_of(line.row, starts_on, today), window, today)
            place[line.pk] = len(drawings)
            drawings.append(line.drawing)
    pairs = [(place[line.pk], place[before.pk]) for line in lines for before in line.waits_for if before.pk in place]
    connect(drawings, pairs)
    return groups


def density(areas: Sequence[Any], months: Sequence[Any], scale: Scale) -> dict[str, Any]:
    """How many deadlines fall into each part of the scale, by area: the whole at a glance where rows fill pages."""
    counts = histogram(scale, months)
    most = max((sums["total"] for sums in counts.values()), default=0)
    totals = Counter({area.pk: 0 for area in areas})
    for row in months:
        totals[row["area_id"]] += row["total"]
    rows = [
        {
            "area": area,
            "total": totals[area.pk],
            "cells": [counts.get((area.pk, number), {}) for number in range(len(scale.parts))],
        }
        for area in areas
        if totals[area.pk]
    ]
    return {"rows": rows, "most": most}


def _bodies(activities: Any, today: date) -> Any:
    """Institutions that lead or help today, by name."""
    parts = ActivityBody.objects.on(today).answering().filter(activity__in=activities)
    return Institution.objects.filter(pk__in=parts.values("institution")).by_name()


def _subgroups(activities: Any) -> Any:
    used = activities.order_by().values("subgroup")
    return Subgroup.objects.filter(pk__in=used).order_by(alphabetical("name"), "pk")
