"""Import of a document: send it, look at what it would become and what would be lost, confirm."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guidelines.actions import importing
from guidelines.actions.arranging import IsPublic, in_order, numbers_of
from guidelines.actions.storing import NoRoom, OverQuota
from guidelines.forms.importing import DocumentForm, PlacesForm
from guidelines.models import ChangedMeanwhile, Edition, NotNow
from guidelines.results.files import Refused
from guidelines.results.importing import Draft, read_document
from guidelines.views.desk import desk, find_text

PREVIEW_LASTS = 3600  # seconds between looking and confirming; then the document is forgotten


@dataclass(frozen=True)
class Sent:
    """What somebody sent, while she looks at what it would become."""

    content: bytes
    name: str
    language: str

    def read(self, text: Edition) -> Draft:
        """Raises Refused."""
        figures = frozenset(text.attachments.figures().values_list("name", flat=True))
        return read_document(self.content, name=self.name, language=self.language, figures=figures)


@require_http_methods(["GET", "HEAD", "POST"])
def import_text(request: Any, pk: int) -> HttpResponse:
    """Show the form; show what a document would become; do it when it is confirmed."""
    text = find_text(request, pk)
    languages = importing.languages_for(request.user, text)
    if not languages:
        raise PermissionDenied
    if "token" in request.POST:
        return _confirm(request, text)
    if request.method != "POST":
        return _page(request, text, DocumentForm(languages=languages))
    form = DocumentForm(request.POST, request.FILES, languages=languages)
    if form.is_valid():
        file = form.cleaned_data["file"]
        sent = Sent(file.read(), file.name, form.cleaned_data["language"])
        try:
            return _preview(request, text, sent, sent.read(text))
        except Refused as refused:
            form.add_error("file", refused.words)
    return _page(request, text, form)


def _preview(
    request: Any, text: Edition, sent: Sent, draft: Draft, *, note: str = "", places: Any = None, status: int = 200
) -> HttpResponse:
    """Show what it would become; the document itself stays with us, so that nobody can change it in between."""
    shown: dict[str, Any] = {"draft": draft, "language": sent.language, "note": note, "file_name": sent.name}
    clauses = in_order(text)
    if clauses:
        lines = importing.lines_of(text, draft, sent.language)
        free = [clause for clause in clauses if not clause.has_text(sent.language)]
        form = PlacesForm(places, lines=lines, clauses=free, source=text.source_language)
        shown |= {"places": form, "lines": list(zip(lines, form, strict=True)), "free": free}
    else:
        numbers = numbers_of([piece.level for piece in draft.pieces])
        shown["numbered"] = list(zip(numbers, draft.pieces, strict=True))
    shown["token"] = secrets.token_hex(16)
    cache.set(_key(request, text, shown["token"]), sent, PREVIEW_LASTS)
    languages = importing.languages_for(request.user, text)
    return _page(request, text, DocumentForm(languages=languages), shown, status=status)


def _confirm(request: Any, text: Edition) -> HttpResponse:
    key = _key(request, text, request.POST["token"])
    sent = cache.get(key)
    if sent is None:
        messages.info(request, _("This preview was confirmed already, or is older than an hour. Nothing was changed."))
        return redirect("guidelines:import-text", text.pk)
    try:
        draft = sent.read(text)
        return _imported(request, text, sent, draft, key)
    except Refused as refused:
        note = refused.words
    except (importing.OtherNow, ChangedMeanwhile):
        note = _("Somebody has written in the text since. Nothing was imported; this is what would happen now.")
        return _preview(request, text, sent, draft, note=note, status=HTTPStatus.CONFLICT)
    except (NotNow, IsPublic):
        note = _("The text is no longer a draft; nothing was imported.")
    except OverQuota:
        note = _("The pictures do not fit: the text has as many files as it may have. Nothing was imported.")
    except NoRoom:
        note = _("The storage for files does not work at the moment. Nothing was imported; please try again later.")
    messages.error(request, note)
    return redirect("guidelines:files" if "pictures" in note else "guidelines:write", text.pk)


def _imported(request: Any, text: Edition, sent: Sent, draft: Draft, key: str) -> HttpResponse:
    if not in_order(text):
        losses = importing.import_as_clauses(text, draft, by=request.user)
        count = len(draft.pieces)
    else:
        lines = importing.lines_of(text, draft, sent.language)
        form = PlacesForm(request.POST, lines=lines, clauses=in_order(text), source=text.source_language)
        if not form.is_valid():
            return _preview(request, text, sent, draft, places=request.POST)
        losses = importing.import_beside(text, draft, by=request.user, language=sent.language, chosen=form.chosen)
        count = len(form.chosen)
    cache.delete(key)
    words = ngettext("%(count)d clause was imported.", "%(count)d clauses were imported.", count)
    messages.success(request, words % {"count": count})
    for loss in losses:
        messages.warning(request, f"{loss.sentence} ({loss.where})")
    return redirect("guidelines:write", text.pk)


def _key(request: Any, text: Edition, token: str) -> str:
    """Under the person and the text: nobody confirms what somebody else looked at."""
    return f"import/text/{request.user.pk}/{text.pk}/{slugify(token[:40])}"


def _page(
    request: HttpRequest, text: Edition, form: DocumentForm, shown: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {**desk(request, text, "write"), "form": form, "is_empty": not text.clauses.exists(), **(shown or {})}
    return render(request, "guidelines/import_text.html", context, status=status)
