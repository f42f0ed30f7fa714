"""How deadlines slip: by area for everybody, by lead body for the group; and when open activities are likely to end."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import looks_back, rest_of
from institutions.models import Institution
from workplans.models import Activity
from workplans.results import figures
from workplans.results.forecast import ENOUGH, forecast
from workplans.results.slip import FEWEST
from workplans.views.frame import find_plan, frame

OPEN_PER_PAGE = 50


@login_not_required
@require_safe
@looks_back
def statistics(request: Any, code: str) -> HttpResponse:
    """Show the slips of a plan with the count behind each figure; institutions are named by name, never ranked."""
    plan, answer = find_plan(request, code)
    if answer:
        return answer
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    facts = figures.facts_of(activities)
    areas = plan.areas.order_by("number", "pk")
    page = Paginator(figures.open_with_deadline(activities), OPEN_PER_PAGE).get_page(request.GET.get("page"))
    slips = figures.slips(facts)
    for activity in page.object_list:
        activity.forecast = forecast(due=activity.due_on, slips=slips, today=request.today)
    context = {
        **frame(request, plan, "statistics", _("Statistics")),
        "by_area": figures.lines(facts, areas, lambda fact: fact.area),
        "all": figures.line_of(plan, facts),
        "reasons": figures.reasons(activities),
        "page_obj": page,
        "querystring": rest_of(request.GET),
        "fewest": FEWEST,
        "enough": ENOUGH,
    }
    if permissions.may(request.user, permissions.SEE_SLIP_BY_BODY):
        leads = figures.leads_on(facts, request.today)
        bodies = Institution.objects.filter(pk__in=set(leads.values())).by_name()
        context["by_body"] = figures.lines(facts, bodies, lambda fact: leads.get(fact.pk))
    return render(request, "workplans/statistics.html", context)
