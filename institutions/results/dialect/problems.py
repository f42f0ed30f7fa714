"""What somebody who writes should look at: nothing here is dangerous, but it does not read as she means it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it.token import Token

from institutions.results.dialect.parsing import alt_of, figure_of, inlines, parse, reference_of

TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
LINK = re.compile(r"\]\([^()\s]{0,200}:")


@dataclass(frozen=True)
class Problem:
    """One sentence in the active language, and the line, counted from 1, it is about."""

    line: int
    sentence: str


def problems_in(text: str, *, anchors: Collection[str], figures: Collection[str]) -> list[Problem]:
    """In the order of the text; ``anchors`` and ``figures`` are the names the text may refer to."""
    tokens = parse(text)
    found = [*_headings(tokens), *_inlines(tokens, anchors, figures), *_tables(tokens)]
    return sorted(found, key=lambda problem: problem.line)


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


def _inlines(tokens: list[Token], anchors: Collection[str], figures: Collection[str]) -> Iterator[Problem]:
    empty_link = 0
    for token, line in inlines(tokens):
        if token.type == "link_open":
            empty_link = line
        elif token.type == "link_close":
            if empty_link:
                yield Problem(line, _("A link without words cannot be followed."))
        elif token.content or token.children:
            empty_link = 0
        if token.type == "image":
            yield from _image(token, line, figures)
        elif token.type == "house_reference":
            reference = reference_of(token)
            if not reference.code and reference.anchor not in anchors:
                words = _("There is no clause with the anchor %(anchor)s in this text.")
                yield Problem(line, words % {"anchor": reference.anchor})
        elif token.type == "text":
            if TAG.search(token.content):
                yield Problem(line, _("HTML is shown as it is typed; use the signs of Markdown instead."))
            if LINK.search(token.content):
                yield Problem(line, _("This link leads nowhere; addresses begin with https:// or mailto:."))


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
