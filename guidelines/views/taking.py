"""What a page of a public text offers to take along, and what it says of itself to machines."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidelines.actions import printing
from guidelines.models import Edition
from guidelines.results import Reading
from guidelines.results.citation import sentence

LABELS = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
ESCAPES = {ord(">"): "\\u003e", ord("<"): "\\u003c", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def paper_of(text: Edition) -> dict[str, Any] | None:
    """The PDF, the citation in its formats, and a QR code for print; nothing for what is not public."""
    if not text.is_public:
        return None
    reference = printing.cited(text, get_language() or settings.LANGUAGE_CODE, on=timezone.localdate())
    return {
        "pdf": _address("pdf", text),
        "citations": [{"label": label, "address": _address("citation", text, form)} for form, label in LABELS.items()],
        "sentence": sentence(reference),
        "qr": _qr(reference.address),
    }


def linked_data(text: Edition, reading: Reading, standing: str) -> SafeString:
    """JSON-LD of a public text, ready to stand in a data block; empty for what is not public."""
    if not text.is_public:
        return mark_safe("")
    reference = printing.cited(text, reading.language, on=timezone.localdate())
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": reference.title,
        "identifier": f"{reference.code}:{reference.version}",
        "version": reference.version,
        "inLanguage": reading.source if reading.is_missing else reading.language,
        "url": reference.address,
        "isAccessibleForFree": True,
        "creativeWorkStatus": standing,
        "datePublished": text.published_on and text.published_on.isoformat(),
        "dateModified": text.text_changed_at and text.text_changed_at.isoformat(),
        "expires": text.in_force_to and text.in_force_to.isoformat(),
        "publisher": {"@type": "Organization", "name": reference.group, "url": settings.SITE_URL},
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": settings.SITE_URL + _address("pdf", text),
        },
    }
    words = json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)
    return mark_safe(words.translate(ESCAPES))  # noqa: S308 - no sign that could end the block is left


def _address(page: str, text: Edition, *form: str) -> str:
    base = text.supplement_to
    if base is None:
        return reverse(f"guidelines:{page}", args=[text.guideline.code, text.number, *form])
    return reverse(f"guidelines:supplement-{page}", args=[text.guideline.code, base.number, text.number, *form])


@lru_cache(maxsize=256)
def _qr(address: str) -> SafeString:
    words = _("QR code with the address of this text")
    return mark_safe(segno.make(address, error="m").svg_inline(border=0, scale=3, title=words))  # noqa: S308 - our own
