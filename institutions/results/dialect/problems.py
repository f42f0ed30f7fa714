"""What somebody who writes should look at: nothing here is dangerous, but it does not read as she means it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it.token import Token

from institutions.results.dialect.parsing import (
    DEEPEST,
    NOTE,
    Reference,
    alt_of,
    figure_of,
    inlines,
    read,
    reference_of,
)

TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--")
LINK = re.compile(r"\]\([^()\s]{0,200}:")
ADDRESS = re.compile(r"https?://|mailto:|/(?!/)", re.IGNORECASE)
DEEP = re.compile(r"^(?:>|[-*+] |\d{1,9}[.)] )", re.MULTILINE)


@dataclass(frozen=True)
class Problem:
    """One sentence in the active language, and the line, counted from 1, it is about."""

    line: int
    sentence: str


def problems_in(
    text: str, *, anchors: Collection[str], figures: Collection[str], codes: Collection[str] | None = None
) -> list[Problem]:
    """In the order of the text; it may refer to these ``anchors``, ``figures``, and ``codes`` if they are known."""
    found = read(text)
    if found.is_as_typed:
        words = _("The text is too long or has too many signs; it is shown as it is typed. Divide the clause.")
        return [Problem(1, words)]
    tokens, may = found.tokens, _May(anchors, figures, codes)
    problems = [*_headings(tokens), *_inlines(tokens, may), *_tables(tokens), *_depths(tokens)]
    return sorted([*problems, *_notes(text, found.lost_notes)], key=lambda problem: problem.line)


@dataclass(frozen=True)
class _May:
    """What the text may refer to."""

    anchors: Collection[str]
    figures: Collection[str]
    codes: Collection[str] | None


def _headings(tokens: list[Token]) -> Iterator[Problem]:
    before = None
    for token in tokens:
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        if before is not None and level > before + 1:
            line = (token.map[0] if token.map else 0) + 1
            yield Problem(line, _("This heading skips a level; readers who jump from heading to heading get lost."))
        before = level


def _inlines(tokens: list[Token], may: _May) -> Iterator[Problem]:
    empty_link = 0
    for token, line in inlines(tokens):
        if token.type == "link_open":
            empty_link = line
            yield from _link(str(token.attrs.get("href", "")), line, may)
        elif token.type == "link_close":
            if empty_link:
                yield Problem(line, _("A link without words cannot be followed."))
        elif token.content.strip() or token.children:
            empty_link = 0
        if token.type == "image":
            yield from _image(token, line, may.figures)
        elif token.type == "house_reference":
            yield from _reference(reference_of(token), line, may)
        elif token.type == "text":
            yield from _words(token.content, line)


def _link(address: str, line: int, may: _May) -> Iterator[Problem]:
    if address.startswith("#"):
        yield from _anchor(address[1:], line, may)
    elif not ADDRESS.match(address):
        yield Problem(line, _("This link leads nowhere; addresses begin with https:// or mailto:."))


def _reference(reference: Reference, line: int, may: _May) -> Iterator[Problem]:
    if not reference.code:
        yield from _anchor(reference.anchor, line, may)
    elif may.codes is not None and reference.code not in may.codes:
        yield Problem(line, _("There is no guideline %(code)s.") % {"code": reference.code})


def _anchor(anchor: str, line: int, may: _May) -> Iterator[Problem]:
    if anchor not in may.anchors:
        words = _("There is no clause with the anchor %(anchor)s in this text.")
        yield Problem(line, words % {"anchor": anchor})


def _words(content: str, line: int) -> Iterator[Problem]:
    if TAG.search(content):
        yield Problem(line, _("HTML is shown as it is typed; use the signs of Markdown instead."))
    if LINK.search(content):
        yield Problem(line, _("This link leads nowhere; addresses begin with https:// or mailto:."))
    for note in NOTE.finditer(content):
        words = _("There is no footnote %(name)s here; footnotes cannot refer to footnotes.")
        yield Problem(line, words % {"name": note["label"]})


def _notes(text: str, lost: Collection[str]) -> Iterator[Problem]:
    """Footnotes that nothing refers to are not shown."""
    for line, words in enumerate(text.splitlines() if lost else (), start=1):
        note = NOTE.match(words.lstrip(" >"))
        if note and note["label"] in lost and words.lstrip(" >")[note.end() :].startswith(":"):
            sentence = _("Nothing in the text refers to the footnote %(name)s; it is not shown.")
            yield Problem(line, sentence % {"name": note["label"]})


def _depths(tokens: list[Token]) -> Iterator[Problem]:
    for token in tokens:
        if token.type == "inline" and token.level + 2 > DEEPEST - 1 and DEEP.search(token.content):
            line = (token.map[0] if token.map else 0) + 1
            yield Problem(line, _("Lists and quotations lie too deep in each other; this is shown as it is typed."))


def _image(token: Token, line: int, figures: Collection[str]) -> Iterator[Problem]:
    name = figure_of(token)
    if not name:
        yield Problem(line, _("Only figures of this text can be shown; attach the file and write figure:name."))
    elif name not in figures:
        yield Problem(line, _("There is no figure named %(name)s attached to this text.") % {"name": name})
    if not alt_of(token).strip():
        yield Problem(line, _("The figure has no words for those who cannot see it; write them in the brackets."))


def _tables(tokens: list[Token]) -> Iterator[Problem]:
    for index, token in enumerate(tokens):
        if token.type == "thead_open":
            row = [cell for cell in tokens[index:] if cell.type == "inline"][:1]
            if row and not row[0].content:
                line = (token.map[0] if token.map else 0) + 1
                yield Problem(line, _("The first column of this table has no heading."))
