"""Reads parts of office files: no entities, no depth without end, and only what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from guidelines.results.files.refusals import Refused

DEEPEST = 200  # elements within elements


@dataclass
class Element:
    """One element: its local name, its attributes by local name, and the text directly within."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    pieces: list[str] = field(default_factory=list)


def elements(part: bytes, *wanted: str) -> list[Element]:
    """The elements with these local names, in order. Raises Refused for what is no XML or declares a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[Element] = []
    open_elements: list[Element | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        element = None
        if local in wanted:
            element = Element(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})
            found.append(element)
        open_elements.append(element)
        if len(open_elements) > DEEPEST:
            raise damaged()

    def end(_name: str) -> None:
        element = open_elements.pop()
        if element is not None:
            element.text = "".join(element.pieces)

    def text(words: str) -> None:
        if open_elements and open_elements[-1] is not None:
            open_elements[-1].pieces.append(words)

    def refuse(*_details: Any) -> None:
        raise damaged()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: encodings it does not know
        raise damaged() from None
    return found


def damaged() -> Refused:
    """It cannot be read as what it says it is."""
    return Refused(
        _("The file is damaged."), _("Open it in the program it was made with, save it again and send that.")
    )
