"""The words of a text as they stand on its page: made once for each version of the public text and language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from guidelines.models import Edition, Revision
from guidelines.results import Reading, read, read_public
from guidelines.results.naming import held_with
from guidelines.results.preview import surroundings_of
from institutions.results.dialect import DIALECT

KEPT = 24 * 3600  # seconds; what no longer holds is never asked for again
NO_WORDS = SafeString("")
FORM = 2  # raise it when what is kept gets another form


@dataclass(frozen=True)
class Shown:
    """Table of contents, body, and what stands below as HTML, and the reading they were made of, without its words."""

    contents: SafeString
    body: SafeString
    below: SafeString
    reading: Reading


def show(text: Edition, day: date) -> Shown:
    """The approved text with the supplements that held on the day, or, of an edition that has ended, at its end.

    Of a draft, what is written now. A few queries, or none where the same was shown before.
    """
    language = get_language() or text.source_language
    if not text.is_public:
        written = read(text.clauses.all(), language, source=text.source_language, around=surroundings_of(text))
        return _made(text, written)
    held = [] if text.supplement_to else held_with(text, text.seen_supplements, on=day)
    key = _key(text, held, language)
    found = cache.get(key)
    if isinstance(found, Shown):
        return found
    made = _made(text, read_public(text, language, supplements=held))
    cache.set(key, made, KEPT)
    return made


def _key(text: Edition, held: Iterable[Edition], language: str) -> str:
    """Another one for every other content: versions only grow, and numbers of supplements do not change."""
    versions = [f"{one.pk}.{one.text_version}" for one in (text, *held)]
    return f"shown/{FORM}/{DIALECT}/{language}/{'/'.join(versions)}"


def _made(text: Edition, reading: Reading) -> Shown:
    source = f"/{text.source_language}{_path(text)}"
    words: dict[str, Any] = {"reading": reading, "source_url": source, "base": text.supplement_to}
    entries = _contents(reading)
    return Shown(
        contents=render_to_string("includes/_toc.html", {"entries": entries}) if entries else NO_WORDS,
        body=render_to_string("guidelines/_text.html", words),
        below=render_to_string("guidelines/_below.html", _below(text)),
        reading=replace(
            reading,
            appendix=[],
            passages=[replace(one, body="", html=NO_WORDS, additions=[]) for one in reading.passages],
        ),
    )


def _below(text: Edition) -> dict[str, Any]:
    """Files to download, and what was changed in the source text after its day of publication, newest first."""
    changes = list(Revision.objects.since_publication(text)) if text.is_public else []
    return {
        "text": text,
        "attachments": list(text.attachments.downloads()),
        "changes": [{"revision": one, "day": timezone.localdate(one.made_at)} for one in changes],
        "language": get_language(),
    }


def _path(text: Edition) -> str:
    """The address of the text without its language; the guideline's own address shows another text some day."""
    base = text.supplement_to
    if base is not None:
        address = reverse("guidelines:supplement", args=[text.guideline.code, base.number, text.number])
    else:
        address = reverse("guidelines:edition", args=[text.guideline.code, text.number])
    return "/" + address.split("/", 2)[2]


def _contents(reading: Reading) -> list[dict[str, str]]:
    entries = [(passage.anchor, passage.number, passage) for passage in reading.passages]
    entries += [(addition.anchor, "", addition.passage) for addition in reading.appendix]
    return [
        {
            "anchor": anchor,
            "number": number,
            "heading": passage.heading,
            "lang": "" if passage.language == reading.language else passage.language,
        }
        for anchor, number, passage in entries
    ]
