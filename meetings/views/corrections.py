"""Members propose corrections of circulated minutes, the secretariat answers; and the history of each text."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.results.difference import difference
from institutions import permissions
from meetings.actions import minuting
from meetings.forms.minutes import AnswerForm, CorrectionForm
from meetings.models import Correction, EntryVersion, Minutes, MinutesEntry
from meetings.models.minutes import ChangedMeanwhile
from meetings.results.minutes import passages_of
from meetings.views.desk import desk
from meetings.views.minuting import OPENING, find_minutes
from workplans.actions.due import group_day

ACTS = {
    "accept": Correction.State.ACCEPTED,
    "decline": Correction.State.DECLINED,
    "withdraw": Correction.State.WITHDRAWN,
}
MOST = 200  # versions on the page, the newest first


def anchor_of(entry: MinutesEntry) -> str:
    return f"item-{entry.item_id}" if entry.item_id else OPENING


def _at(minutes: Minutes, entry: MinutesEntry) -> str:
    return f"{reverse('meetings:minutes', args=[minutes.meeting.code])}#{anchor_of(entry)}"


@require_http_methods(["GET", "HEAD", "POST"])
def propose_correction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What a member would have otherwise; 409 once the minutes are approved, with what she typed."""
    minutes = find_minutes(request, code, permissions.CORRECT_MINUTES)
    entry = get_object_or_404(MinutesEntry.objects.select_related("item"), pk=pk, minutes=minutes)
    entry.minutes = minutes
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    is_open = minutes.takes_corrections(group_day())
    if request.method == "POST" and form.is_valid():
        try:
            person: Any = request.user
            text = form.cleaned_data["text"]
            minuting.propose_correction(entry, text, by=person, language=get_language() or "")
        except Minutes.NotNow:
            is_open = False
        else:
            messages.success(request, _("Your correction waits for the secretariat."))
            return redirect(_at(minutes, entry))
    context = desk(request, minutes.meeting, "minutes") | {
        "minutes": minutes,
        "entry": entry,
        "passages": passages_of(entry.body),
        "form": form,
        "is_open": is_open,
        "back": _at(minutes, entry),
    }
    status = HTTPStatus.OK if is_open or request.method != "POST" else HTTPStatus.CONFLICT
    return render(request, "meetings/propose_correction.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_correction(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponse:
    """Accept, decline with a reason, or (whoever proposed it) take back."""
    minutes = find_minutes(request, code, permissions.CORRECT_MINUTES)
    found = minutes.corrections.select_related("entry__item", "proposed_by", "proposed_for")
    correction = get_object_or_404(found, pk=pk)
    correction.minutes = minutes
    if act not in ACTS:
        raise Http404
    is_hers = correction.proposed_by_id == request.user.pk
    if not (is_hers if act == "withdraw" else permissions.may(request.user, permissions.WRITE_MINUTES)):
        raise PermissionDenied
    form = AnswerForm(request.POST if request.method == "POST" else None, is_declined=act == "decline")
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data["answer"]
            minuting.answer_correction(correction, ACTS[act], by=request.user, answer=said)  # type: ignore[arg-type]
        except Minutes.NotNow:
            messages.error(request, _("It was answered meanwhile, or the minutes are approved."))
        else:
            messages.success(request, _("Saved."))
            if act == "accept":
                return redirect(f"{reverse('meetings:write-minutes', args=[code])}#{anchor_of(correction.entry)}")
        return redirect(_at(minutes, correction.entry))
    context = desk(request, minutes.meeting, "minutes") | {
        "minutes": minutes,
        "correction": correction,
        "form": form,
        "act": act,
        "back": _at(minutes, correction.entry),
    }
    return render(request, "meetings/answer_correction.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_history(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Versions of an entry, two compared (``?from=3&to=7``); a post makes an earlier one the present text."""
    minutes = find_minutes(request, code)
    entry = get_object_or_404(MinutesEntry.objects.select_related("item"), pk=pk, minutes=minutes)
    status = HTTPStatus.OK
    if request.method == "POST":
        number = request.POST.get("version", "")
        wanted = get_object_or_404(entry.versions, number=int(number) if number.isdecimal() and len(number) < 9 else 0)
        base = request.POST.get("base", "")
        try:
            at = int(base) if base.isdecimal() and len(base) < 9 else -1
            entry.write(wanted.body, base=at, by=request.user)  # type: ignore[arg-type]
        except (ChangedMeanwhile, Minutes.NotNow):
            words = _("Somebody has saved another text meanwhile; nothing was restored. Compare again.")
            messages.error(request, words)
            entry.refresh_from_db()
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:entry-history", code=code, pk=pk)
    versions = list(entry.versions.select_related("author").order_by("-number")[:MOST])
    old, new = _two(request, versions)
    context = desk(request, minutes.meeting, "minutes") | {
        "minutes": minutes,
        "entry": entry,
        "versions": versions,
        "old": old,
        "new": new,
        "pieces": difference(old.body, new.body) if old and new else [],
        "may_restore": old is not None and not minutes.is_final and old.body != entry.body,
        "back": f"{reverse('meetings:write-minutes', args=[code])}#{anchor_of(entry)}",
    }
    return render(request, "meetings/entry_history.html", context, status=status)


def _two(request: HttpRequest, versions: list[EntryVersion]) -> tuple[EntryVersion | None, EntryVersion | None]:
    """The versions asked for, the older one first; else the newest and the one before it."""
    known = {str(version.number): version for version in versions}
    new = known.get(request.GET.get("to", "")) or (versions[0] if versions else None)
    old = known.get(request.GET.get("from", ""))
    if old is None and new is not None:
        old = next((one for one in versions if one.number < new.number), None)
    if old is not None and new is not None and old.number > new.number:
        old, new = new, old
    return old, new
