"""An edition or a supplement as accessible PDF, made once for each content and kept where attachments are."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import Any

import segno
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from guidelines.models import Attachment, Edition
from guidelines.results import Addition, Passage, Reading, read_public
from guidelines.results.citation import Cited, sentence
from guidelines.results.naming import standing, text_name, version_name
from guidelines.results.preview import Surroundings, surroundings_of
from institutions.actions.printing import mark, settable, template_of, typeset
from institutions.results.dialect import Reference, Target, blocks_of, has_words
from institutions.templatetags.people_dates import date_with_precision, long_date
from institutions.templatetags.texts import in_language, language_of

Tree = dict[str, Any]
APPENDIX = 2  # level of what supplements add to no clause in particular
IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True)
class Book:
    """A text ready to be set: ``content`` is all its words as JSON, ``on`` its date; ``key`` names that content."""

    content: str
    on: date
    figures: Mapping[str, Attachment]

    @property
    def key(self) -> str:
        """Where its PDF is kept: another name for another content, template or typesetter."""
        parts = (version("typst"), template_of("guidelines", "text.typ"), self.content, *sorted(self.figures))
        return f"texts/{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}.pdf"


def book_of(text: Edition, *, held: Iterable[Edition], on: date) -> Book:
    """A public text in the active language as it stands on a day, with the supplements that ``held``."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    added = list(held)
    reading = read_public(text, language, supplements=added)
    figures: dict[str, Attachment] = {}
    sheet = _Sheet(reading, surroundings_of(text), figures)
    others = {one.pk: _Sheet(reading, surroundings_of(one), figures, prefix=f"s{one.number}-") for one in added}
    chapters = [_chapter(passage, passage.level, sheet, others) for passage in reading.passages]
    appendix = [_addition(addition, APPENDIX, others) for addition in reading.appendix]
    reference = cited(text, reading.language, on=_changed_on(text, on))
    words = settable(
        {
            **_title_page(text, reading, reference, on),
            "contents": _("Contents"),
            "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "chapters": chapters,
            "appendix": appendix,
            "site": {"url": settings.SITE_URL, "address": {"url": reference.address}},
        }
    )
    anchors = [each["anchor"] for chapter in (*chapters, *appendix) for each in (chapter, *chapter["additions"])]
    tree = {**words, "anchors": anchors, "mark": mark(), "qr": _qr(reference.address)}
    content = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return Book(content=content, on=_changed_on(text, on), figures=figures)


def pdf_of(book: Book) -> bytes:
    """Set it; takes about a second for twenty pages, so it is the business of a worker."""
    files = {}
    for name, figure in book.figures.items():
        with figure.file.open("rb") as stored:
            files[name] = stored.read()
    return typeset(template_of("guidelines", "text.typ"), book.content, on=book.on, files=files)


def kept(book: Book) -> Any:
    """The PDF where it was made before, as an open file; else nothing."""
    with contextlib.suppress(OSError):
        return default_storage.open(book.key, "rb")
    return None


def keep(book: Book) -> bool:
    """Make and keep the PDF unless it is there; tell whether it is new."""
    if default_storage.exists(book.key):
        return False
    made = pdf_of(book)
    if not default_storage.exists(book.key):  # somebody may have been faster
        default_storage.save(book.key, ContentFile(made))
    return True


def file_name(text: Edition, language: str) -> str:
    """What the file is called in a reader's folder, in plain letters."""
    number = f"{text.supplement_to.number}-S{text.number}" if text.supplement_to else str(text.number)
    return f"{text.guideline.code}-{number}-{language}.pdf"


def order(text: Edition) -> None:
    """Ask a worker for the PDFs of a text after the commit; without a broker, the call of every hour makes them."""

    def ask() -> None:
        with contextlib.suppress(OperationalError, OSError):
            current_app.send_task("guidelines.tasks.print_text", [text.pk], retry=False, expires=3600)

    transaction.on_commit(ask, robust=True)


@dataclass(frozen=True)
class _Sheet:
    """What the clauses of one text point to on paper; a figure they show is put to the ``figures`` of the book."""

    reading: Reading
    around: Surroundings
    figures: dict[str, Attachment]
    prefix: str = ""

    def resolve(self, reference: Reference) -> Target | None:
        if reference.figure:
            return self._figure(self.around.figures.get(reference.figure))
        target = self.around.resolve(reference)
        if target is None:
            return None
        return replace(
            target, url=settings.SITE_URL + target.url if reference.code else f"#{self.prefix}{reference.anchor}"
        )

    def _figure(self, figure: Attachment | None) -> Target | None:
        if figure is None or figure.kind not in IMAGES:
            return None
        name = f"{figure.digest}.{IMAGES[figure.kind]}"  # another picture is another document
        self.figures[name] = figure
        return Target(name)


