"""The secretariat records a decision with everything it changes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from meetings.actions.deciding import Refused, decide
from meetings.forms.minuting import Days
from meetings.forms.recording import RecordForm
from meetings.forms.refusals import words_of
from meetings.models import AgendaItem, Meeting
from meetings.views.desk import desk, find_meeting
from meetings.views.minuting import number_of


@require_http_methods(["GET", "HEAD", "POST"])
def add_decision(request: HttpRequest, code: str) -> HttpResponse:
    """A decision and what it changes; 409 where that is not possible by now, with what was typed."""
    meeting = find_meeting(request, code, permissions.DECIDE)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = RecordForm(data, meeting=meeting, days=Days(meeting, today), item=_item(request, meeting), today=today)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        facts = {"item": said["item"], "is_public": said["is_public"], "supersedes": said["supersedes"]}
        language = get_language() or ""
        person: Any = request.user
        try:
            made = decide(
                meeting, by=person, words={language: said["text"]}, language=language,
                seen=number_of(request.POST.get("seen", "")), changes=form.changes, decided_on=form.decided_on, **facts,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused.change, words_of(refused.cause))
            form.look_again()
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("Recorded: %(numbers)s.") % {"numbers": made.number})
            return redirect(made)
    seen = meeting.decisions.aggregate(last=Max("serial"))["last"] or 0
    context = desk(request, meeting, "minutes") | {"form": form, "seen": request.POST.get("seen", seen)}
    return render(request, "meetings/add_decision.html", context, status=status)


def _item(request: HttpRequest, meeting: Meeting) -> AgendaItem | None:
    """The item the address names, where it is one of the meeting."""
    pk = number_of(request.GET.get("item", ""), most=9)
    return meeting.items.filter(pk=pk).select_related("activity", "day").first() if pk else None
