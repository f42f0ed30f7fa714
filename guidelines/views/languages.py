"""How each language of a text stands, who translates and reviews it, and which findings are said to be right."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.actions import checking, duties, translating
from guidelines.forms.translating import DutyForm
from guidelines.models import ChangedMeanwhile, Clause, Duty, Edition, Waiver
from guidelines.results.languages import progress
from guidelines.views.desk import desk, find_text
from institutions import permissions

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def name_of(language: str) -> str:
    """The language under its own name, as its readers know it."""
    return str(get_language_info(language)["name_local"]).capitalize()


def find_language(text: Edition, language: str) -> Duty | None:
    """The duty of a language into which the text is translated; 404 for its source and for unknown languages."""
    if language not in LANGUAGES or language == text.source_language:
        raise Http404
    return Duty.objects.filter(edition=text, language=language).select_related("translator", "reviewer").first()


def may_translate(request: HttpRequest, duty: Duty | None) -> bool:
    """Tell whether she may write in the language; without a duty, only who may everywhere."""
    return permissions.may(request.user, permissions.TRANSLATE, duty.as_translated if duty else None)


def may_review(request: HttpRequest, duty: Duty | None) -> bool:
    """Tell whether she may sign in the language; without a duty, only who may everywhere."""
    return permissions.may(request.user, permissions.REVIEW_TRANSLATION, duty.as_reviewed if duty else None)


@require_safe
def languages(request: HttpRequest, pk: int) -> HttpResponse:
    """One block for each language; the same number of queries however long the text is."""
    text = find_text(request, pk)
    clauses = list(text.clauses.order_by("position", "pk"))
    assigned = {duty.language: duty for duty in text.duties.select_related("translator", "reviewer")}
    coverage = text.coverage()
    others = [code for code in LANGUAGES if code != text.source_language]
    blocks = [_block(request, text, clauses, code, assigned.get(code), coverage[code]) for code in others]
    rows = Waiver.objects.filter(clause__edition=text).select_related("clause", "proposed_by", "accepted_by")
    by_pk = {clause.pk: clause for clause in clauses}
    holding = [
        waiver
        for waiver in rows.order_by("clause__position", "clause", "language", "pk")
        if waiver.holds_for(by_pk[waiver.clause_id], text.source_language)
    ]
    context = {
        **desk(request, text, "languages"),
        "source_name": name_of(text.source_language),
        "blocks": blocks,
        "waivers": [_waiver(request, waiver, assigned.get(waiver.language)) for waiver in holding],
        "lapsed": len(rows) - len(holding),
        "may_assign": permissions.may(request.user, permissions.ASSIGN_TRANSLATIONS),
    }
    return render(request, "guidelines/languages.html", context)


def _block(
    request: HttpRequest, text: Edition, clauses: list[Clause], code: str, duty: Duty | None, state: str
) -> dict[str, Any]:
    found = progress(clauses, code, source=text.source_language)
    judged = checking.judged(clauses, code, source=text.source_language)
    done = {clause.pk for clause in (*found.to_review, *found.signed)}
    return {
        "code": code,
        "name": name_of(code),
        "state": state,
        "progress": found,
        "duty": duty,
        "open": sum(one.is_open for pk, findings in judged.items() if pk in done for one in findings),
        "may_translate": may_translate(request, duty),
        "may_review": may_review(request, duty),
    }


def _waiver(request: HttpRequest, waiver: Waiver, duty: Duty | None) -> dict[str, Any]:
    may_answer = waiver.accepted_by_id is None and may_review(request, duty)
    is_own = request.user.pk in {waiver.proposed_by_id, duty.translator_id if duty else None}
    return {"waiver": waiver, "name": name_of(waiver.language), "may_answer": may_answer and not is_own}


@require_http_methods(["GET", "HEAD", "POST"])
def assign_translation(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Say who translates and who reviews, or that nobody does; 409 where somebody else said something else."""
    text = find_text(request, pk)
    duty = find_language(text, language)
    if not permissions.may(request.user, permissions.ASSIGN_TRANSLATIONS):
        raise PermissionDenied
    form = DutyForm(request.POST if request.method == "POST" else None, **_of_form(language, duty))
    meanwhile: Any = None
    if request.method == "POST" and (request.POST.get("act") == "unassign" or form.is_valid()):
        try:
            said = _assign(request, text, language, form)
        except duties.AssignedMeanwhile as changed:
            meanwhile = {"duty": changed.duty}
            form.has_seen(duties.seen_of(changed.duty))
        else:
            messages.success(request, said)
            return redirect("guidelines:languages", pk=text.pk)
    context = {
        **desk(request, text, "languages"),
        "form": form,
        "duty": duty,
        "name": name_of(language),
        "language": language,
        "meanwhile": meanwhile,
    }
    return render(request, "guidelines/assign_translation.html", context, status=409 if meanwhile else 200)


def _of_form(language: str, duty: Duty | None) -> dict[str, Any]:
    return {"language": language, "duty": duty, "seen": duties.seen_of(duty)}


def _assign(request: HttpRequest, text: Edition, language: str, form: DutyForm) -> str:
    if request.POST.get("act") == "unassign":
        duties.unassign(text, language, seen=request.POST.get("seen", ""))
        return _("Nobody translates the text into this language any more.")
    said = form.cleaned_data
    user: Any = request.user
    duties.assign(text, language, by=user, **said)
    return _("Assigned. Whoever is new to it gets a letter.")


@require_POST
def accept_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that a finding is right as it stands."""
    waiver, duty = _find_waiver(request, pk)
    if not may_review(request, duty):
        raise PermissionDenied
    user: Any = request.user
    try:
        waiver = checking.accept_waiver(waiver, by=user)
    except checking.OwnWaiver:
        messages.error(request, _("Somebody else has to accept it: you wrote the translation or proposed this."))
    except ChangedMeanwhile:
        messages.error(request, _("One of the two texts has changed since; the finding has to be looked at again."))
    else:
        translating.accepted(waiver)
        messages.success(request, _("Accepted. It holds until one of the two texts changes."))
    return redirect(_back_of(request, waiver))


@require_POST
def refuse_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the finding has to be put right; whoever proposed the opposite may take that back in the same way."""
    waiver, duty = _find_waiver(request, pk)
    if not may_review(request, duty) and waiver.proposed_by_id != request.user.pk:
        raise PermissionDenied
    back = _back_of(request, waiver)
    if waiver.accepted_by_id is not None or not Waiver.objects.filter(pk=waiver.pk, accepted_by=None).delete()[0]:
        messages.error(request, _("Somebody has accepted it meanwhile."))
    else:
        messages.success(request, _("The finding stands: the translation has to be put right."))
    return redirect(back)


def _find_waiver(request: HttpRequest, pk: int) -> tuple[Waiver, Duty | None]:
    if not permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES):
        raise Http404
    try:
        waiver = Waiver.objects.select_related("clause__edition__guideline").get(pk=pk)
    except (Waiver.DoesNotExist, OverflowError):
        raise Http404 from None
    return waiver, find_language(waiver.clause.edition, waiver.language)


def _back_of(request: HttpRequest, waiver: Waiver) -> str:
    """To the page of reviews, where it came from there."""
    if request.POST.get("from") == "review":
        return f"{reverse('guidelines:review', args=[waiver.clause.edition_id, waiver.language])}#c{waiver.clause_id}"
    return f"{reverse('guidelines:languages', args=[waiver.clause.edition_id])}#waivers"
