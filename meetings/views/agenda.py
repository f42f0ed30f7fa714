"""The agenda of a meeting: read by everybody once it is sent, by members before; written by the secretariat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.models import Edition
from institutions import permissions
from institutions.models import Institution
from meetings.actions import agenda as deeds
from meetings.forms.items import ItemForm, ProposalForm
from meetings.models import AgendaItem, Meeting
from meetings.models.states import AHEAD, State
from meetings.results.agenda import DayPlan, by_day, with_papers
from meetings.results.suggesting import suggestions_for
from meetings.views.desk import desk, find_meeting
from meetings.views.planning import locked, posted
from workplans.models import Activity


@login_not_required
@require_safe
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    """Day by day with times; for the secretariat with what was proposed, removed, and what the plan suggests."""
    meeting = find_meeting(request, code)
    may_plan = permissions.may(request.user, permissions.PLAN_MEETINGS)
    is_member = permissions.may(request.user, permissions.SEE_MEETING_PAPERS)
    plans = read_agenda(request, meeting)
    items = _items(request, meeting)
    is_ahead = meeting.state in AHEAD
    context = desk(request, meeting, "agenda") | {
        "plans": plans,
        "is_member": is_member,
        "brings": brought_by(request, meeting, plans),
        "may_propose": is_ahead and permissions.may(request.user, permissions.PROPOSE_ITEM),
        "may_plan": may_plan,
        "may_edit": may_plan and meeting.state in deeds.OPEN,
        "is_ahead": is_ahead,
        "was_held": meeting.state == State.HELD,
    }
    if is_member:
        context["proposed"] = items.proposed()
    if may_plan:
        backlog = AgendaItem.objects.backlog().select_related("proposed_for")
        context |= {
            "removed": items.filter(state=AgendaItem.State.REMOVED).order_by("pk"),
            "backlog": backlog if is_ahead else backlog.none(),
            "suggestions": suggestions_for(meeting, today=timezone.localdate()) if is_ahead else [],
        }
    return render(request, "meetings/agenda.html", context)


def read_agenda(request: HttpRequest, meeting: Meeting) -> list[DayPlan]:
    """What is on the agenda for this reader, day by day."""
    items = _items(request, meeting).on_agenda()
    is_member = permissions.may(request.user, permissions.SEE_MEETING_PAPERS)
    return by_day(with_papers(items) if is_member else items, meeting.all_days)


def _items(request: HttpRequest, meeting: Meeting) -> Any:
    return meeting.items.visible_to(request.user).select_related(
        "activity__area__plan", "text__guideline", "presenting_body", "proposed_for", "meeting"
    )


def brought_by(request: HttpRequest, meeting: Meeting, plans: list[DayPlan]) -> set[int]:
    """Keys of the items whose papers the reader may add to and remove."""
    if not permissions.may(request.user, permissions.SEE_MEETING_PAPERS) or not deeds.is_open(meeting):
        return set()
    items = [item for plan in plans for item in plan.items]
    return {item.pk for item in items if permissions.may(request.user, permissions.BRING_PAPERS, item.place)}


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    meeting = locked(request, code)
    form = ItemForm(posted(request), meeting=meeting)
    context = desk(request, meeting, "agenda") | {"form": form, "title": _("New agenda item")}
    if request.method == "POST" and form.is_valid():
        try:
            deeds.add(meeting, form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except Meeting.NotNow:
            return render(request, "meetings/edit_item.html", context | {"is_over": True}, status=409)
        messages.success(request, _("The item is on the agenda."))
        return redirect("meetings:agenda", code=meeting.code)
    return render(request, "meetings/edit_item.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One item's facts and title; 409 with the other's words where two wrote the same."""
    meeting = locked(request, code)
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=pk, meeting=meeting)
    form = ItemForm(posted(request), meeting=meeting, item=item)
    context = desk(request, meeting, "agenda") | {"form": form, "title": _("Edit the agenda item")}
    if request.method == "POST" and form.is_valid():
        try:
            deeds.write(item, form.cleaned_data)
        except Meeting.NotNow:
            return render(request, "meetings/edit_item.html", context | {"is_over": True}, status=409)
        messages.success(request, _("Saved."))
        return redirect("meetings:agenda", code=meeting.code)
    return render(request, "meetings/edit_item.html", context, status=form.status)


