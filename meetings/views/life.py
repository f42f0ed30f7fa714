"""The steps of a meeting's life: announced, held, called off."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from institutions import permissions
from meetings.actions import planning as deeds
from meetings.forms.life import OBSTACLES, STEPS
from meetings.models import Meeting
from meetings.views.desk import desk, find_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step; 409 with the present state where somebody was faster, or with what is missing."""
    if step not in STEPS:
        raise Http404
    meeting, words = find_meeting(request, code, permissions.PLAN_MEETINGS), STEPS[step]
    form = words.form(request.POST if request.method == "POST" else None, meeting=meeting)
    context = desk(request, meeting, "planning") | {"step": step, "words": words, "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            deeds.DEEDS[step](meeting, by=request.user, today=timezone.localdate(), **form.facts())
        except Meeting.NotNow as refused:
            meeting.refresh_from_db()
            context["obstacle"], status = OBSTACLES.get(refused.state), 409
        else:
            messages.success(request, str(words.done))
            return redirect("meetings:planning", code=meeting.code)
    context["is_possible"] = meeting.state in words.leaves
    return render(request, "meetings/take_step.html", context, status=status)
