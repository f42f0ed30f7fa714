"""Reads a Markdown file or a Word document as clauses to be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from guidelines.results.files import Refused, examine
from guidelines.results.importing.cutting import cut
from guidelines.results.importing.losses import Draft, Loss, Picture
from guidelines.results.importing.word import read_word

LARGEST_TEXT = 1_000_000  # bytes of Markdown
LARGEST_WORD = 10_000_000  # bytes of a Word document; it is kept for an hour, between looking and confirming
TEXTS = (".md", ".markdown", ".txt")
ACCEPT_TEXTS = ",".join([".docx", *TEXTS])
FIGURE = re.compile(r"!\[([^\]\n]{0,1000})\]\(figure:(figure-\d{1,4})\)")
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/pjpeg": ".jpg"}


def read_document(content: bytes, *, name: str, language: str, figures: frozenset[str] = frozenset()) -> Draft:
    """The document cut into clauses; everything that cannot come along is listed. ``figures`` are known already.

    Raises Refused for what cannot be read, or must not be.
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending in TEXTS and not content.startswith(b"PK"):
        return _with_order(cut(_decoded(content), language=language, figures=figures))
    if ending not in {".docx", *TEXTS}:
        raise Refused(
            _("Texts are imported from Word (DOCX) or Markdown (MD)."), _("Save the document as one of these.")
        )
    if len(content) > LARGEST_WORD:
        raise Refused(_("The document is larger than 10 MB."), _("Make its pictures smaller, or divide it."))
    examine(content, name=name)
    markdown, pictures, losses = read_word(content)
    kept, refused = _judged(pictures)
    markdown = FIGURE.sub(lambda call: call[0] if call[2] in kept else f"\\[{call[1] or '…'}]", markdown)
    draft = cut(markdown, language=language, figures=figures | set(kept))
    return _with_order(replace(draft, losses=[*losses, *refused, *draft.losses], pictures=list(kept.values())))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_TEXT:
        raise Refused(_("The text is larger than 1 MB."), _("Divide it into several files."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(_("Line %(line)s is not in UTF-8.") % {"line": line}, _("Save the file as UTF-8.")) from None


def _judged(pictures: list[Picture]) -> tuple[dict[str, Picture], list[Loss]]:
    """Those that may come in, written anew, and why the others may not."""
    kept, losses = {}, []
    for picture in pictures:
        ending = ENDINGS.get(picture.media_type, "")
        try:
            examined = examine(picture.content, name=f"{picture.name}{ending}")
        except Refused as refused:
            where = picture.alt or picture.name
            losses.append(Loss(_("A picture was left out. %(reason)s") % {"reason": refused.words}, where))
        else:
            kept[picture.name] = replace(picture, content=examined.content, media_type=examined.kind.media_type)
    return kept, losses


def _with_order(draft: Draft) -> Draft:
    """Each loss once."""
    return replace(draft, losses=list(dict.fromkeys(draft.losses)))
