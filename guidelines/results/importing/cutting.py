"""Cuts Markdown into clauses at its headings; bodies stay as they were written, sign by sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.results.files import Refused
from guidelines.results.importing.losses import Draft, Loss, Piece, shortened
from institutions.results.dialect import parse, plain_text, problems_in

MOST_PIECES = 300
MOST_NOTES = 2_000
MOST_IN_NOTES = 1_000_000  # characters of notes, which every clause that calls them gets for itself
MOST_LINES, MOST_BRACKETS = 30_000, 20_000  # what honest documents of that size stay far below
LONGEST_HEADING = 200  # characters, of the column
ANCHOR = re.compile(r"\s*\{#([a-z0-9][a-z0-9_-]{0,59})\}\s*$")
NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}(?=[.)]))[.)]?\s+")
CALL = re.compile(r"\[([^\[\]]{1,200})\]")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,80})\]:")
DEFINITION = re.compile(r"^ {0,3}\[((?!\^)[^\]]{1,200})\]:\s*\S")
PROPERTIES = re.compile(r"\A---[ \t]*\n(?:.{0,500}\n){0,200}?(?:---|\.\.\.)[ \t]*\n")


@dataclass
class Heading:
    """A heading of the document and the lines it takes, counted from 0, the last one excluded."""

    depth: int
    words: str
    start: int
    end: int


def cut(text: str, *, language: str, figures: frozenset[str] = frozenset()) -> Draft:
    """Clauses from the highest headings, sub-clauses from those below; deeper ones stay in the body.

    A single highest heading before all others is the title of the document. ``figures`` are names the text may call.
    Raises Refused where there are too many clauses.
    """
    losses: list[Loss] = []
    text = _without_properties(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), losses)
    if text.count("\n") > MOST_LINES or text.count("[") > MOST_BRACKETS:
        raise _too_much()
    lines, notes = _without_definitions(text.split("\n"))
    headings = _without_title(_headings(lines), losses)
    pieces = list(_pieces(lines, headings, notes, language, losses))
    if len(pieces) > MOST_PIECES:
        raise Refused(_("The document has more than 300 headings that would become clauses."), _("Divide it."))
    if not pieces:
        raise Refused(_("The document has no text."))
    pieces = _without_numbers(pieces, losses)
    losses += _unused(notes)
    losses += _problems(pieces, figures)
    return Draft(pieces, losses)


def _too_much() -> Refused:
    return Refused(_("The document has more lines, links or footnotes than can be imported at once."), _("Divide it."))


def _without_properties(text: str, losses: list[Loss]) -> str:
    found = PROPERTIES.match(text)
    if found is None:
        return text
    losses.append(Loss(_("The properties at the head of the file were left out."), shortened(found[0].strip("-\n "))))
    return text[found.end() :]


class Notes:
    """Footnotes and addresses of links by label (``^1``, ``guide``), which each clause needs for itself."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}
        self.used: set[str] = set()
        self.room = MOST_IN_NOTES

    def add(self, label: str, line: str) -> None:
        """Begin one, or go on with it."""
        self.lines.setdefault(label, []).append(line)
        if len(self.lines) > MOST_NOTES:
            raise _too_much()

    def called_by(self, text: str) -> str:
        """Those the text calls, and those that these call."""
        called: dict[str, str] = {}
        waiting = [text]
        while waiting:
            for label in CALL.findall(waiting.pop().casefold()):
                if label in self.lines and label not in called:
                    called[label] = "\n".join(self.lines[label]).rstrip()
                    waiting.append(called[label])
                    self.room -= len(called[label]) + 1
                    if self.room < 0:
                        raise _too_much()
        self.used |= called.keys()
        return "\n\n".join(called[label] for label in self.lines if label in called)


def _without_definitions(lines: list[str]) -> tuple[list[str], Notes]:
    """The lines with footnotes and addresses of links taken out; they may stand anywhere in a document."""
    kept, notes = [], Notes()
    fence, label = "", ""
    for line in lines:
        mark = FENCE.match(line)
        footnote, definition = (None, None) if fence else (FOOTNOTE.match(line), DEFINITION.match(line))
        if footnote or definition:
            label = f"^{footnote[1]}" if footnote else definition[1] if definition else ""
            label = label.casefold()
            notes.add(label, line)
            kept.append("")
        elif label.startswith("^") and (not line.strip() or line.startswith(("    ", "\t"))):
            notes.add(label, line)
            kept.append("")
        else:
            label = ""
            kept.append(line)
            if mark:
                fence = "" if fence and line.strip().startswith(fence) else fence or mark[1]
    return kept, notes


