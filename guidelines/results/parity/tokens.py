"""The exchangeable things in a sentence: what a figure, a date or a reference means, whatever language wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from guidelines.results.parity.findings import Kind

# A meaning: ("n", 25) a number, ("%", 25) per cent, ("pp", 5) percentage points, ("d", year, month, day) with None for
# what is not said, ("t", hour, minute), ("r", "9.1.2") a reference, ("s", "ISO 9001", 2015) a standard, ("c", "QG-01").
Meaning = tuple[object, ...]


class Strength(IntEnum):
    """How surely the other text must say it too."""

    HINT = 0  # may stand for a number on the other side, but nobody misses it: one, both, half, two-year in one word
    WORD = 1  # a number in words: missed when the other text has it nowhere
    FIGURE = 2  # written in figures: each one is counted


@dataclass
class Token:
    """One figure, date or reference with every way it may be read, the likeliest first."""

    kind: Kind
    meanings: list[Meaning]
    strength: Strength
    start: int
    end: int
    text: str = ""
    unit: str = ""  # "day", "BAM" … where one follows or leads


def number(value: Fraction | int) -> Meaning:
    return ("n", Fraction(value))
