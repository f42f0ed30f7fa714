"""The secretariat reminds people of an activity at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from institutions import permissions
from workplans.actions.due import group_day
from workplans.actions.nudging import pending_for, remind_now
from workplans.forms.nudge import RemindForm
from workplans.models import Activity


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: Any, pk: int) -> HttpResponse:
    """Who has not reported yet, when a letter last went to them, and the button that writes one to those ticked.

    Sending twice on a day is harmless: a person gets one such letter a day about an activity.
    """
    today = group_day()
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_list(today), pk=pk)
    if not permissions.may(request.user, permissions.SEND_REMINDERS):
        raise PermissionDenied
    form = RemindForm(request.POST if request.method == "POST" else None, pending=pending_for(activity, today))
    if request.method == "POST" and activity.takes_reports and form.is_valid():
        people = [int(key) for key in form.cleaned_data["people"]]
        count = remind_now(activity, people=people, note=form.cleaned_data["note"], by=request.user, today=today)
        _tell(request, count, activity)
        return redirect(activity)
    return render(request, "workplans/remind.html", {"activity": activity, "form": form})


def _tell(request: Any, count: int, activity: Activity) -> None:
    if not count:
        messages.info(request, _("Everybody you ticked was reminded today already."))
        return
    text = ngettext(
        "%(count)d person will be reminded of activity %(code)s.",
        "%(count)d people will be reminded of activity %(code)s.",
        count,
    )
    messages.success(request, text % {"count": count, "code": activity.code})
