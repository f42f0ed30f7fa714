"""Report from a letter, without signing in: whoever holds the link speaks for its reader, about one activity, once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from institutions import permissions
from institutions.models import User
from letters.actions import LinkIsDead, occasion_named, open_answer, take_answer
from letters.models import Letter
from workplans.forms import Mandate, ProgressForm
from workplans.models import Activity

PAGE = "workplans:answer"
View = Callable[..., HttpResponse]


def tell_nobody(view: View) -> View:
    """The address of the page is a secret: no other site learns it, and no search engine keeps it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


@login_not_required
@never_cache
@tell_nobody
@csrf_exempt  # the link itself is the permission, no cookie is; and without a referrer browsers send no origin
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Only a post changes anything, and one uses the link up; programs that look at links in mails change nothing.

    Answers 410 to a link that is used, too old or incomplete and to an activity that takes no reports any more, 403
    when the reader no longer works on it, 409 when somebody else reported meanwhile.
    """
    try:
        letter, person = _opened(token)
        activity = _activity_of(letter, person)
        if not permissions.may(person, permissions.REPORT_PROGRESS, activity):
            return _left(request, activity)
        if not activity.takes_reports:
            return _finished(request, activity)
        return _form(request, letter, person, activity)
    except LinkIsDead as dead:
        return _dead(request, _(str(dead)))


def _form(request: HttpRequest, letter: Letter, person: User, activity: Activity) -> HttpResponse:
    """The form, or what came of it."""
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = ProgressForm(data, activity=activity, mandate=Mandate(person, today))
    form.helper.disable_csrf = True
    shown: dict[str, Any] = {"form": form, "person": person, "overtaken_by": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            shown["report"] = _report(letter, person, activity, form)
        except Activity.AlreadyFinished:
            return _finished(request, activity)
        except Activity.ReportedMeanwhile as meanwhile:
            form.has_seen(activity.version)
            shown["overtaken_by"], status = meanwhile.latest, 409
    shown["activity"] = Activity.objects.for_list(today).get(pk=activity.pk)
    template = "answered" if "report" in shown else "answer"
    return render(request, f"workplans/{template}.html", shown, status=status)


def _report(letter: Letter, person: User, activity: Activity, form: ProgressForm) -> Any:
    """Use the link up and report, both or neither; the trail names the reader of the letter and not the address."""
    with transaction.atomic(), pghistory.context(user=person.pk, url=reverse(PAGE, args=["-"])):
        if not take_answer(letter):
            raise LinkIsDead(_("This link has been used; your report is saved."))
        return activity.report(by=person, today=timezone.localdate(), **form.cleaned_data)


def _opened(token: str) -> tuple[Letter, User]:
    """The letter and its reader; raise LinkIsDead, also for links that lead to other pages."""
    letter = open_answer(token)
    person = letter.recipient
    if person is None or occasion_named(letter.occasion).answers_at != PAGE:
        raise LinkIsDead(_("This link is not complete. Open it from the letter once more."))
    return letter, person


def _activity_of(letter: Letter, person: User) -> Activity:
    found = Activity.objects.visible_to(person).for_report().filter(pk=letter.payload.get("activity")).first()
    if found is None:
        raise LinkIsDead(_("The activity this link led to is gone."))
    return found


def _dead(request: HttpRequest, text: str) -> HttpResponse:
    act = {"url": reverse("my-work"), "label": _("Sign in and see what you owe")}
    return _closed(request, 410, title=_("This link opens nothing any more"), text=text, **act)


def _left(request: HttpRequest, activity: Activity) -> HttpResponse:
    text = _("You no longer work on activity %(code)s. If that is wrong, tell the secretariat.")
    title = _("You cannot report on this activity")
    return _closed(request, 403, title=title, text=text % {"code": activity.code}, **_see(activity))


def _finished(request: HttpRequest, activity: Activity) -> HttpResponse:
    text = _("Activity %(code)s is finished, on hold or cancelled. If that is wrong, tell the secretariat.")
    title = _("No report is needed any more")
    return _closed(request, 410, title=title, text=text % {"code": activity.code}, **_see(activity))


def _see(activity: Activity) -> dict[str, str]:
    return {"url": activity.get_absolute_url(), "label": _("See the activity and its history")}


def _closed(request: HttpRequest, status: int, **shown: str) -> HttpResponse:
    """Why there is no form, and what to do next."""
    return render(request, "workplans/answer_closed.html", shown, status=status)
