"""Members say how far an activity is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from workplans.forms import Mandate, ProgressForm
from workplans.models import Activity, DeadlineProposal


def gone_is_not_found(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 where the thing was removed between the first look and the deed."""

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Activity.DoesNotExist, DeadlineProposal.DoesNotExist):
            raise Http404 from None

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def report_progress(request: Any, pk: int) -> HttpResponse:
    """Answer 404 to people who may not see the activity, 403 to those who may only read it.

    A post by htmx comes from one line of a list and gets that line back: 200 saved or not understood, 409 overtaken.
    """
    today = timezone.localdate()
    activities = Activity.objects.visible_to(request.user).for_report()
    activity = get_object_or_404(activities, pk=pk)
    if not permissions.may(request.user, permissions.REPORT_PROGRESS, activity):
        raise PermissionDenied

    form = ProgressForm(
        request.POST if request.method == "POST" else None,
        activity=activity,
        mandate=Mandate(request.user, today),
        line=bool(request.htmx),
    )
    shown: dict[str, Any] = {"form": form, "next": way_back(request), "reported": None, "overtaken_by": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            shown["reported"] = activity.report(by=request.user, today=today, **form.cleaned_data)
        except Activity.AlreadyFinished:
            form.add_error(None, _("The activity is finished, on hold or cancelled by now; nothing was saved."))
            status = 409
        except Activity.ReportedMeanwhile as meanwhile:
            form.has_seen(activity.version)
            shown["overtaken_by"], status = meanwhile.latest, 409
        else:
            if not request.htmx:
                messages.success(request, _("Progress of activity %(code)s saved.") % {"code": activity.code})
                return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    shown["activity"] = Activity.objects.for_list(today).get(pk=pk)
    if request.htmx and not shown["reported"]:
        shown["may_propose"] = permissions.may(request.user, permissions.PROPOSE_MOVE, shown["activity"].as_led)
    template = "_progress_line" if request.htmx else "report_progress"
    return render(request, f"workplans/{template}.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def correct_report(request: Any, pk: int, version: int) -> HttpResponse:
    """Let somebody correct what she said last: a new report that names the old one, which is kept.

    404 for what she may not see, 403 for what others said; the page of an earlier report leads to her newest.
    """
    today = timezone.localdate()
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_report(), pk=pk)
    report = get_object_or_404(activity.reports, version=version)
    is_hers = report.author_id == request.user.pk
    if not is_hers or not permissions.may(request.user, permissions.REPORT_PROGRESS, activity):
        raise PermissionDenied
    newest = activity.reports.filter(author=request.user).order_by("-version").first()
    if request.method != "POST" and newest and newest != report:
        return redirect("workplans:correct-report", activity.pk, newest.version)

    data = request.POST if request.method == "POST" else None
    form = ProgressForm(data, activity=activity, mandate=Mandate(request.user, today), corrects=report)
    shown: dict[str, Any] = {"form": form, "next": way_back(request), "corrects": report, "overtaken_by": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            activity.report(by=request.user, today=today, corrects_id=report.pk, **form.cleaned_data)
        except Activity.AlreadyFinished:
            form.add_error(None, _("The activity is finished, on hold or cancelled by now; nothing was saved."))
            status = 409
        except Activity.ReportedMeanwhile as meanwhile:
            form.has_seen(activity.version)
            shown["overtaken_by"], status = meanwhile.latest, 409
        else:
            messages.success(request, _("Report on activity %(code)s corrected.") % {"code": activity.code})
            return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    shown["activity"] = Activity.objects.for_list(today).get(pk=pk)
    shown["is_open"] = report.may_be_corrected(shown["activity"])
    return render(request, "workplans/correct_report.html", shown, status=status)


def way_back(request: HttpRequest) -> str:
    """The page of ours that the reader came from and wants back, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""
