"""What everybody reads: plans, activities and how their deadlines moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import looks_back, rest_of
from institutions.models import Institution
from institutions.models.lens import at_present
from institutions.templatetags.people_dates import long_date
from workplans.forms import PlanFilter
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.results import plan_bar
from workplans.views.story import told

ACTIVITIES_PER_PAGE = 50  # a plan of the group has about thirty; more would be a heavy page


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Lead straight to the plan where there is only one; list them otherwise."""
    plans = list(WorkPlan.objects.visible_to(request.user).newest_first())
    if len(plans) == 1:
        return redirect(plans[0])
    return render(request, "workplans/plans.html", {"plans": plans})


@login_not_required
@require_safe
@looks_back
def plan(request: Any, code: str) -> HttpResponse:
    """Show a plan and its activities, page by page; the filters, and a past day, are in the address."""
    with at_present():
        plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    if request.past:
        plan.refresh_from_db()
        if plan.state == WorkPlan.State.DRAFT:
            return _not_yet(request, plan)
    today = request.today
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    counts = activities.counts(today)
    planned = Count("activities", filter=~Q(activities__state=Activity.State.PROPOSED))
    areas = plan.areas.annotate(activity_count=planned).order_by("number", "pk")
    form = PlanFilter(request.GET, areas=areas, lead_bodies=_lead_bodies(activities))
    listed = form.narrow(activities, today).for_list(today).with_deadlines().in_plan_order()
    is_filtered = any(request.GET.get(name) for name in form.ASKED)
    context = {
        **_frame(request, plan, "plan"),
        "areas": areas,
        "counts": counts,
        "pieces": plan_bar(counts),
        "form": form,
        "is_filtered": is_filtered,
        "reset_url": plan.get_absolute_url() if is_filtered else "",
        "page_obj": Paginator(listed, ACTIVITIES_PER_PAGE).get_page(request.GET.get("page")),
        "querystring": rest_of(request.GET),
        "baseline": plan.baselines.order_by("-number").defer("content").first(),
        "crumbs": [{"label": _("Work plans"), "url": reverse("workplans:index")}, {"label": plan.title}],
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
                return _not_yet(request, found)
    raise Http404


def _not_yet(request: Any, thing: WorkPlan | Activity) -> HttpResponse:
    """Say that the plan, or the activity, did not count on the day asked for, and since when it does."""
    with at_present():
        thing.refresh_from_db()
        if isinstance(thing, Activity):
            since: date | None = thing.added_on
        else:
            since = thing.baselines.aggregate(first=Min("adopted_on"))["first"]
        context = {"thing": thing, "is_plan": isinstance(thing, WorkPlan), "since": since}
        return render(request, "workplans/not_yet.html", context)


def _frame(request: Any, plan: WorkPlan, here: str) -> dict[str, Any]:
    """What the head of every page of a plan needs; nobody edits the past."""
    return {
        "plan": plan,
        "here": here,
        "as_of": long_date(request.today),
        "is_member": permissions.may(request.user, permissions.SEE_MEMBERS_PAGES),
        "may_edit": permissions.may(request.user, permissions.EDIT_PLAN) and not request.past,
    }


def _lead_bodies(activities: Any) -> Any:
    """Institutions that lead one of the activities the reader sees, by name."""
    leads = ActivityBody.objects.filter(part=ActivityBody.Part.LEAD, activity__in=activities)
    return Institution.objects.filter(pk__in=leads.values("institution")).by_name()
