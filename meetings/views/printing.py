"""Papers about a meeting to take along: the agenda, and the list to sign, as PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from institutions import permissions
from meetings.actions import printing
from meetings.views.agenda import read_agenda
from meetings.views.attendance import find_day
from meetings.views.desk import find_meeting


@login_not_required
@require_safe
def agenda_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """What the page of the agenda shows the same reader."""
    meeting = find_meeting(request, code)
    is_member = permissions.may(request.user, permissions.SEE_MEETING_PAPERS)
    plans = read_agenda(request, meeting)
    made = printing.agenda_pdf(meeting, plans, is_member=is_member, today=timezone.localdate())
    return as_pdf(made, f"{meeting.code}-agenda")


@require_safe
def attendance_list_pdf(request: HttpRequest, code: str, day: str) -> HttpResponse:
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    held = find_day(meeting, day)
    held.meeting = meeting
    made = printing.attendance_pdf(held, today=timezone.localdate())
    return as_pdf(made, f"{meeting.code}-{held.held_on.isoformat()}")


def as_pdf(made: bytes, name: str) -> HttpResponse:
    """A document to read or to print, for no search engine; ``name`` is in plain letters."""
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}-{get_language()}.pdf"',
            "X-Robots-Tag": "noindex",
        },
    )
