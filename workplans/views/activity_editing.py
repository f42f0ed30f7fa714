"""Activities are written, placed and, before their adoption, taken out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from workplans.actions import editing
from workplans.forms import ActivityForm, PlaceForm
from workplans.models import Activity, WorkPlan
from workplans.views.editing import area_to_edit, plan_to_edit, posted, show_form


def activity_to_edit(request: HttpRequest, pk: int) -> Activity:
    """The activity, read after everybody else who writes its plan: 404 to who may not see it, 403 to other readers."""
    activities = Activity.objects.visible_to(request.user).select_related("area__plan", "subgroup")
    activity: Activity = get_object_or_404(activities.with_bodies(timezone.localdate()), pk=pk)
    if not permissions.may(request.user, permissions.EDIT_ACTIVITY_TEXT, activity):
        raise PermissionDenied
    if request.method == "POST":
        editing.lock_plan(activity.area.plan_id)
        locked = Activity.objects.select_for_update(of=("self",)).select_related("area__plan", "subgroup")
        activity = get_object_or_404(locked.with_bodies(timezone.localdate()), pk=pk)
    if activity.area.plan.state == WorkPlan.State.CLOSED:
        raise PermissionDenied
    return activity


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """A new proposal in the area; sending it twice makes one."""
    area, today = area_to_edit(request, pk), timezone.localdate()
    new = Activity(area=area, state=Activity.State.PROPOSED)
    form = ActivityForm(posted(request), activity=new, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["area"]
        words = {name: form.cleaned_data[name] for name in ActivityForm.words_of(form.activity)}
        activity = editing.same_activity(chosen, words) or form.activity
        if activity.pk is None:
            editing.write_activity(activity, today=today, **form.values)
        messages.success(request, _("Activity %(code)s is proposed.") % {"code": activity.code})
        return redirect(_in_plan(activity))
    title = _("New activity in area %(number)s") % {"number": area.number}
    lead = _("It is a proposal, seen by the group only, until a version of the plan that holds it is adopted.")
    return show_form(request, area.plan, form, title=title, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretariat edits all of it, the lead of its subgroup its words; 409 when somebody else was faster."""
    activity = activity_to_edit(request, pk)
    edits_plan, today = permissions.may(request.user, permissions.EDIT_PLAN), timezone.localdate()
    form = ActivityForm(posted(request), activity=activity, today=today, words_only=not edits_plan)
    if request.method == "POST" and form.is_valid():
        try:
            editing.write_activity(activity, today=today, **form.values)
        except IntegrityError:
            form.add_error("waits_for", _("Somebody else has just let one of these wait for this activity."))
        else:
            messages.success(request, _("Activity %(code)s is saved.") % {"code": activity.code})
            return redirect(_in_plan(activity) if edits_plan else activity.get_absolute_url())
    more = {
        "activity": activity,
        "title": _("Activity %(code)s") % {"code": activity.code},
        "is_removable": edits_plan and not activity.is_promised,
        "is_decided_elsewhere": edits_plan and activity.is_promised,
    }
    return show_form(request, activity.area.plan if edits_plan else None, form, **more)


@require_POST
@transaction.atomic
def place_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a proposal up, down or to a number."""
    activity = _of_edited_plan(request, pk)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            editing.place_activity(activity, form.place_from(activity.position))
        except editing.Promised:
            messages.error(request, _("Adopted activities keep their number: people know them by it."))
    return redirect(_in_plan(activity))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remove_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal out, after saying what will be lost."""
    activity = _of_edited_plan(request, pk)
    plan = activity.area.plan
    if request.method == "POST":
        try:
            editing.remove_activity(activity)
        except editing.Promised:
            messages.error(request, _("The activity was adopted or reported on; it stays, and can be cancelled."))
        else:
            messages.success(request, _("The proposal is removed."))
        return redirect("workplans:edit-plan", code=plan.code)
    context: dict[str, Any] = {
        "plan": plan,
        "activity": activity,
        "followers": activity.followers.select_related("activity__area").order_by("pk"),
        "is_removable": not activity.is_promised,
    }
    return render(request, "workplans/edit_removal.html", context)


def _of_edited_plan(request: HttpRequest, pk: int) -> Activity:
    activity = activity_to_edit(request, pk)
    plan_to_edit(request, activity.area.plan.code)
    return activity


def _in_plan(activity: Activity) -> str:
    return f"{reverse('workplans:edit-plan', args=[activity.area.plan.code])}#activity-{activity.pk}"
