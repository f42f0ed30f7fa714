"""A plan comes into force, takes in what was proposed meanwhile, and ends."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workplans.forms import AdoptionForm
from workplans.models import Activity, WorkPlan
from workplans.models.adopting import NotReady
from workplans.views.editing import plan_to_edit, posted

LISTED = 50  # activities named of each kind; the count is of all


@require_http_methods(["GET", "HEAD", "POST"])
def adopt_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze the plan as its next version; a second post of the same page finds it done."""
    plan, today = plan_to_edit(request, code), timezone.localdate()
    last = plan.baselines.defer("content").order_by("-number").first()
    asked_for = request.POST.get("number", "")
    if request.method == "POST" and last and asked_for.isdecimal() and asked_for == str(last.number):
        messages.info(request, _("Version %(number)s was adopted already.") % {"number": last.number})
        return redirect("workplans:version", code=plan.code, number=last.number)
    form = AdoptionForm(posted(request), last=last, today=today)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            version = _adopt(plan, by=request.user, offered=form.initial["number"], said=form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            status = 409
        except NotReady as lacking:
            form.add_error(None, _why_not(lacking))
            status = 409
        except WorkPlan.WrongState:
            messages.info(request, _("Somebody else was faster; look at what the plan is by now."))
            return redirect("workplans:edit-plan", code=plan.code)
        else:
            messages.success(request, _("Version %(number)s is adopted and frozen.") % {"number": version.number})
            return redirect("workplans:version", code=plan.code, number=version.number)
    context = {"plan": plan, "form": form, "last": last, "crumbs": _crumbs(plan), **what_is_new(plan, today)}
    return render(request, "workplans/edit_adoption.html", context, status=status)


def _adopt(plan: WorkPlan, *, by: Any, offered: int, said: dict[str, Any]) -> Any:
    if said["number"] != offered:
        raise WorkPlan.WrongState
    verb = plan.adopt if plan.state == WorkPlan.State.DRAFT else plan.amend
    return verb(by=by, on=said["adopted_on"], decision=said["decision"])


def _why_not(lacking: NotReady) -> str:
    if lacking.without_lead_body:
        return _("Somebody has to answer for every activity; these have no lead body: %(codes)s.") % {
            "codes": ", ".join(activity.code for activity in lacking.without_lead_body)
        }
    return _("There is nothing new to adopt.")


def what_is_new(plan: WorkPlan, today: Any) -> dict[str, Any]:
    """What the next version would add, and what is missing there."""
    activities = Activity.objects.filter(area__plan=plan)
    new = activities.filter(baseline_number=None)
    listed = new.select_related("area", "subgroup").with_bodies(today).in_plan_order()
    without_lead = [activity for activity in listed if activity.lead_body is None]
    untranslated = Q()
    for language, _name in settings.LANGUAGES:
        untranslated |= Q(**{f"title_{language}": ""}) | Q(**{f"title_{language}": None})
    in_force = WorkPlan.objects.current().exclude(pk=plan.pk).first() if plan.state == WorkPlan.State.DRAFT else None
    return {
        "in_force": in_force,
        "activity_count": activities.count(),
        "new_count": len(listed),
        "new": listed[:LISTED],
        "without_lead": [one for one in without_lead if one.state == Activity.State.PROPOSED],
        "without_deadline": [activity for activity in listed if activity.due_on is None],
        "untranslated": new.filter(untranslated).select_related("area").in_plan_order(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def close_plan(request: HttpRequest, code: str) -> HttpResponse:
    """End a plan in force, after saying what is still open."""
    plan = plan_to_edit(request, code)
    if request.method == "POST":
        try:
            plan.close()
        except WorkPlan.WrongState:
            messages.info(request, _("The plan is not in force; nothing was changed."))
        else:
            messages.success(request, _("The plan is closed; its pages stay."))
        return redirect("workplans:edit-plans")
    unfinished = Activity.objects.filter(area__plan=plan).exclude(
        state__in=(Activity.State.CONFIRMED, Activity.State.CANCELLED)
    )
    context = {"plan": plan, "crumbs": _crumbs(plan), "unfinished_count": unfinished.count()}
    return render(request, "workplans/edit_closing.html", context)


def _crumbs(plan: WorkPlan) -> list[dict[str, str]]:
    return [
        {"label": _("Edit the work plans"), "url": reverse("workplans:edit-plans")},
        {"label": plan.title, "url": reverse("workplans:edit-plan", args=[plan.code])},
        {"label": _("Adoption")},
    ]
