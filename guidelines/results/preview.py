"""How a clause that is being written will look, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from guidelines.models import Edition
from institutions.templatetags.texts import to_html


@dataclass(frozen=True)
class Surroundings:
    """What a clause can point to: anchors of its text with number and heading, and names of figures."""

    anchors: dict[str, tuple[str, str]] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """Heading and safe HTML, and the problems found."""

    heading: str
    html: SafeString
    problems: list[Any]


def surroundings_of(text: Edition) -> Surroundings:
    """What clauses of the text can point to, in two queries."""
    language = text.source_language
    clauses = text.clauses.order_by("position", "pk").values_list("anchor", "number", f"heading_{language}")
    figures = text.attachments.filter(kind__startswith="image/").by_name()
    return Surroundings(
        anchors={anchor: (number, heading or "") for anchor, number, heading in clauses},
        figures={figure.name: figure.title for figure in figures},
    )


def look_of(heading: str, body: str, *, around: Surroundings) -> Look:
    """The clause as readers would get it."""
    return Look(heading, to_html(body), problems_of(body, around=around))


def problems_of(body: str, *, around: Surroundings) -> list[Any]:
    """What is wrong in the text, each with its line and a sentence."""
    return []
