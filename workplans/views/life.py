"""The secretariat decides on an activity's life; lead and coordinator name its owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from institutions.templatetags.people_dates import long_date
from workplans.actions import handing_over
from workplans.actions.telling import tell_new_owner
from workplans.forms import STEPS, HoldForm, LeadBodyForm, OwnerForm, Step
from workplans.models import Activity, StateChange
from workplans.views.progress import gone_is_not_found, way_back


def _activity(request: HttpRequest, pk: int) -> Activity:
    found: Activity = get_object_or_404(
        Activity.objects.visible_to(request.user).for_list(timezone.localdate()).with_deadlines(), pk=pk
    )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def take_step(request: Any, pk: int, step: str) -> HttpResponse:
    """Confirm, refuse, hold, resume, cancel or reopen; 409 with the present state where somebody was faster."""
    if step not in STEPS:
        raise Http404
    activity, words = _activity(request, pk), STEPS[step]
    if not permissions.may(request.user, permissions.DECIDE_ACTIVITIES, activity):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = words.form(data, today=timezone.localdate()) if words.form is HoldForm else words.form(data)
    shown: dict[str, Any] = {"step": step, "words": words, "form": form, "next": way_back(request), "latest": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            getattr(activity, step)(by=request.user, **form.cleaned_data)
        except Activity.NotNow:
            latest = activity.state_changes.select_related("changed_by").order_by("-changed_at", "-pk").first()
            if not is_same(latest, words, request.user, form.cleaned_data):
                shown["latest"], status = latest, 409
        if status == 200:
            messages.success(request, words.done % {"code": activity.code})
            return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    shown["activity"] = _activity(request, activity.pk)
    shown["is_possible"] = shown["activity"].state in words.leaves
    return render(request, "workplans/take_step.html", shown, status=status)


def is_same(latest: StateChange | None, words: Step, user: Any, said: dict[str, Any]) -> bool:
    """Tell whether the last step was this very one, sent twice."""
    if latest is None or latest.to_state not in words.leads_to or latest.changed_by_id != user.pk:
        return False
    return all(getattr(latest, name) == value for name, value in said.items())


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def set_owner(request: Any, pk: int) -> HttpResponse:
    """Name who looks after the activity; 409 with the present owner where somebody else named one meanwhile."""
    activity = _activity(request, pk)
    if not permissions.may(request.user, permissions.SET_OWNER, activity.as_led):
        raise PermissionDenied
    form = OwnerForm(request.POST if request.method == "POST" else None, activity=activity, today=timezone.localdate())
    shown: dict[str, Any] = {"form": form, "next": way_back(request)}
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            activity.name_owner(owner=said["owner"], seen_owner_id=said["seen_owner"])
        except Activity.NotNow:
            form.add_error(None, _("Nothing was saved: the activity is over."))
            status = 409
        except Activity.OwnerChanged as changed:
            form.add_error(None, _owner_changed(changed.owner))
            form.has_seen(changed.owner)
            status = 409
        else:
            tell_new_owner(activity, by=request.user)
            messages.success(request, _("Owner of activity %(code)s saved.") % {"code": activity.code})
            return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    shown["activity"] = _activity(request, activity.pk)
    return render(request, "workplans/set_owner.html", shown, status=status)


def _owner_changed(owner: Any) -> str:
    if owner is None:
        return _("Somebody else has taken the owner away meanwhile. Save again to name yours all the same.")
    return _("Somebody else has named %(name)s meanwhile. Save again to name yours all the same.") % {"name": owner}


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def replace_lead_body(request: Any, pk: int) -> HttpResponse:
    """Let another institution lead from a day on; 409 with the present one where it changed meanwhile."""
    activity = _activity(request, pk)
    if not permissions.may(request.user, permissions.SET_LEAD_BODY, activity):
        raise PermissionDenied
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    newest = handing_over.newest_lead(activity)
    form = LeadBodyForm(data, activity=activity, newest=newest, today=today)
    shown: dict[str, Any] = {"form": form, "next": way_back(request), "newest": newest}
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _hand_over(activity, form)
        if status == 200 and form.is_valid():
            messages.success(request, _("Lead body of activity %(code)s saved.") % {"code": activity.code})
            return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    shown["activity"] = _activity(request, activity.pk)
    return render(request, "workplans/replace_lead_body.html", shown, status=status)


def _hand_over(activity: Activity, form: LeadBodyForm) -> int:
    """Do it, or say in the form what stands in the way; return the status of the answer."""
    said = form.cleaned_data
    try:
        handing_over.replace_lead_body(
            activity,
            institution=said["institution"],
            on=said["on"],
            decision=said["decision"],
            seen_part_id=said["seen_part"],
            keeps_owner=said.get("keeps_owner", False),
        )
    except Activity.NotNow:
        form.add_error(None, _("Nothing was saved: the activity is over."))
        return 409
    except handing_over.LeadChanged as changed:
        form.add_error(None, _lead_changed(changed.lead))
        form.has_seen(changed.lead)
        return 409
    except handing_over.TooEarly as early:
        since = long_date(early.since)
        form.add_error("on", _("The present lead body began on %(day)s; choose a later day.") % {"day": since})
    return 200


def _lead_changed(lead: Any) -> str:
    if lead is None:
        return _("The lead body was taken away meanwhile. Save again to name yours all the same.")
    facts = {"name": lead.institution, "day": long_date(lead.valid_from)}
    return _("%(name)s leads since %(day)s: somebody changed it meanwhile. Save again to go on all the same.") % facts
