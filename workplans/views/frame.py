"""What the pages of one plan share: finding it, today or on a past day, and the head above them."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions import permissions
from institutions.models.lens import at_present
from institutions.templatetags.people_dates import long_date
from workplans.models import Activity, WorkPlan


def find_plan(request: Any, code: str) -> tuple[WorkPlan, HttpResponse | None]:
    """The plan the reader sees today, as it was on the day the page shows; and the answer if it did not count then."""
    with at_present():
        plan: WorkPlan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    if not request.past:
        return plan, None
    plan.refresh_from_db()
    return plan, not_yet(request, plan) if plan.state == WorkPlan.State.DRAFT else None


def not_yet(request: Any, thing: WorkPlan | Activity) -> HttpResponse:
    """Say that the plan, or the activity, did not count on the day asked for, and since when it does."""
    with at_present():
        thing.refresh_from_db()
        if isinstance(thing, Activity):
            since = thing.added_on
        elif thing.state == WorkPlan.State.DRAFT:
            since = None
        else:  # plans of an earlier release have no baseline
            since = thing.baselines.aggregate(first=Min("adopted_on"))["first"] or thing.starts_on
        context = {"thing": thing, "is_plan": isinstance(thing, WorkPlan), "since": since}
        return render(request, "workplans/not_yet.html", context)


def frame(request: Any, plan: WorkPlan, here: str, label: str = "") -> dict[str, Any]:
    """Context of the head of every page of a plan; ``label`` is the last crumb. Nobody edits the past."""
    crumbs: list[dict[str, Any]] = [{"label": _("Work plans"), "url": reverse("workplans:index")}]
    if label:
        crumbs += [{"label": plan.title, "url": plan.get_absolute_url()}, {"label": label}]
    else:
        crumbs.append({"label": plan.title})
    return {
        "plan": plan,
        "here": here,
        "as_of": long_date(request.today),
        "is_member": permissions.may(request.user, permissions.SEE_MEMBERS_PAGES),
        "may_edit": permissions.may(request.user, permissions.EDIT_PLAN) and not request.past,
        "crumbs": crumbs,
    }
