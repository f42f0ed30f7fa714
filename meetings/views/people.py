"""Who is invited to a meeting and what they answered; the secretariat asks more people and takes invitations back."""

from __future__ import annotations

import re

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from institutions.models.alphabet import alphabetical
from meetings.actions import people as deeds
from meetings.actions.inviting import tell
from meetings.models.states import AHEAD
from meetings.results.quorum import quorum_by_day
from meetings.views.desk import desk, find_meeting

KEY = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, code: str) -> HttpResponse:
    """A post asks those who were ticked."""
    needed = permissions.PLAN_MEETINGS if request.method == "POST" else permissions.SEE_MEETING_PAPERS
    meeting = find_meeting(request, code, needed)
    may_plan = permissions.may(request.user, permissions.PLAN_MEETINGS)
    found = deeds.candidates(timezone.localdate()) if may_plan and meeting.state in AHEAD else []
    if request.method == "POST":
        ticked = {key for key in request.POST.getlist("asked") if KEY.fullmatch(key)}
        asked = [(one.person_id, one.institution_id) for one in found if one.key in ticked]
        with transaction.atomic():
            count = deeds.invite(meeting, asked)
            tell(meeting)
        messages.success(request, _("People invited: %(count)s.") % {"count": count})
        return redirect("meetings:people", code=meeting.code)
    in_force = meeting.invitees.in_force().select_related("person", "institution", "substitute")
    invited = list(
        in_force.prefetch_related("not_on").order_by(alphabetical("institution__name"), "institution", "person", "pk")
    )
    there = {row.person_id for row in invited}
    default = {one.key for one in deeds.once_each(found)} if not invited else set()
    quorum = quorum_by_day(meeting)
    context = desk(request, meeting, "people") | {
        "invited": invited,
        "others": [(one, one.key in default) for one in found if one.person_id not in there],
        "days": [(day, quorum[day.pk]) for day in meeting.all_days],
        "may_plan": may_plan,
        "is_ahead": meeting.state in AHEAD,
    }
    return render(request, "meetings/people.html", context)


@require_POST
def withdraw_invitee(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take an invitation back; twice is harmless."""
    meeting = find_meeting(request, code, permissions.PLAN_MEETINGS)
    invitee = get_object_or_404(meeting.invitees, pk=pk)
    with transaction.atomic():
        deeds.withdraw(invitee)
        tell(meeting)
    messages.success(request, _("The invitation is taken back."))
    return redirect("meetings:people", code=meeting.code)
