"""Meetings for programs: a calendar to subscribe to, and a feed; the same for members as for everybody."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.actions.feeds import Entry, atom
from institutions.templatetags.people_dates import date_range
from meetings.models import Meeting, Minutes
from meetings.models.states import State
from meetings.results.calendar import for_calendar, published

ICAL = "text/calendar; charset=utf-8"
LENGTH = 50  # entries; readers ask often, and keep what they have seen
KEPT = timedelta(days=366)  # how long a past meeting stays in calendars


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Public meetings of the last year and to come, those that were called off too."""
    since = timezone.localdate() - KEPT
    meetings = for_calendar(Meeting.objects.visible_to(AnonymousUser())).filter(last_on__gte=since)
    response = HttpResponse(published(meetings, name=_("Meetings")), content_type=ICAL)
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return response


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What was announced, moved, held or called off, and minutes that were published; newest first."""
    entries = sorted([*_meetings(), *_minutes()], key=lambda entry: entry.updated, reverse=True)
    return atom(title=_("Meetings"), path=request.path, page=reverse("meetings:index"), entries=entries[:LENGTH])


def _meetings() -> list[Entry]:
    dated = for_calendar(Meeting.objects.visible_to(AnonymousUser())).order_by("-last_on", "-pk")
    return [_entry(meeting) for meeting in dated[:LENGTH]]


def _entry(meeting: Any) -> Entry:
    at = meeting.stepped_at or _noon(min(meeting.first_on, timezone.localdate()))
    parts = [date_range(meeting.first_on, meeting.last_on), meeting.place, meeting.get_state_display()]
    if meeting.state == State.CANCELLED:
        parts.append(meeting.cancellation_reason)
    return Entry(
        key=f"meeting-{meeting.pk}",
        path=meeting.get_absolute_url(),
        title=meeting.title,
        summary="; ".join(part for part in parts if part),
        published=at,
        updated=at,
    )


def _minutes() -> list[Entry]:
    found: Any = Minutes.objects.visible_to(AnonymousUser()).defer("full", "public").select_related("meeting")
    return [
        Entry(
            key=f"minutes-{minutes.pk}",
            path=minutes.get_absolute_url(),
            title=_("Minutes: %(meeting)s") % {"meeting": minutes.meeting.title},
            summary=minutes.summary or "",
            published=minutes.published_at,
            updated=minutes.published_at,
        )
        for minutes in found.order_by("-published_at", "-pk")[:LENGTH]
    ]


def _noon(day: Any) -> datetime:
    """When a meeting recorded without a step is taken to have been told of."""
    return timezone.make_aware(datetime.combine(day, time(12)))
