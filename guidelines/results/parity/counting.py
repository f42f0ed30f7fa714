"""Reads a number that is written in words, as long as it goes on: *twenty-five*, *dvije trećine*, *hundra femtio*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from guidelines.results.parity.numerals import (
    HINT,
    HUNDRED,
    ONES,
    ORDINAL,
    PART,
    RANKS,
    SCALE,
    TENS,
    Word,
    compound,
    words_of,
)
from guidelines.results.parity.tokens import Strength

NEXT_WORD = re.compile(r"(?:[ \u00a0\n]{1,2}|[-\u2011\u00ad])(?:(and|i)[ \u00a0\n])?([^\W\d_]{1,40})")
AND_A_HALF = {
    "en": re.compile(r"\s{1,2}and\s{1,2}a\s{1,2}half\b"),
    "bs": re.compile(r"\s{1,2}i\s{1,2}po(?:la|lovin[au])?\b"),
    "sv": re.compile(r"\s{1,2}och\s{1,2}(?:en|ett)\s{1,2}halv[at]?\b"),
}
ONE_AND_A_HALF = {
    "en": re.compile(r"(?:year|month|week|day|hour)\s{1,2}and\s{1,2}a\s{1,2}half\b"),
    "bs": re.compile(r"(?:godin|mjesec|sedmic|dan|sat)\w{0,2}\s{1,2}i\s{1,2}po\b"),
    "sv": re.compile(r"anderthalv\w{0,1}\b|halvannan\b"),
}
SMALL, BIG = 10, 1000


@dataclass
class Counted:
    """A number in words: its possible values, how far it reaches, and whether it ranks."""

    values: list[Fraction]
    end: int
    strength: Strength
    is_ordinal: bool = False


class Count:
    """Adds word after word while they make one number."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        self.current: Fraction | None = None
        self.last: Word | None = None
        self.first: Word | None = None

    @property
    def value(self) -> Fraction:
        return self.total + (self.current or 0)

    @property
    def is_finished(self) -> bool:
        return self.last is not None and self.last.role in (ORDINAL, PART)

    def takes(self, word: Word) -> bool:
        """Add the word; False where it begins a number of its own."""
        if self.last is None or (
            self.last.role == SCALE and word.role in (ONES, TENS, HUNDRED) and self.current is None
        ):
            grown: Fraction | None = word.value
        else:
            grown = self._grown(word, self.last)
        if grown is None:
            return False
        if word.role == SCALE and self.last is not None:
            self.total, self.current = self.total + grown, None
        else:
            self.current = grown
        self.first, self.last = self.first or word, word
        return True

    def _grown(self, word: Word, last: Word) -> Fraction | None:
        if self.current is None:
            return None
        joins = (last.role == TENS and last.value >= 2 * SMALL) or last.role == HUNDRED
        small = word.value < SMALL and word.role in (ONES, ORDINAL)
        one = last.role == HINT and last.value == 1
        if (small or (word.role == HINT and word.value == 1)) and joins:
            return self.current + word.value
        if word.role in (ONES, TENS, ORDINAL) and (last.role == HUNDRED or last.value >= 10 * SMALL):
            return self.current + word.value if word.value < 10 * SMALL else None
        if word.role == HUNDRED and (last.role == ONES or one):
            return self.current * 100
        if word.role == SCALE and (last.role in (ONES, TENS, HUNDRED) or one):
            return self.current * word.value
        if word.role == PART and ((last.role == ONES and last.value < SMALL) or one):
            return self.current * word.value
        return None


def count(text: str, start: int, end: int, language: str) -> Counted | None:
    """The number in words that begins with the word at ``start`` … ``end``; None where the word does not count."""
    known = words_of(language)
    if more := ONE_AND_A_HALF[language].match(text, start):
        return Counted([Fraction(3, 2)], more.end(), Strength.HINT)
    written = text[start:end].lower()
    word = known.get(written)
    if word is None:
        value = compound(written, language)
        return Counted([Fraction(value)], end, Strength.HINT) if value else None
    tally = Count()
    tally.takes(word)
    while not tally.is_finished and (following := NEXT_WORD.match(text, end)):
        word = known.get(following[2].lower())
        if word is None or (following[1] and tally.last and tally.last.role not in (TENS, HUNDRED)):
            break
        if not tally.takes(word):
            break
        end = following.end()
    return _counted(tally, written, text, end, language)


def _counted(tally: Count, written: str, text: str, end: int, language: str) -> Counted:
    assert tally.first is not None  # noqa: S101 - one word was taken
    assert tally.last is not None  # noqa: S101
    value, alone = tally.value, tally.first is tally.last
    strength = Strength.HINT if alone and tally.last.role in (HINT, HUNDRED, SCALE) else Strength.WORD
    half = AND_A_HALF[language].match(text, end)
    if half and tally.last.role in (ONES, TENS, HINT):
        return Counted([value + Fraction(1, 2)], half.end(), strength)
    values = [value]
    if tally.last.role == ORDINAL and language == "en" and alone and value < BIG:
        values.append(1 / value)  # "a third" is a part
    if tally.last.role == PART and language == "en" and tally.first.role == ONES:
        values.append(tally.first.value)  # "three quarters" may be quarters of a year
    ranks = tally.last.role == ORDINAL or written in RANKS
    return Counted(values, end, strength, ranks)
