"""What everybody reads: plans, activities and how their deadlines moved."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import looks_back, rest_of
from institutions.models import Institution
from institutions.models.lens import at_present
from institutions.templatetags.people_dates import long_date
from workplans.forms import PlanFilter
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.models.rows import Progress
from workplans.results import plan_bar
from workplans.views.frame import find_plan, frame, not_yet
from workplans.views.story import told

ACTIVITIES_PER_PAGE = 50  # a plan of the group has about thirty; more would be a heavy page


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Lead straight to the plan where there is only one; list them otherwise."""
    plans = list(WorkPlan.objects.visible_to(request.user).newest_first())
    if len(plans) == 1:
        return redirect(plans[0])
    may_edit = permissions.may(request.user, permissions.EDIT_PLAN)
    return render(request, "workplans/plans.html", {"plans": plans, "may_edit": may_edit})


@login_not_required
@require_safe
@looks_back
def plan(request: Any, code: str) -> HttpResponse:
    """Show a plan and its activities, page by page; the filters, and a past day, are in the address."""
    plan, answer = find_plan(request, code)
    if answer:
        return answer
    today = request.today
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    counts = activities.counts(today)
    areas = _areas(plan, activities)
    form = PlanFilter(request.GET, areas=areas, lead_bodies=_lead_bodies(activities))
    listed = form.narrow(activities, today).for_list(today).with_deadlines().in_plan_order()
    is_filtered = any(request.GET.get(name) for name in form.ASKED)
    context = {
        **frame(request, plan, "plan"),
        "areas": areas,
        "progress": sum((area.progress for area in areas), Progress()),
        "counts": counts,
        "pieces": plan_bar(counts),
        "form": form,
        "is_filtered": is_filtered,
        "reset_url": plan.get_absolute_url() if is_filtered else "",
        "page_obj": Paginator(listed, ACTIVITIES_PER_PAGE).get_page(request.GET.get("page")),
        "querystring": rest_of(request.GET),
        "baseline": plan.baselines.order_by("-number").defer("content").first(),
    }
    return render(request, "workplans/plan.html", context)


@login_not_required
@require_safe
@looks_back
def activity(request: Any, pk: int) -> HttpResponse:
    """Show an activity and its story to everybody; what members said in their own words only to the group."""
    today = request.today
    activities = Activity.objects.visible_to(request.user).for_list(today).with_deadlines()
    activity = activities.filter(pk=pk).first()
    if activity is None:
        return _activity_of_other_days(request, pk)
    plan = activity.area.plan
    context: dict[str, Any] = {
        **told(request, activity),
        "activity": activity,
        "plan": plan,
        "as_of": long_date(today),
        "querystring": rest_of(request.GET),
        "crumbs": [{"label": plan.title, "url": plan.get_absolute_url()}, {"label": activity.code}],
    }
    return render(request, "workplans/activity.html", context)


def _activity_of_other_days(request: Any, pk: int) -> HttpResponse:
    """Say that an activity which exists today was not in the plan on the past day; else it is not there at all."""
    if request.past:
        with at_present():
            found = Activity.objects.visible_to(request.user).filter(pk=pk).select_related("area__plan").first()
            if found is not None:
                return not_yet(request, found)
    raise Http404


def _areas(plan: WorkPlan, activities: Any) -> Any:
    """The areas of the plan, each with how many activities it holds, without proposals, and how far they are."""
    promised = activities.exclude(state=Activity.State.PROPOSED).progress_by("area").annotate(count=Count("pk"))
    found = {row["area"]: row for row in promised}
    areas: Any = list(plan.areas.order_by("number", "pk"))
    for area in areas:
        row = found.get(area.pk, {})
        area.activity_count = row.get("count", 0)
        area.progress = Progress(row.get("counted", 0), row.get("done", 0), row.get("points", 0))
    return areas


def _lead_bodies(activities: Any) -> Any:
    """Institutions that lead one of the activities the reader sees, by name."""
    leads = ActivityBody.objects.filter(part=ActivityBody.Part.LEAD, activity__in=activities)
    return Institution.objects.filter(pk__in=leads.values("institution")).by_name()
