"""When the group meets and what it reported: for everybody."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from institutions.templatetags.people_dates import zone_name
from meetings.actions.answering import invitation_of
from meetings.models import Meeting, MeetingDay, Minutes
from meetings.views.desk import desk

PER_PAGE = 25  # past meetings


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The next ones, soonest first, then those without a date, then the past ones, year by year and page by page."""
    meetings = Meeting.objects.visible_to(request.user).with_days()
    today = timezone.localdate()
    minutes = Minutes.objects.visible_to(request.user).filter(meeting=OuterRef("pk"))
    past = Paginator(meetings.past(today).annotate(has_minutes=Exists(minutes)), PER_PAGE).get_page(
        page_number(request.GET)
    )
    context = {
        "upcoming": meetings.ahead(today),
        "undated": meetings.undated(),
        "years": [(year, list(of_year)) for year, of_year in groupby(past, key=lambda one: one.first_on.year)],
        "page_obj": past,
        "querystring": rest_of(request.GET),
        "may_plan": permissions.may(request.user, permissions.PLAN_MEETINGS),
        "is_member": permissions.may(request.user, permissions.SEE_MEETING_PAPERS),
    }
    return render(request, "meetings/index.html", context)


@login_not_required
@require_safe
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).with_days(), code=code)
    context = {
        "meeting": found,
        "is_over": found.last_on is not None and found.last_on < timezone.localdate(),
        "days": [_day(day) for day in found.all_days],
        "has_agenda": found.items.visible_to(request.user).on_agenda().exists(),
        "decisions": found.decisions.visible_to(request.user).order_by("serial"),
        "summary": Minutes.objects.visible_to(request.user).filter(meeting=found).defer("full", "public").first(),
        "invitation": invitation_of(found, request.user),
        "tabs": desk(request, found, "meeting")["tabs"],
        "crumbs": [{"label": _("Meetings"), "url": reverse("meetings:index")}, {"label": str(found)}],
    }
    return render(request, "meetings/meeting.html", context)


def _day(day: MeetingDay) -> dict[str, Any]:
    """A day with its hours as the clock on the wall there shows them, and the name of that clock."""
    begins_at = day.begins_at
    return {
        "held_on": day.held_on,
        "starts": day.starts,
        "ends": day.ends,
        "zone": zone_name(begins_at) if begins_at else "",
    }