@require_POST
def act_on_item(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponse:
    """One click on one item: up, down, remove, take (also what waits for a meeting), carry over."""
    meeting = find_meeting(request, code, permissions.PLAN_MEETINGS)
    found = AgendaItem.objects.select_related("meeting", "day").filter(pk=pk).first()
    if found is None or (found.meeting_id not in {meeting.pk, None}):
        raise Http404
    acts: dict[str, Any] = {
        "up": lambda: deeds.move(found, by=-1),
        "down": lambda: deeds.move(found, by=1),
        "remove": lambda: deeds.remove(found),
        "take": lambda: deeds.take(found, meeting),
        "carry": lambda: deeds.carry_over(found, by=request.user),  # type: ignore[arg-type]
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Meeting.NotNow:
        messages.error(request, _("This is no longer possible; the agenda below is as it is now."))
    return redirect("meetings:agenda", code=meeting.code)


@require_POST
def take_suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """Put what is ticked on the agenda, or (``dismiss``) note that the meeting does not talk about one."""
    meeting = find_meeting(request, code, permissions.PLAN_MEETINGS)
    known = {one.key: one for one in suggestions_for(meeting, today=timezone.localdate())}
    try:
        if one := known.get(request.POST.get("dismiss", "")):
            deeds.dismiss(meeting, one, by=request.user)  # type: ignore[arg-type]
        elif "dismiss" not in request.POST:
            chosen = [known[key] for key in request.POST.getlist("suggestion") if key in known]
            number = deeds.accept(meeting, chosen, by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("Items put on the agenda: %(number)s.") % {"number": number})
    except Meeting.NotNow:
        messages.error(request, _("This is no longer possible; the agenda below is as it is now."))
    return redirect("meetings:agenda", code=meeting.code)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_item(request: HttpRequest) -> HttpResponse:
    """A member's wish, begun on the page of an activity or a text, whose title it takes over."""
    if not permissions.may(request.user, permissions.PROPOSE_ITEM):
        raise PermissionDenied
    link = _link(request)
    thing = next(iter(link.values()), None)
    suggested = _titles_of(thing)
    form = ProposalForm(posted(request), user=request.user, initial={"title": suggested.get(get_language() or "", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        meeting = said.pop("meeting")
        title = said.pop("title")
        words = {f"title_{request.user.language}": title}  # type: ignore[union-attr]
        if title == suggested.get(get_language() or ""):
            words = {f"title_{code}": text for code, text in suggested.items() if text}
        try:
            acting_for = _acting_for(request)
            deeds.propose(meeting, {**said, **words, **link}, by=request.user, acting_for=acting_for)  # type: ignore[arg-type]
        except Meeting.NotNow:
            form.add_error("meeting", _("This meeting is over or called off by now; choose another one."))
        else:
            messages.success(request, _("Your proposal waits for the secretariat."))
            return redirect(meeting.get_absolute_url() + "agenda/" if meeting else "meetings:index")
    context = {"form": form, "thing": thing, "back": thing.get_absolute_url() if thing else ""}
    return render(request, "meetings/propose_item.html", context)


def _link(request: HttpRequest) -> dict[str, Any]:
    """The activity or text the address names, as far as the member sees it; 404 for one there is not."""
    named: tuple[tuple[str, Any], ...] = (
        ("activity", Activity.objects.visible_to(request.user)),
        ("text", Edition.texts.visible_to(request.user).select_related("guideline", "supplement_to")),
    )
    for name, rows in named:
        key = request.GET.get(name, "")
        if key:
            if not (key.isascii() and key.isdigit() and len(key) < 10):
                raise Http404
            return {name: get_object_or_404(rows, pk=int(key))}
    return {}


def _titles_of(thing: Any) -> dict[str, str]:
    """What the thing is called, by language; where a language lacks it, nothing."""
    named = getattr(thing, "guideline", thing)
    codes = [code for code, _name in settings.LANGUAGES] if named else []
    return {code: (getattr(named, f"title_{code}") or "")[:200] for code in codes}


def _acting_for(request: HttpRequest) -> Institution | None:
    """Her institution, where she has one; of several the first."""
    own: Any = request.user
    return Institution.objects.filter(pk__in=own.standing.institutions).order_by("pk").first()
