"""Who was there on a day: the list of those expected, pre-ticked from their answers, saved at once; and guests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutions import permissions
from institutions.models import Institution
from meetings.actions import attending
from meetings.forms.people import GuestForm
from meetings.models import Meeting, MeetingDay
from meetings.models.people import Mode
from meetings.results.quorum import quorum_by_day
from meetings.views.desk import desk, find_meeting


def find_day(meeting: Meeting, day: str) -> MeetingDay:
    """The day of the meeting the address names; 404 for any other."""
    try:
        held_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(MeetingDay.objects.select_related("meeting__minutes"), meeting=meeting, held_on=held_on)


def bodies_of(request: HttpRequest, day: MeetingDay) -> frozenset[int] | None:
    """Institutions whose attendance the reader may put right on that day; None for all of them."""
    if not attending.can_record(day, today=timezone.localdate()):
        return frozenset()
    if permissions.may(request.user, permissions.CORRECT_ATTENDANCE):
        return None
    if attending.are_settled(day):
        return frozenset()
    return permissions.institutions_where(request.user, permissions.CORRECT_ATTENDANCE)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def attendance(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """A post saves the list, or adds a guest."""
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    held = find_day(meeting, day)
    bodies = bodies_of(request, held)
    if request.method == "POST":
        if bodies == frozenset():
            raise PermissionDenied
        Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    lines = attending.lines_of(held, today=held.held_on)
    mine = [line for line in lines if bodies is None or line.institution_id in bodies]
    is_guest = request.method == "POST" and "guest" in request.POST
    choice = Institution.objects.by_name() if bodies is None else Institution.objects.by_name().filter(pk__in=bodies)
    guest = GuestForm(request.POST if is_guest else None, day=held, bodies=choice)
    guest.fields["institution"].required = bodies is not None
    if is_guest and guest.is_valid():
        guest.instance.recorded_by = request.user
        guest.save()
        messages.success(request, _("Saved."))
        return redirect("meetings:attendance", code=code, day=day)
    if request.method == "POST" and not is_guest:
        _record(request, held, mine)
        messages.success(request, _("Saved."))
        return redirect("meetings:attendance", code=code, day=day)
    context = desk(request, meeting, "people") | {
        "day": held,
        "lines": [(line, bodies is None or line.institution_id in bodies) for line in lines],
        "may_record": bodies != frozenset(),
        "modes": Mode.choices,
        "quorum": quorum_by_day(meeting)[held.pk],
        "guest": guest,
    }
    return render(request, "meetings/attendance.html", context)


def _record(request: HttpRequest, day: MeetingDay, lines: list[Any]) -> None:
    known = dict(Mode.choices)
    modes = {line.key: request.POST.get(f"mode-{line.key}", "") for line in lines}
    attending.record(
        day,
        lines,
        ticked=set(request.POST.getlist("there")),
        modes={key: mode for key, mode in modes.items() if mode in known},
        seen=set(request.POST.getlist("seen")),
        by=request.user,  # type: ignore[arg-type]
    )


@require_safe
def attendance_list(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The list to be printed and signed."""
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    held = find_day(meeting, day)
    lines = attending.lines_of(held, today=held.held_on)
    context = desk(request, meeting, "people") | {"day": held, "lines": lines}
    return render(request, "meetings/attendance_list.html", context)
