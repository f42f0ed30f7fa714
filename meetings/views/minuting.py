"""Minuting while the meeting runs: every item with its text, its decisions and what is to be done, saved at once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.results.difference import Piece, difference
from institutions import permissions
from institutions.models import Affiliation, Institution
from meetings.actions import approving, minuting
from meetings.actions.deciding import Refused, decide
from meetings.forms.minuting import Days, DecisionForm, EntryForm, TaskForm, known_takers
from meetings.forms.refusals import words_of
from meetings.models import ActionItem, AgendaItem, Decision, Meeting, Minutes, MinutesEntry, UnsavedEntry
from meetings.results.minutes import by_item
from meetings.results.quorum import quorum_by_day
from meetings.views.desk import desk, find_meeting

OPENING = "opening"


@dataclass
class Line:
    """One entry with its forms, and what was recorded for it; ``theirs`` is what somebody else saved meanwhile."""

    entry: MinutesEntry
    text: EntryForm
    decision: DecisionForm
    task: TaskForm
    is_kept: bool = False
    theirs: list[Piece] | None = None
    decisions: list[Decision] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)

    @property
    def item(self) -> AgendaItem | None:
        return self.entry.item

    @property
    def anchor(self) -> str:
        return f"item-{self.item.pk}" if self.item else OPENING

    @property
    def forms(self) -> tuple[EntryForm, DecisionForm, TaskForm]:
        return self.text, self.decision, self.task


def find_minutes(request: HttpRequest, code: str, permission: str = permissions.WRITE_MINUTES) -> Minutes:
    """The minutes of the meeting, with it; 404 where there are none for the reader, 403 without the permission."""
    meeting = find_meeting(request, code, permission)
    minutes = Minutes.objects.visible_to(request.user).filter(meeting=meeting).first()
    if minutes is None:
        raise Http404
    minutes.meeting = meeting
    return minutes


@require_POST
def begin_minutes(request: HttpRequest, code: str) -> HttpResponse:
    meeting = find_meeting(request, code, permissions.WRITE_MINUTES)
    try:
        approving.begin(meeting, by=request.user)  # type: ignore[arg-type]
    except Minutes.NotNow:
        messages.error(request, _("Minutes can be written once the meeting is announced."))
        return redirect("meetings:minutes", code=code)
    return redirect("meetings:write-minutes", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def write_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """The whole meeting on one page, which may be long; a post saves every text and records what was typed.

    409 where somebody was faster or a decision is not possible: what is not saved stands there as it was typed.
    """
    minutes = find_minutes(request, code)
    if request.method != "POST":
        if minutes.is_final:
            return redirect("meetings:minutes", code=code)
        with suppress(Minutes.NotNow):  # called off since: no entry is added, what is written can be read
            approving.begin(minutes.meeting, by=request.user)  # type: ignore[arg-type]
        return _page(request, minutes, _lines(request, minutes))
    lines = _lines(request, minutes, request.POST)
    language = request.POST.get("language", "")
    judged = [one.is_valid() for line in lines for one in line.forms if one.is_bound]  # all: each says what is wrong
    if not all(judged):
        return _page(request, minutes, lines)
    try:
        if language in dict(settings.LANGUAGES):
            minuting.set_language(minutes, language)
        saved = minuting.save(_typed(lines), by=request.user)  # type: ignore[arg-type]
    except Minutes.NotNow:
        messages.error(request, _("The minutes are approved by now; nothing was saved."))
        return _page(request, minutes, lines, status=HTTPStatus.CONFLICT)
    numbers, is_done = _record(request, minutes.meeting, lines)
    if numbers:
        messages.success(request, _("Recorded: %(numbers)s.") % {"numbers": ", ".join(numbers)})
    if saved.overtaken or not is_done:
        _go_on(lines, saved, _lines(request, minutes))
        return _page(request, minutes, lines, status=HTTPStatus.CONFLICT)
    messages.success(request, _("Saved."))
    at = request.POST.get("at", "")
    known = {line.anchor for line in lines}
    return redirect(reverse("meetings:write-minutes", args=[code]) + (f"#{at}" if at in known else ""))


@require_POST
def typed_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is being typed, for the typist alone; 204, or for htmx a word on it, and on what others saved."""
    minutes = find_minutes(request, code)
    entries = list(_entries(minutes))
    forms = [EntryForm(request.POST, entry=entry, language=minutes.language) for entry in entries]
    forms = [form for form in forms if form.is_bound]
    if not all(form.is_valid() for form in forms):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    typed = [minuting.Typed(form.entry, form.cleaned_data["body"], form.cleaned_data["base"]) for form in forms]
    kept = minuting.keep(typed, by=request.user)  # type: ignore[arg-type]
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    newer = [one.entry for one in typed if one.base != one.entry.version and one.body != one.entry.body]
    return render(request, "meetings/_typed.html", {"kept": kept, "newer": newer, "now": timezone.now()})


