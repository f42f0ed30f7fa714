"""Action items: the members' list, those of one meeting, and the page of each with what can be done with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from meetings.actions import acting
from meetings.forms.actions import ACTS, ActionsFilter
from meetings.models import ActionItem
from meetings.views.desk import desk, find_meeting

PER_PAGE = 50
BACKWARDS = ("done", "dropped", "all")  # the latest date first; of what is open, the most urgent


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """All meetings' items; open ones unless the reader asks for others."""
    if not permissions.may(request.user, permissions.SEE_MEETING_PAPERS):
        raise PermissionDenied
    crumbs = [{"label": _("Meetings"), "url": reverse("meetings:index")}, {"label": _("Action items")}]
    context = _listed(request, ActionItem.objects.visible_to(request.user), usual="open")
    return render(request, "meetings/actions.html", context | {"crumbs": crumbs})


@require_safe
def meeting_actions(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting's items, all of them unless the reader asks for fewer."""
    meeting = find_meeting(request, code, permissions.SEE_MEETING_PAPERS)
    its = ActionItem.objects.visible_to(request.user).filter(meeting=meeting)
    context = desk(request, meeting, "actions") | _listed(request, its, usual="all")
    context["may_add"] = permissions.may(request.user, permissions.WRITE_MINUTES) and acting.takes_more(meeting)
    return render(request, "meetings/meeting_actions.html", context)


def _listed(request: HttpRequest, those: Any, *, usual: str) -> dict[str, Any]:
    today = timezone.localdate()
    user: Any = request.user
    form = ActionsFilter(request.GET, actions=those, usual=usual)
    found = form.chosen(those, user=user, today=today).for_list(today).by_date()
    if form.is_valid() and form.state_asked in BACKWARDS:
        found = found.reverse()
    page_obj = Paginator(found, PER_PAGE).get_page(page_number(request.GET))
    return {
        "form": form,
        "page_obj": page_obj,
        "lines": [(action, "close" in acting.acts_on(action, user)) for action in page_obj],
        "querystring": rest_of(request.GET),
        "here": request.get_full_path(),
    }


@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: HttpRequest, pk: int, *, bound: tuple[str, Any] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one item; ``bound`` is the act that was not done, with its form, ``more`` says why."""
    today = timezone.localdate()
    user: Any = request.user
    listed = (
        ActionItem.objects.visible_to(user).for_list(today).select_related("item", "decision__meeting", "closed_by")
    )
    found = get_object_or_404(listed.select_related("added_by"), pk=pk)
    given = dict([bound] if bound else [])
    forms = {
        name: given.get(name) or ACTS[name].form(action=found, user=user, today=today, auto_id=f"{name}-%s")
        for name in ACTS
        if name in given or name in acting.acts_on(found, user)
    }
    context = {
        "action": found,
        "acts": [(name, ACTS[name], form, name in given) for name, form in forms.items()],
        "postponements": found.postponements.select_related("made_by"),
        "crumbs": [
            {"label": _("Meetings"), "url": reverse("meetings:index")},
            {"label": _("Action items"), "url": reverse("meetings:actions")},
            {"label": found.number},
        ],
    }
    return render(request, "meetings/action.html", context | more, status=status)
