"""What everybody reads: plans, activities and how their deadlines moved."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.models import Institution
from workplans.forms import PlanFilter
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.results import deadline_words, plan_bar

ACTIVITIES_PER_PAGE = 50  # a plan of the group has about thirty; more would be a heavy page
REPORTS_PER_PAGE = 20


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
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show a plan and its activities, page by page; the filters are in the address."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    today = timezone.localdate()
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    counts = activities.counts(today)
    planned = Count("activities", filter=~Q(activities__state=Activity.State.PROPOSED))
    areas = plan.areas.annotate(activity_count=planned).order_by("number", "pk")
    form = PlanFilter(request.GET, areas=areas, lead_bodies=_lead_bodies(activities))
    listed = form.narrow(activities, today).for_list(today).with_deadlines().in_plan_order()
    page = Paginator(listed, ACTIVITIES_PER_PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    is_filtered = any(request.GET.get(name) for name in form.fields)
    context = {
        "plan": plan,
        "areas": areas,
        "counts": counts,
        "pieces": plan_bar(counts),
        "form": form,
        "is_filtered": is_filtered,
        "reset_url": plan.get_absolute_url() if is_filtered else "",
        "page_obj": page,
        "querystring": address.urlencode(),
        "crumbs": [{"label": _("Work plans"), "url": reverse("workplans:index")}, {"label": plan.title}],
    }
    return render(request, "workplans/plan.html", context)


@login_not_required
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity and its story to everybody, and what was reported to the group."""
    today = timezone.localdate()
    activities = Activity.objects.visible_to(request.user).for_list(today).with_deadlines()
    activity = get_object_or_404(activities, pk=pk)
    plan = activity.area.plan
    context: dict[str, Any] = {
        "activity": activity,
        "plan": plan,
        "deadline_words": deadline_words(activity.all_deadlines),
        "consulted": [b.institution for b in activity.current_bodies if b.part == ActivityBody.Part.CONSULTED],
        "former_leads": activity.bodies.former_leads(today),
        "may_report": activity.takes_reports and permissions.may(request.user, permissions.REPORT_PROGRESS, activity),
        "is_member": permissions.may(request.user, permissions.SEE_MEMBERS_PAGES),
        "crumbs": [{"label": plan.title, "url": plan.get_absolute_url()}, {"label": activity.code}],
    }
    if context["is_member"]:
        reports = activity.reports.select_related("author", "acting_for").order_by("-version")
        context["page_obj"] = Paginator(reports, REPORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workplans/activity.html", context)


def _lead_bodies(activities: Any) -> Any:
    """Institutions that lead one of the activities the reader sees, by name."""
    leads = ActivityBody.objects.filter(part=ActivityBody.Part.LEAD, activity__in=activities)
    return Institution.objects.filter(pk__in=leads.values("institution")).by_name()