def _entries(minutes: Minutes) -> Iterable[MinutesEntry]:
    """The opening, then the items in order, then what was written on items removed since."""
    about = ("item__activity__area__plan", "item__text__guideline", "item__earlier__minutes", "item__day")
    found = minutes.entries.select_related(*about, "item__presenting_body").order_by("item__number", "pk")
    taken = [entry for entry in found if entry.item is None or entry.item.state in AgendaItem.TAKEN]
    return sorted(taken, key=lambda one: one.item is not None) + [
        entry for entry in found if entry not in taken and entry.body
    ]


def _lines(request: HttpRequest, minutes: Minutes, data: Any = None) -> list[Line]:
    """In the same few queries for any number of items."""
    person: Any = request.user
    today = timezone.localdate()
    known, _words = _takers(request)
    days = Days(minutes.meeting, today)
    entries = list(_entries(minutes))
    mine = UnsavedEntry.objects.filter(entry__in=entries, person=person)
    unsaved = {row.entry_id: row for row in mine} if data is None else {}
    decisions = by_item(minutes.meeting.decisions.order_by("serial"))
    actions = by_item(minutes.meeting.actions.select_related("institution", "owner").order_by("serial"))
    lines = []
    for entry in entries:
        kept = unsaved.get(entry.pk)
        kept = kept if kept and kept.body != entry.body else None
        name = str(entry.item_id or 0)
        line = Line(
            entry,
            EntryForm(data, entry=entry, kept=kept, language=minutes.language),
            DecisionForm(data, item=entry.item, days=days, prefix=f"d{name}"),
            TaskForm(data, known=known, prefix=f"t{name}"),
            is_kept=kept is not None,
            decisions=decisions[entry.item_id],
            actions=actions[entry.item_id],
        )
        if kept and kept.base != entry.version:
            line.theirs = difference(entry.body, kept.body)
            line.text.initial["base"] = entry.version
        lines.append(line)
    return lines


def _takers(request: HttpRequest) -> Any:
    """Institutions of the group and their people, read once a request."""
    found = getattr(request, "takers", None)
    if found is None:
        today = timezone.localdate()
        people = Affiliation.objects.counting(today).filter(user__is_active=True).select_related("user", "institution")
        found = known_takers(Institution.objects.in_group(today).by_name(), people.order_by("user__display_name", "pk"))
        request.takers = found  # type: ignore[attr-defined]
    return found


def _typed(lines: list[Line]) -> Iterable[minuting.Typed]:
    for line in lines:
        if line.text.is_bound:
            yield minuting.Typed(line.entry, line.text.cleaned_data["body"], line.text.cleaned_data["base"])


def _record(request: HttpRequest, meeting: Meeting, lines: list[Line]) -> tuple[list[str], bool]:
    """Record what was typed besides texts; the numbers given, and whether everything was possible."""
    person: Any = request.user
    language = get_language() or ""
    seen = {name: number_of(request.POST.get(f"seen_{name}", "")) for name in ("decision", "action")}
    numbers, is_done = [], True
    for line in lines:
        form = line.decision
        if not form.is_empty:
            words = {language: form.cleaned_data["text"]}
            facts = {"item": line.item, "decided_on": form.decided_on, "is_public": form.cleaned_data["is_public"]}
            try:
                made = decide(
                    meeting, by=person, words=words, language=language, seen=seen["decision"], changes=form.changes,
                    **facts,
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused.change, words_of(refused.cause))
                is_done = False
                continue
            numbers.append(made.number)
        if not line.task.is_empty:
            task = line.task.facts | {"item": line.item, "language": language}
            numbers.append(minuting.add_task(meeting, by=person, seen=seen["action"], **task).number)
    return numbers, is_done


def number_of(typed: str, *, most: int = 5) -> int:
    """The number a form or an address names in at most so many figures; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= most else 0


def _go_on(lines: list[Line], saved: minuting.Saved, fresh: list[Line]) -> None:
    """Show what is not saved as it was typed, and everything else as it is by now."""
    overtaken = {entry.pk: entry for entry in saved.overtaken}
    for line, now in zip(lines, fresh, strict=True):
        line.decisions, line.actions = now.decisions, now.actions
        if entry := overtaken.get(line.entry.pk):
            line.theirs = difference(entry.body, line.text.cleaned_data["body"])
            line.entry = entry
            line.text.save_on_top(entry.version)
        else:
            line.entry, line.text = now.entry, now.text
        if not line.decision.errors:
            line.decision = now.decision
            line.task = now.task


def _page(request: HttpRequest, minutes: Minutes, lines: list[Line], *, status: int = 200) -> HttpResponse:
    meeting = minutes.meeting
    quorums = quorum_by_day(meeting)
    context = desk(request, meeting, "minutes") | {
        "minutes": minutes,
        "lines": lines,
        "days": [(day, quorums[day.pk]) for day in meeting.all_days],
        "languages": settings.LANGUAGES,
        "takers": _takers(request)[1],
        "seen_decision": meeting.decisions.aggregate(last=Max("serial"))["last"] or 0,
        "seen_action": meeting.actions.aggregate(last=Max("serial"))["last"] or 0,
    }
    return render(request, "meetings/write_minutes.html", context, status=status)