def _headings(lines: list[str]) -> list[Heading]:
    tokens = parse("\n".join(lines))
    found = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            words = tokens[index + 1].content
            if words.strip():
                found.append(Heading(int(token.tag[1]), words, token.map[0], token.map[1]))
    return found


def _without_title(headings: list[Heading], losses: list[Loss]) -> list[Heading]:
    """The first heading is the title where it alone is so high; its line is left out with what precedes it."""
    if len(headings) < 2 or sum(one.depth <= headings[0].depth for one in headings) > 1:
        return headings
    losses.append(
        Loss(_("The title of the document was left out; the guideline has its own."), _plain(headings[0].words))
    )
    headings[0].depth = 0
    return headings


def _pieces(
    lines: list[str], headings: list[Heading], notes: Notes, language: str, losses: list[Loss]
) -> Iterator[Piece]:
    """What stands before the first heading, or between the title and the next, is a clause of its own."""
    cuts = [one for one in headings if one.depth]
    top = min((one.depth for one in cuts), default=1)
    cuts = [one for one in cuts if one.depth <= top + 1]
    title = [one for one in headings if not one.depth]
    before = lines[: cuts[0].start] if cuts else lines[:]
    for one in title:
        before[one.start : one.end] = [""] * (one.end - one.start)
    if "".join(before).strip():
        with translation.override(language):
            heading = _("Introduction")
        losses.append(Loss(_("The text before the first heading stands in a clause of its own."), heading))
        yield Piece(1, heading, _body(before, notes))
    ends = [*(one.start for one in cuts[1:]), len(lines)] if cuts else []
    for one, end in zip(cuts, ends, strict=True):
        anchor = ANCHOR.search(one.words)
        words = _plain(ANCHOR.sub("", one.words)) or "–"
        body = _body(lines[one.end : end], notes)
        if len(words) > LONGEST_HEADING:
            losses.append(Loss(_("A heading was too long; its whole is the beginning of the text."), words))
            body = f"{words}\n\n{body}".rstrip()
            words = shortened(words)
        yield Piece(1 if one.depth == top else 2, words, body, anchor=anchor[1] if anchor else "")


def _plain(markdown: str) -> str:
    """A heading is plain words."""
    return " ".join(plain_text(f"# {markdown}").split())


def _body(lines: list[str], notes: Notes) -> str:
    """The lines with the footnotes and addresses they call."""
    body = "\n".join(lines).strip("\n").rstrip()
    return "\n\n".join(filter(None, [body, notes.called_by(body)]))


def _without_numbers(pieces: list[Piece], losses: list[Loss]) -> list[Piece]:
    """Where most headings begin with a number, all numbers go, because the portal numbers clauses itself."""
    found = [NUMBER.match(piece.heading) for piece in pieces]
    if sum(one is not None for one in found) * 2 <= len(pieces):
        return pieces
    losses.append(Loss(_("The numbers in front of headings were left out; the portal numbers clauses itself.")))
    return [
        Piece(piece.level, piece.heading[one.end() :] or piece.heading, piece.body, one[1], piece.anchor)
        if one
        else piece
        for piece, one in zip(pieces, found, strict=True)
    ]


def _unused(notes: Notes) -> Iterator[Loss]:
    for label, lines in notes.lines.items():
        if label not in notes.used:
            yield Loss(_("A footnote or address that nothing calls was left out."), shortened(" ".join(lines)))


def _problems(pieces: list[Piece], figures: frozenset[str]) -> Iterator[Loss]:
    """What the editor would say of each clause."""
    anchors = {piece.anchor for piece in pieces if piece.anchor}
    for piece in pieces:
        for problem in problems_in(piece.body, anchors=anchors, figures=figures):
            where = _("%(heading)s, line %(line)s") % {"heading": shortened(piece.heading), "line": problem.line}
            yield Loss(problem.sentence, where)
