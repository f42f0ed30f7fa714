"""The secretariat plans a meeting: a new one, perhaps after the last, its facts and its days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutions import permissions
from meetings.actions import planning as deeds
from meetings.actions.agenda import bring, to_bring
from meetings.forms.life import STEPS
from meetings.forms.planning import DaysForm, MeetingForm, NewMeetingForm
from meetings.models import Meeting
from meetings.models.states import AHEAD
from meetings.results.story import story_of
from meetings.views.desk import desk, find_meeting

TAKEN_ALONG = ("kind", "is_public", "zone", "online_url", "quorum")


def posted(request: HttpRequest) -> Any:
    """What was sent, on the way that may write."""
    return request.POST if request.method == "POST" else None


def locked(request: HttpRequest, code: str) -> Meeting:
    """The meeting for those who plan; a post waits until nobody else writes it."""
    meeting = find_meeting(request, code, permissions.PLAN_MEETINGS)
    if request.method == "POST":
        Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
        meeting.refresh_from_db()
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_meeting(request: HttpRequest) -> HttpResponse:
    """A new meeting; with ``?from=`` what an earlier one has to offer: facts, hours half a year later, agenda items."""
    if not permissions.may(request.user, permissions.PLAN_MEETINGS):
        raise PermissionDenied
    today = timezone.localdate()
    source = _source(request)
    offered: dict[str, Any] = {"standing": _facts_of(source, today) if source else {"is_public": True}, "hours": []}
    if source:
        offered["hours"] = deeds.hours_to_come(source, today=today)
    if request.method == "POST":
        offered = {"standing": {}, "hours": []}
    items = to_bring(source) if source else []
    form = NewMeetingForm(posted(request), today=today, items=items, **offered)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        days, was_held, taken = said.pop("days"), said.pop("was_held"), said.pop("taken", [])
        meeting = deeds.make(said, days=days, was_held=was_held, by=request.user)  # type: ignore[arg-type]
        bring(meeting, taken)
        messages.success(request, _("The meeting is there; only the group sees it until it is announced."))
        return redirect("meetings:planning", code=meeting.code)
    crumbs = [{"label": _("Meetings"), "url": reverse("meetings:index")}, {"label": _("New meeting")}]
    last = None if source or form.is_bound else deeds.last_of(Meeting.objects.all())
    context = {"form": form, "crumbs": crumbs, "source": source, "last": last}
    return render(request, "meetings/add_meeting.html", context, status=form.status)


@require_safe
def planning(request: HttpRequest, code: str) -> HttpResponse:
    """Where the meeting stands, what can be done now, and how it came here."""
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    may_plan = permissions.may(request.user, permissions.PLAN_MEETINGS)
    context = desk(request, meeting, "planning") | {
        "may_plan": may_plan,
        "days": meeting.all_days,
        "is_ahead": meeting.state in AHEAD,
        "steps": [(name, step) for name, step in STEPS.items() if may_plan and meeting.state in step.leaves],
        "story": story_of(meeting),
    }
    return render(request, "meetings/planning.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Facts and words; 409 with the other's words where two wrote the same."""
    meeting = locked(request, code)
    form = MeetingForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        deeds.write_facts(meeting, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("meetings:planning", code=meeting.code)
    context = desk(request, meeting, "planning") | {"form": form}
    return render(request, "meetings/edit_meeting.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_days(request: HttpRequest, code: str) -> HttpResponse:
    """Days and hours, or the month; an announced meeting is moved with a reason, which the invited get by letter."""
    meeting = locked(request, code)
    context = desk(request, meeting, "planning")
    if meeting.state not in AHEAD:
        return render(request, "meetings/edit_days.html", context, status=409 if request.method == "POST" else 200)
    form = DaysForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        facts = {"reason": said.get("reason", ""), "month": said.get("month")}
        moved = deeds.move(meeting, said["days"], by=request.user, **facts)  # type: ignore[arg-type]
        messages.success(request, _("The days are saved.") if moved else _("Nothing was changed."))
        return redirect("meetings:planning", code=meeting.code)
    context |= {"form": form, "now": meeting.hours()}
    return render(request, "meetings/edit_days.html", context, status=409 if form.is_overtaken else 200)


def _source(request: HttpRequest) -> Meeting | None:
    """The meeting to copy from, where the address names one."""
    wanted = slugify(request.GET.get("from", ""))  # the alphabet of codes, so that nothing else reaches the database
    return get_object_or_404(Meeting.objects.visible_to(request.user), code=wanted) if wanted else None


def _facts_of(source: Meeting, today: Any) -> dict[str, Any]:
    hours = deeds.hours_to_come(source, today=today)
    year = hours[0][0].year if hours else today.year
    number = deeds.next_number(source.number, year=year)
    words = {name: text for name, text in MeetingForm.words_of(source).items() if not name.startswith("report")}
    facts = {name: getattr(source, name) for name in TAKEN_ALONG}
    return {**facts, **words, "number": number, "code": slugify(number.replace("/", "-"))}
