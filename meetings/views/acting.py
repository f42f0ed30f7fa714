"""Acts on action items, each with one click or one small form; and new items, also from where minutes are written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from institutions.models import User
from institutions.templatetags.people_dates import long_date
from meetings.actions import acting
from meetings.forms.actions import ACTS, ActionForm
from meetings.models import ActionItem, Meeting
from meetings.models.states import NotNow
from meetings.views.actions import show
from meetings.views.desk import desk, find_meeting
from meetings.views.planning import posted
from workplans.views.progress import way_back


@require_POST
@transaction.atomic
def act_on_action(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do it, and back to where the click came from; else the item's page with the form, 409 if somebody was faster."""
    user: Any = request.user
    rows = ActionItem.objects.visible_to(user).select_for_update(of=("self",), no_key=True)
    action = get_object_or_404(rows.select_related("institution", "owner"), pk=pk)
    if act not in ACTS:
        raise Http404
    if not acting.may(user, act, action):
        raise PermissionDenied
    words = ACTS[act]
    form: Any = words.form(request.POST, action=action, user=user, today=timezone.localdate(), auto_id=f"{act}-%s")
    back = way_back(request)
    obstacle = ""
    if form.is_valid():
        try:
            done = _do(act, action, form.cleaned_data, by=user)
        except NotNow as refused:
            obstacle = _obstacle(refused, action, form)
        else:
            messages.success(request, words.done % {"number": action.number} if done else _("Nothing was changed."))
            return HttpResponseRedirect(back or action.get_absolute_url())
    status = 409 if obstacle else getattr(form, "status", 200)
    return show(request, pk, bound=(act, form), status=status, obstacle=obstacle, next=back)


def _do(act: str, action: ActionItem, said: dict[str, Any], *, by: User) -> bool:
    """Tell whether anything changed."""
    if act == "close":
        return action.close(by=by, note=said["note"])
    if act == "drop":
        return action.drop(by=by, note=said["note"])
    if act == "postpone":
        return action.postpone(said["due_on"], reason=said["reason"], by=by, seen=said["seen"])
    if act == "reopen":
        action.reopen(due_on=said["due_on"], reason=said["reason"], by=by)
        return True
    return acting.rewrite(action, **said)


def _obstacle(refused: NotNow, action: ActionItem, form: Any) -> str:
    """Why nothing was saved; a postponement can be sent again, knowing the present date."""
    action.refresh_from_db()
    if refused.state == "moved":
        form.has_seen(action.version)
        said = _("Somebody else moved the date to %(date)s meanwhile; nothing of yours was saved yet.")
        return said % {"date": long_date(action.due_on)}
    state = ActionItem.State(refused.state).label
    return _("Nothing was saved: the action item is %(state)s by now.") % {"state": state}


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_action(request: HttpRequest, code: str) -> HttpResponse:
    """A new item, perhaps of an agenda item and a decision; the same sent twice is added once."""
    meeting = find_meeting(request, code, permissions.WRITE_MINUTES)
    asked = request.POST if request.method == "POST" else request.GET
    origin = {name: _part(rows, asked.get(name, "")) for name, rows in _parts_of(meeting)}
    if origin["decision"] and not origin["item"]:
        origin["item"] = origin["decision"].item
    form = ActionForm(posted(request), meeting=meeting, today=timezone.localdate())
    is_over = not acting.takes_more(meeting)
    if request.method == "POST" and form.is_valid() and not is_over:
        user: Any = request.user
        said = form.cleaned_data
        try:
            action = acting.add(meeting, by=user, language=user.language, **origin, **said)
        except NotNow:  # called off in this moment
            is_over = True
        else:
            messages.success(request, _("%(number)s is added.") % {"number": action.number})
            return HttpResponseRedirect(way_back(request) or _minutes_of(meeting, origin["item"]))
    context = desk(request, meeting, "actions") | {
        "form": form,
        "is_over": is_over,
        **origin,
        "next": way_back(request),
    }
    return render(request, "meetings/add_action.html", context, status=409 if is_over and form.is_bound else 200)


def _parts_of(meeting: Meeting) -> list[tuple[str, Any]]:
    return [("item", meeting.items.all()), ("decision", meeting.decisions.select_related("item"))]


def _part(rows: Any, key: str) -> Any:
    """What the page names of this meeting, or nothing; 404 for anything else."""
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        raise Http404
    return get_object_or_404(rows, pk=int(key))


def _minutes_of(meeting: Meeting, item: Any) -> str:
    """Where the minutes of the item are written, else the meeting's action items."""
    if item is not None:
        try:
            return f"{reverse('meetings:minutes', args=[meeting.code])}#item-{item.pk}"
        except NoReverseMatch:
            pass
    return reverse("meetings:meeting-actions", args=[meeting.code])
