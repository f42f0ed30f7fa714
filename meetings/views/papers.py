"""The papers of an agenda item: listed, brought and removed by who may, and handed out to members."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.actions import storing
from guidelines.forms.files import SentFile
from guidelines.views.downloads import hand_out
from guidelines.views.files import NO_ROOM, tell_sender
from institutions import permissions
from meetings.actions import papers as deeds
from meetings.actions.agenda import is_open
from meetings.models import AgendaItem, Meeting, Paper
from meetings.models.states import NotNow
from meetings.views.desk import desk, find_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Any, code: str, pk: int) -> HttpResponse:
    """List them, and take another."""
    meeting, item = _find(request, code, pk)
    may_bring = _may_bring(request, item)
    if request.method == "POST" and not may_bring:
        raise PermissionDenied
    form = SentFile(request.POST, request.FILES) if request.method == "POST" else SentFile()
    if request.method == "POST" and form.is_valid() and _brought(request, form, item):
        return redirect("meetings:papers", code, pk)
    can_change = may_bring and is_open(meeting)
    context = _item_desk(request, meeting, item) | {
        "papers": item.papers.select_related("uploaded_by"),
        "may_bring": can_change,
        "form": form if can_change or form.is_bound else None,
    }
    return render(request, "meetings/papers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_paper(request: Any, code: str, pk: int, paper: int) -> HttpResponse:
    """Ask once, then remove it; refused once the minutes are approved."""
    meeting, item = _find(request, code, pk)
    if not _may_bring(request, item):
        raise PermissionDenied
    found = item.papers.filter(pk=paper).first()
    if request.method != "POST":
        if found is None:
            raise Http404
        context = _item_desk(request, meeting, item) | {"file": found, "is_over": not is_open(meeting)}
        return render(request, "meetings/remove_paper.html", context)
    if found is not None:
        try:
            deeds.remove(found)
        except NotNow:
            context = _item_desk(request, meeting, item) | {"file": found, "is_over": True}
            return render(request, "meetings/remove_paper.html", context, status=HTTPStatus.CONFLICT)
        messages.success(request, _("The file %(name)s is removed.") % {"name": found.file_name})
    return redirect("meetings:papers", code, pk)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved; whoever is no member meets 404."""
    found = get_object_or_404(Paper.objects.visible_to(request.user).served(), pk=pk)
    return hand_out(request, found, is_public=False)


def _find(request: HttpRequest, code: str, pk: int) -> tuple[Meeting, AgendaItem]:
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    taken = AgendaItem.objects.on_agenda().filter(meeting=meeting).select_related("meeting__minutes")
    return meeting, get_object_or_404(taken, pk=pk)


def _may_bring(request: HttpRequest, item: AgendaItem) -> bool:
    return permissions.may(request.user, permissions.BRING_PAPERS, item.place)


def _item_desk(request: HttpRequest, meeting: Meeting, item: AgendaItem) -> dict[str, Any]:
    context = desk(request, meeting, "agenda")
    context["crumbs"].append({"label": _("Agenda"), "url": reverse("meetings:agenda", args=[meeting.code])})
    return context | {"item": item}


def _brought(request: Any, form: SentFile, item: AgendaItem) -> bool:
    """Keep what was sent, or say at the field why not."""
    if form.examined is None:
        return False
    try:
        row = deeds.bring(item, by=request.user, examined=form.examined, language=form.cleaned_data["language"])
    except (NotNow, storing.OverQuota, storing.NoRoom) as trouble:
        form.add_error("file", _sentence(trouble))
        return False
    messages.success(request, _("The file %(name)s is attached.") % {"name": row.file_name})
    tell_sender(request, row, form.examined.notes)
    return True


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, storing.OverQuota):
        return _(
            "The meeting has as many files as it may have. Remove one that is no longer needed, then send this again."
        )
    if isinstance(trouble, storing.NoRoom):
        return str(NO_ROOM)
    return _("The papers of this item can no longer be changed.")