def _title_page(text: Edition, reading: Reading, reference: Cited, on: date) -> Tree:
    base, guideline = text.supplement_to, text.guideline
    thing, field = (text, "title") if base else (guideline, "title")
    state = standing(text, on)
    published = date_with_precision(text.published_on, text.published_precision)
    facts = [version_name(text), _("State: %(standing)s") % {"standing": state}]
    facts.append(_("Published: %(date)s") % {"date": published})
    if text.in_force_from:
        facts.append(_("In force from: %(date)s") % {"date": long_date(text.in_force_from)})
    facts.append(_("Source language: %(language)s") % {"language": text.get_source_language_display()})
    return {
        "lang": reading.language,
        "group": reference.group,
        "title": reference.title if has_words(reference.title) else reference.code,
        "title_lang": _other(language_of(thing, field), reading),
        "kicker": text_name(text) if base else f"{guideline.code} · {guideline.get_kind_display()}",
        "edition": version_name(text),
        "running": f"{text_name(text)} · {published} · {state}",
        "summary": "" if base else str(guideline.summary),
        "summary_lang": "" if base else _other(language_of(guideline, "summary"), reading),
        "facts": facts,
        "notices": _notices(text, reading, on),
        "address": reference.address,
        "qr_alt": _("QR code with the address of this text"),
        "citation": sentence(reference),
    }


def cited(text: Edition, language: str, *, on: date) -> Cited:
    """The text as others name it in the active language, seen on a day."""
    return Cited(
        code=text.guideline.code,
        title=str(text.title if text.is_supplement else text.guideline.title),
        version=version_name(text),
        year=text.year,
        language=language,
        address=settings.SITE_URL + text.get_absolute_url(),
        group=_("Inter-institutional Working Group for Quality Management"),
        seen_on=on,
    )


def _changed_on(text: Edition, otherwise: date) -> date:
    """The day of the words that are printed: a document made tomorrow of the same words is the same."""
    return timezone.localdate(text.text_changed_at) if text.text_changed_at else otherwise


def _notices(text: Edition, reading: Reading, on: date) -> list[str]:
    found = []
    if not text.is_in_force_on(on) and (text.in_force_from or on) <= on:
        found.append(_("This text is no longer in force. The address below leads to what holds now."))
        successor = Edition.texts.public().filter(replaces=text.pk, in_force_from__lte=on).first()
        if successor is not None:
            words = _("Read edition %(number)s (%(year)s), which has taken its place")
            found.append(words % {"number": successor.number, "year": successor.year})
    if text.withdrawal_reason:
        found.append(str(text.withdrawal_reason))
    source = in_language(reading.source)
    if reading.is_missing:
        found.append(_("This text does not exist %(language)s yet.") % {"language": in_language(reading.language)})
    elif reading.missing:
        found.append(_("Clauses that are not translated yet stand here %(language)s.") % {"language": source})
    if reading.stale:
        found.append(_("The source text of some clauses has changed since they were translated."))
    return found


def _chapter(passage: Passage, level: int, sheet: _Sheet, others: Mapping[int, _Sheet]) -> Tree:
    notices = (
        [_("The source text of this clause has changed since it was translated.")] if passage.state == "stale" else []
    )
    with translation.override(passage.language):
        blocks = blocks_of(passage.body, resolve=sheet.resolve, heading_from=level + 1)
    return {
        "number": passage.number,
        "level": passage.level,
        "anchor": passage.anchor,
        "heading": passage.heading if has_words(passage.heading) else passage.anchor,
        "lang": _other(passage.language, sheet.reading),
        "notices": notices,
        "blocks": blocks,
        "additions": [_addition(addition, level + 1, others) for addition in passage.additions],
    }


def _addition(addition: Addition, level: int, others: Mapping[int, _Sheet]) -> Tree:
    words = _("Added by supplement %(number)s (%(year)s)")
    return {
        **_chapter(addition.passage, level, others[addition.supplement.pk], others),
        "number": "",
        "anchor": addition.anchor,
        "source": words % {"number": addition.supplement.number, "year": addition.supplement.year},
    }


def _other(language: str, reading: Reading) -> str:
    return "" if language == reading.language else language


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=0, dark="#0b4f5a"))
