"""Translate what is new or has changed: source beside translation, clause after clause."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.actions import checking, translating
from guidelines.forms.translating import TranslationForm, WaiverForm
from guidelines.models import ChangedMeanwhile, Clause, Edition, Unsaved
from guidelines.results.difference import Piece, difference
from guidelines.results.languages import Progress, next_to_do, progress
from guidelines.results.origins import source_followed
from guidelines.views.desk import desk, find_text
from guidelines.views.languages import find_language, may_review, may_translate, name_of
from institutions import permissions


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Open the first clause that needs work, or the one of ``?clause=``; a post saves, confirms or only checks it.

    After saving comes the next one, unless the check found something to look at. 409 where somebody was faster.
    """
    text = find_text(request, pk)
    if not may_translate(request, find_language(text, language)):
        raise PermissionDenied
    clauses = list(text.clauses.select_related("edition").order_by("position", "pk"))
    found = progress(clauses, language, source=text.source_language)
    clause = _chosen(request, clauses, found)
    if clause is None:
        if request.method == "POST":
            return redirect("guidelines:translate", pk=text.pk, language=language)
        return render(request, "guidelines/translate_done.html", _frame(request, text, language, found))
    if request.method == "POST":
        return _posted(request, text, clause, found)
    return _show(request, text, clause, found, _form(request, clause, language))


