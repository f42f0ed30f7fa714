"""A public text to take along: as PDF, and as a reference for one's own writing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guidelines.actions import printing
from guidelines.models import Edition
from guidelines.results.citation import FORMATS
from guidelines.results.naming import held_with
from guidelines.views.reading import edition_or_404, guideline_or_404, supplement_or_404

SOON = 5  # seconds after which the page of a PDF that is being made asks again


@login_not_required
@require_safe
def pdf(request: HttpRequest, code: str, number: int, supplement: int | None = None) -> HttpResponseBase:
    """The text as PDF in the language of the address; 202 and another try in a moment while it is being made."""
    text = _public_text(request, code, number, supplement)
    today = timezone.localdate()
    held = [] if text.supplement_to else held_with(text, text.seen_supplements, on=today)
    book = printing.book_of(text, held=held, on=today)
    etag = f'"{book.key}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    found = printing.kept(book)
    if found is None:
        printing.order(text)
        answer = render(request, "guidelines/pdf_soon.html", {"text": text}, status=HTTPStatus.ACCEPTED)
        answer["Retry-After"] = answer["Refresh"] = str(SOON)
        answer["Cache-Control"] = "no-store"
        return answer
    name = printing.file_name(text, get_language() or settings.LANGUAGE_CODE)
    return FileResponse(found, filename=name, content_type="application/pdf", headers={"ETag": etag})


@login_not_required
@require_safe
def citation(request: HttpRequest, code: str, number: int, form: str, supplement: int | None = None) -> HttpResponse:
    """The text as an entry of a list of references."""
    if form not in FORMATS:
        raise Http404
    text = _public_text(request, code, number, supplement)
    write, media_type = FORMATS[form]
    words = write(printing.cited(text, get_language() or settings.LANGUAGE_CODE, on=timezone.localdate()))
    name = printing.file_name(text, get_language() or settings.LANGUAGE_CODE).replace(".pdf", f".{form}")
    return HttpResponse(
        words, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _public_text(request: Any, code: str, number: int, supplement: int | None) -> Edition:
    base = edition_or_404(guideline_or_404(request, code), number)
    text = base if supplement is None else supplement_or_404(base, supplement)
    if not text.is_public:
        raise Http404
    return text
