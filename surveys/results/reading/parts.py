"""What a reading consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """Words and numbers; the head of each row is its first cell."""

    caption: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Row:
    """A line of a plot: what it is about, its number in words, and what is drawn."""

    label: str
    value: str
    drawn: Any
    code: str = ""
    said: str = ""  # what the drawing adds to the number, in words


@dataclass(frozen=True)
class Plot:
    """A picture; ``kind`` names its template, ``told`` says in words what it shows."""

    kind: str
    title: str
    told: str = ""
    rows: list[Row] = field(default_factory=list)
    drawn: Any = None
    notes: list[str] = field(default_factory=list)  # how to read it
    legend: list[tuple[str, str]] = field(default_factory=list)  # how a part is filled, what it means


@dataclass(frozen=True)
class Part:
    """A heading with what stands beneath it; level 0 continues the part before. ``key`` is unique in the reading."""

    key: str
    title: str
    level: int = 2
    sentences: list[str] = field(default_factory=list)
    plot: Plot | None = None
    table: Table | None = None
    quotes: list[str] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)

    @property
    def template(self) -> str:
        """What draws the plot on a page."""
        return f"surveys/plots/{self.plot.kind}.html" if self.plot else ""