@require_POST
def propose_waiver(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Say why a finding is right as it stands; somebody else accepts it."""
    clause = _find_clause(request, pk)
    duty = find_language(clause.edition, language)
    if not may_translate(request, duty):
        raise PermissionDenied
    form = WaiverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the finding is right as it stands."))
    else:
        _propose(request, clause, language, form.cleaned_data)
    return redirect(f"{address(clause.edition_id, language, clause.anchor)}#findings")


def address(pk: int, language: str, anchor: str = "") -> str:
    """Where a clause of the text is translated."""
    query = f"?{urlencode({'clause': anchor})}" if anchor else ""
    return reverse("guidelines:translate", args=[pk, language]) + query


def _propose(request: HttpRequest, clause: Clause, language: str, said: dict[str, Any]) -> None:
    user: Any = request.user
    facts = {"key": said["finding"], "reason": said["reason"], "seen": (said["source"], said["target"])}
    try:
        checking.propose_waiver(clause, by=user, language=language, **facts)
    except ChangedMeanwhile:
        messages.error(request, _("One of the two texts has changed since; look at its findings again."))
    except checking.NoSuchFinding:
        messages.error(request, _("The check does not find that any more."))
    else:
        messages.success(request, _("Proposed. The reviewer or the secretariat accepts it or not."))


def _find_clause(request: HttpRequest, pk: int) -> Clause:
    if not permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES):
        raise Http404
    try:
        return get_object_or_404(Clause.objects.select_related("edition__guideline"), pk=pk)
    except OverflowError:
        raise Http404 from None


def _chosen(request: HttpRequest, clauses: list[Clause], found: Progress) -> Clause | None:
    """The clause the address names, else the first that needs work; 404 for one the text does not have."""
    anchor = request.GET.get("clause")
    if anchor is None:
        return next(iter(found.to_do), None)
    for clause in clauses:
        if clause.anchor == anchor and clause.has_text(found.source):
            return clause
    raise Http404


def _form(request: HttpRequest, clause: Clause, language: str, data: Any = None) -> TranslationForm:
    typed = _typed(request, clause, language) if data is None and "typed" in request.GET else None
    return TranslationForm(data, clause=clause, language=language, typed=typed)


def _typed(request: HttpRequest, clause: Clause, language: str) -> Unsaved | None:
    """What she typed here and did not save, if it is other than what is saved."""
    user: Any = request.user
    typed = Unsaved.objects.filter(clause=clause, language=language, person=user).first()
    return typed if typed and (typed.heading, typed.body) != clause.text_in(language) else None


def _posted(request: HttpRequest, text: Edition, clause: Clause, found: Progress) -> HttpResponse:
    language, act = found.language, request.POST.get("act", "save")
    if act == "confirm":
        return _confirm(request, text, clause, found)
    if act == "discard":
        user: Any = request.user
        Unsaved.objects.filter(clause=clause, language=language, person=user).delete()
        return redirect(address(text.pk, language, clause.anchor))
    form = _form(request, clause, language, request.POST)
    if not form.is_valid():
        return _show(request, text, clause, found, form)
    if act == "check":
        words = {name: form.cleaned_data[name] for name in ("heading", "body")}
        return _show(request, text, clause, found, form, checked=checking.findings_in(clause, language, **words))
    return _save(request, text, clause, found, form)


def _save(request: HttpRequest, text: Edition, clause: Clause, found: Progress, form: TranslationForm) -> HttpResponse:
    user: Any = request.user
    try:
        translating.save_translation(clause, by=user, language=found.language, **form.cleaned_data)
    except ChangedMeanwhile as changed:
        form.save_on_top(changed.clause.print_in(found.language))
        return _show(request, text, changed.clause, found, form, status=409)
    clause.refresh_from_db()
    judged = checking.findings_of(clause, found.language)
    if any(not one.is_waived for one in judged):
        messages.warning(request, _("Saved. The check found something to look at before you go on."))
        return redirect(f"{address(text.pk, found.language, clause.anchor)}#findings")
    messages.success(request, _("Saved."))
    return _on(text, clause, found)


def _confirm(request: HttpRequest, text: Edition, clause: Clause, found: Progress) -> HttpResponse:
    user: Any = request.user
    seen = request.POST.get("followed", "")
    try:
        translating.confirm_translation(clause, by=user, language=found.language, seen=seen)
    except ChangedMeanwhile:
        messages.error(request, _("The source has changed once more; look at it again."))
        return redirect(address(text.pk, found.language, clause.anchor))
    messages.success(request, _("Noted: the translation needs no change."))
    return _on(text, clause, found)


def _on(text: Edition, clause: Clause, found: Progress) -> HttpResponse:
    """To the next clause that needs work; where none is left, the page says so."""
    following = next_to_do(found.to_do, clause)
    return redirect(address(text.pk, found.language, following.anchor if following else ""))


def _show(
    request: HttpRequest,
    text: Edition,
    clause: Clause,
    found: Progress,
    form: TranslationForm,
    *,
    checked: list[checking.Judged] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or with htmx only what the check found."""
    language, source = found.language, found.source
    context = {
        **_frame(request, text, language, found),
        "clause": clause,
        "state": clause.state_in(language, source),
        "source_text": clause.text_in(source),
        "pieces": _change(clause, language),
        "form": form,
        "findings": checking.findings_of(clause, language) if checked is None else checked,
        "is_saved": checked is None,
        "prints": {"source": clause.print_in(source), "target": clause.print_in(language)},
        "present": clause.text_in(language) if status == 409 else None,
        "typed": _typed(request, clause, language) if not form.is_bound and "typed" not in request.GET else None,
        "skip_to": next_to_do(found.to_do, clause),
    }
    template = "_findings" if request.htmx and checked is not None else "translate"  # type: ignore[attr-defined]
    return render(request, f"guidelines/{template}.html", context, status=status)


def _change(clause: Clause, language: str) -> list[Piece]:
    """What changed in the source since the clause was translated; nothing where nobody knows."""
    before = source_followed(clause, language)
    if before is None:
        return []
    return difference("\n\n".join(before), "\n\n".join(clause.text_in(clause.edition.source_language)))


def _frame(request: HttpRequest, text: Edition, language: str, found: Progress) -> dict[str, Any]:
    duty = find_language(text, language)
    return {
        **desk(request, text, "languages"),
        "language": language,
        "source": text.source_language,
        "name": name_of(language),
        "source_name": name_of(text.source_language),
        "progress": found,
        "duty": duty,
        "may_review": may_review(request, duty),
    }
