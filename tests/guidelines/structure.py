"""Reads tagged PDFs back as a screen reader does: by structure, in reading order, without running heads."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ContentStream

Pieces = dict[tuple[int, int], str]


@dataclass
class Element:
    """One element: its kind without the slash, its attributes, and in order the words and elements in it."""

    kind: str
    row: Any
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *kinds: str) -> Iterator[Element]:
        """This element and those below it, in reading order."""
        if not kinds or self.kind in kinds:
            yield self
        for child in self.inside:
            if isinstance(child, Element):
                yield from child.all(*kinds)

    def words(self, *, without: tuple[str, ...] = ()) -> str:
        """What is read aloud, but for elements of some kinds."""
        if self.kind in without:
            return ""
        return "".join(child if isinstance(child, str) else child.words(without=without) for child in self.inside)


def read(made: bytes) -> tuple[pypdf.PdfReader, Element]:
    """The document and the root of its structure."""
    document = pypdf.PdfReader(io.BytesIO(made))
    pieces: Pieces = {}
    for page in document.pages:
        number = page.indirect_reference.idnum
        pieces.update({(number, mark): words for mark, words in _marked(page, document)})
    return document, _element(document.trailer["/Root"]["/StructTreeRoot"], 0, pieces)


def _element(row: Any, page: int, pieces: Pieces) -> Element:
    row = row.get_object()
    page = row.raw_get("/Pg").idnum if "/Pg" in row else page
    found = Element(str(row.get("/S", "")).removeprefix("/"), row)
    children = row.get("/K", [])
    for child in (one.get_object() for one in (children if isinstance(children, list) else [children])):
        if isinstance(child, int):
            found.inside.append(pieces.get((page, child), ""))
        elif "/MCID" in child:
            place = child.raw_get("/Pg").idnum if "/Pg" in child else page
            found.inside.append(pieces.get((place, child["/MCID"]), ""))
        elif "/S" in child:
            found.inside.append(_element(child, page, pieces))
    return found


def _marked(page: Any, document: pypdf.PdfReader) -> Iterator[tuple[int, str]]:
    """The words of each marked piece of a page."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    open_marks: list[Any] = []
    letters: dict[int, str] = {}
    words = ""
    for operands, operator in ContentStream(page.get_contents(), document).operations:
        if operator in (b"BDC", b"BMC"):
            open_marks.append(operands[1] if operator == b"BDC" else {})
            words = "" if len(open_marks) == 1 else words
        elif operator == b"EMC":
            mark = open_marks.pop()
            if not open_marks and "/MCID" in mark:
                yield int(mark["/MCID"]), words
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            for piece in operands[0] if operator == b"TJ" else operands:
                words += _decoded(piece, letters)


def _decoded(piece: Any, letters: dict[int, str]) -> str:
    if not isinstance(piece, (bytes, str)):
        return ""
    codes = piece.original_bytes if hasattr(piece, "original_bytes") else bytes(piece)
    return "".join(letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font stands for; a glyph that stands for nothing raises KeyError where it is used."""
    table = font["/ToUnicode"].get_object().get_data().decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, words in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            found[int(code, 16)] = bytes.fromhex(words).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, words in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(words, 16) + step)
    return found
