"""Answers to invitations: on the page of whoever is signed in, and from a letter without signing in."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from institutions import permissions
from letters.actions import LinkIsDead, occasion_named, open_answer
from meetings.actions import answering
from meetings.forms.answering import AnswerForm
from meetings.models import Invitee
from meetings.models.states import NotNow
from meetings.views.desk import desk, find_meeting
from workplans.views.answer import tell_nobody

PAGE = "meetings:answer"


@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer for oneself; the secretariat also for whoever told it. 409 where it is too late."""
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    invitee = get_object_or_404(_invitees().filter(meeting=meeting), pk=pk)
    if not permissions.may(request.user, permissions.ANSWER_INVITATION, invitee.place):
        raise PermissionDenied
    form, is_taken = _taken(request, invitee, by_link=False)
    if is_taken:
        messages.success(request, _("Your answer is saved."))
        if request.POST.get("from") == "my-work":
            return redirect("my-work")
        return redirect(meeting.get_absolute_url())
    shown = desk(request, meeting, "meeting") | {"form": form, "invitee": invitee}
    return render(request, "meetings/answer.html", shown, status=200 if form is not None else 409)


@login_not_required
@never_cache
@tell_nobody
@csrf_exempt  # the link itself is the permission, no cookie is; and without a referrer browsers send no origin
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer from a letter. Only a post changes anything; the same link changes the answer as long as it works."""
    try:
        invitee = _opened(token)
    except LinkIsDead as dead:
        return _closed(request, _(str(dead)))
    with pghistory.context(user=invitee.person_id, url=reverse(PAGE, args=["-"])):
        form, is_taken = _taken(request, invitee, by_link=True)
    if form is None:
        return _closed(request, _("The meeting is over or called off, or the invitation was taken back."))
    shown = {"form": form, "invitee": invitee, "meeting": invitee.meeting, "is_taken": is_taken, "by_link": True}
    return render(request, "meetings/answer.html", shown)


def _invitees() -> Any:
    return Invitee.objects.select_related("meeting", "person", "institution", "substitute")


def _opened(token: str) -> Invitee:
    """The invitation the letter is about; raise LinkIsDead, also for links that lead to other pages."""
    letter = open_answer(token)
    found = None
    if occasion_named(letter.occasion).answers_at == PAGE:
        found = _invitees().filter(meeting=letter.payload.get("meeting"), person=letter.recipient_id).first()
    if found is None:
        raise LinkIsDead(_("This link is not complete. Open it from the letter once more."))
    return found


def _taken(request: HttpRequest, invitee: Invitee, *, by_link: bool) -> tuple[AnswerForm | None, bool]:
    """The form, none where it is too late; and whether an answer was saved just now."""
    today = timezone.localdate()
    if not answering.takes_answers(invitee, today):
        return None, False
    data = request.POST if request.method == "POST" else None
    options: dict[str, Any] = {"invitee": invitee, "by_link": by_link, "today": today}
    form = AnswerForm(data, wanted=request.GET.get("answer", ""), **options)
    if data is None or not form.is_valid():
        return form, False
    try:
        answering.answer(invitee, today=today, **form.cleaned_data)
    except NotNow:  # called off in this moment
        return None, False
    return AnswerForm(**options), True


def _closed(request: HttpRequest, text: str) -> HttpResponse:
    shown = {
        "title": _("This link opens nothing any more"),
        "text": text,
        "url": reverse("my-work"),
        "label": _("Sign in and see what you owe"),
    }
    return render(request, "workplans/answer_closed.html", shown, status=410)
