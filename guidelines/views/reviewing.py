"""A second person reads a translation beside its source, clause by clause, and signs it or sends it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guidelines.actions import checking, duties, translating
from guidelines.forms.translating import PRINT, NoteForm
from guidelines.models import ChangedMeanwhile, Clause, Duty, Edition, NotSignable, Revision
from guidelines.results.languages import Progress, progress
from guidelines.views.desk import desk, find_text
from guidelines.views.languages import find_language, may_review, name_of

AT_ONCE = 20  # clauses on the page, each twice: more at once nobody reads


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show what waits to be signed; a post signs one clause, all without findings, or sends one back."""
    text = find_text(request, pk)
    duty = find_language(text, language)
    if not may_review(request, duty):
        raise PermissionDenied
    clauses = list(text.clauses.select_related("edition").order_by("position", "pk"))
    if request.method != "POST":
        return _show(request, text, duty, clauses, language)
    by_pk = {str(clause.pk): clause for clause in clauses}
    clause = by_pk.get(request.POST.get("clause", ""))
    act = request.POST.get("act")
    if act == "sign-clean":
        _sign_clean(request, text, language)
    elif act == "sign" and clause is not None:
        _sign(request, clause, language)
    elif act == "send-back" and clause is not None:
        form = NoteForm(request.POST, prefix=str(clause.pk))
        if not form.is_valid():
            return _show(request, text, duty, clauses, language, refused={clause.pk: form})
        _send_back(request, clause, duty, form.cleaned_data["note"])
    else:
        messages.error(request, _("The clause is no longer part of the text."))
    return redirect(reverse("guidelines:review", args=[text.pk, language]))


def _sign(request: HttpRequest, clause: Clause, language: str) -> None:
    user: Any = request.user
    try:
        translating.sign_translation(clause, by=user, language=language, seen=request.POST.get("seen", ""))
    except ChangedMeanwhile:
        messages.error(request, _("The translation was changed since you opened the page; read it again."))
    except translating.FindingsOpen:
        messages.error(request, _("The check finds something serious. Send it back, or accept that it is right."))
    except NotSignable as refused:
        own = _("You wrote this translation yourself; a second person has to read it.")
        old = _("The source has changed since it was translated; it has to be translated again first.")
        messages.error(request, own if refused.reason == "own text" else old)
    else:
        public = _("Signed. Readers get this text from now on.")
        draft = _("Signed. It becomes public together with the text.")
        messages.success(request, public if clause.edition.is_public else draft)


def _sign_clean(request: HttpRequest, text: Edition, language: str) -> None:
    user: Any = request.user
    count = translating.sign_all_clean(text, language, by=user, seen=_seen(request))
    words = ngettext("%(count)s clause signed.", "%(count)s clauses signed.", count) % {"count": count}
    messages.success(request, words) if count else messages.info(request, words)


def _seen(request: HttpRequest) -> dict[int, str]:
    """Which clauses were on the page with which text; what is not of that kind is passed over."""
    pairs = (entry.partition(":") for entry in request.POST.getlist("seen")[: 2 * AT_ONCE])
    return {
        int(key): print_
        for key, _colon, print_ in pairs
        if key.isascii() and key.isdigit() and len(key) < 19 and PRINT.fullmatch(print_)
    }


def _send_back(request: HttpRequest, clause: Clause, duty: Duty | None, note: str) -> None:
    user: Any = request.user
    if duty is None:
        messages.error(request, _("Nobody translates the text into this language yet; say who does."))
        return
    duties.send_back(clause, duty=duty, by=user, note=note)
    messages.success(request, _("Sent back: %(person)s gets a letter with your note.") % {"person": duty.translator})


def _show(
    request: HttpRequest,
    text: Edition,
    duty: Duty | None,
    clauses: list[Clause],
    language: str,
    refused: dict[int, NoteForm] | None = None,
) -> HttpResponse:
    found = progress(clauses, language, source=text.source_language)
    back = translating.kept_back(text, found.signed, language)
    waiting = sorted([*found.to_review, *back], key=lambda clause: clause.position)
    entries = _entries(request, waiting[:AT_ONCE], found, refused or {})
    context = {
        **desk(request, text, "languages"),
        "language": language,
        "source": text.source_language,
        "name": name_of(language),
        "source_name": name_of(text.source_language),
        "progress": found,
        "duty": duty,
        "entries": entries,
        "clean": [entry["clause"] for entry in entries if entry["is_clean"]],
        "more": len(waiting) - len(entries),
    }
    return render(request, "guidelines/review.html", context)


def _entries(
    request: HttpRequest, waiting: list[Clause], found: Progress, refused: dict[int, NoteForm]
) -> list[dict[str, Any]]:
    """A clause as the page shows it: both texts, what the check says, and what this person can do."""
    judged = checking.judged(waiting, found.language, source=found.source)
    writers = _writers(waiting, found.language)
    return [
        {
            "clause": clause,
            "source_text": clause.text_in(found.source),
            "target_text": clause.text_in(found.language),
            "seen": clause.print_in(found.language),
            "findings": judged[clause.pk],
            "is_own": writers.get(clause.pk) == request.user.pk,
            "is_open": any(one.is_open for one in judged[clause.pk]),
            "is_clean": not judged[clause.pk] and writers.get(clause.pk) != request.user.pk,
            "note": refused.get(clause.pk) or NoteForm(prefix=str(clause.pk)),
        }
        for clause in waiting
    ]


def _writers(clauses: list[Clause], language: str) -> dict[int, int]:
    """Who wrote the present text of each, in one query."""
    rows = Revision.objects.filter(clause__in=clauses, language=language, kind="written")
    newest = rows.order_by("clause", "-number").distinct("clause")
    return dict(newest.values_list("clause", "author"))
