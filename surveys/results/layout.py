"""Where each question stands in the bytes of an answer, and in the counts of many."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys.results.columns import Sums

NONE, NOT_APPLICABLE = 0, 254  # codes in the bytes; 1 to m are places on the scale
ALL_RATINGS = "*"  # the index over everything that is rated; no dimension can have this code
LEAST_SHARE = 0.5  # of an index's questions somebody must have answered to count in it, unless it needs all


class Unfit(ValueError):
    """An answer that the questionnaire does not allow."""


@dataclass(frozen=True)
class Question:
    """A question with a scale: how many places it has, and which index it belongs to (empty: to none).

    What belongs to an index is a rating; a rating may belong to none.
    """

    code: str
    places: int
    index: str = ""
    is_reversed: bool = False
    is_rating: bool = False

    @property
    def slots(self) -> int:
        """No answer, each place, not applicable."""
        return self.places + 2

    def slot(self, code: int) -> int:
        """Where a code is counted; raises Unfit for one the scale does not have."""
        if code == NOT_APPLICABLE:
            return self.places + 1
        if not 0 <= code <= self.places:
            raise Unfit(self.code)
        return code

    def places_in_counts(self, step: int) -> dict[int, int]:
        """Where each code is counted, in steps of so many."""
        codes = [*range(self.places + 1), NOT_APPLICABLE]
        return {code: step * slot for slot, code in enumerate(codes)}

    def parts_of(self, unit: int) -> dict[int, int]:
        """What each place is worth from worst to best, in parts of so many; a scale of one place says nothing."""
        if self.places < 2:
            return {}
        step = unit // (self.places - 1)
        values = range(unit, -1, -step) if self.is_reversed else range(0, unit + 1, step)
        return dict(enumerate(values, start=1))

    def points(self, code: int) -> float | None:
        """0 to 100 from worst to best; nothing where nothing was said."""
        if code in (NONE, NOT_APPLICABLE) or self.places < 2:
            return None
        share = (code - 1) / (self.places - 1)
        return 100 * (1 - share if self.is_reversed else share)


@dataclass(frozen=True)
class Layout:
    """The questions of a version in order; ``overall`` is the place of the one on everything, where there is one.

    ``needs_all`` are indexes in which only those count who answered all their questions.
    """

    questions: Sequence[Question]
    overall: int | None = None
    needs_all: frozenset[str] = frozenset()

    @property
    def length(self) -> int:
        return len(self.questions)

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """The places of each index's questions; after the dimensions comes the index over all ratings."""
        found: dict[str, list[int]] = {}
        for place, question in enumerate(self.questions):
            if question.index:
                found.setdefault(question.index, []).append(place)
        ratings = [place for place, question in enumerate(self.questions) if question.index or question.is_rating]
        return {**found, **({ALL_RATINGS: ratings} if ratings else {})}

    @property
    def indexes(self) -> list[str]:
        return list(self.members)

    def fewest(self, index: str) -> int:
        """How many of an index's questions somebody must have answered to count in it."""
        many = len(self.members[index])
        return many if index in self.needs_all else max(1, math.ceil(LEAST_SHARE * many))

    @cached_property
    def count_offsets(self) -> list[int]:
        return _offsets(question.slots for question in self.questions)

    @cached_property
    def joint_offsets(self) -> list[int]:
        other = self.questions[self.overall].slots if self.overall is not None else 0
        return _offsets(question.slots * other for question in self.questions)

    @cached_property
    def question_sums(self) -> list[Sums]:
        """Of each question: the slot of an answer, or of it together with the answer on everything."""
        if self.overall is None:
            return [Sums([question.places_in_counts(1)]) for question in self.questions]
        overall = self.questions[self.overall]
        return [Sums([one.places_in_counts(overall.slots), overall.places_in_counts(1)]) for one in self.questions]

    @cached_property
    def index_sums(self) -> dict[str, tuple[int, Sums]]:
        """Of each index: into how many parts 100 points are cut, and sums of parts and of how many said something.

        Both are one number, the second counts in steps of one, the first in steps larger than it can become.
        """
        found = {}
        for index, places in self.members.items():
            mine = [self.questions[place] for place in places]
            unit, base = math.lcm(*(max(question.places - 1, 1) for question in mine)), len(mine) + 1
            weights = [{code: parts * base + 1 for code, parts in question.parts_of(unit).items()} for question in mine]
            found[index] = unit, Sums(weights)
        return found

    def fits(self, answers: bytes) -> bool:
        """Tell whether it has a byte for each question, and each byte is a code of its scale."""
        if len(answers) != self.length:
            return False
        return all(
            code == NOT_APPLICABLE or code <= question.places
            for code, question in zip(answers, self.questions, strict=True)
        )


@dataclass
class Counts:
    """What a rollup holds, in memory."""

    n: int
    counts: list[int]
    joint: list[int]
    moments: list[int]

    def add(self, other: Counts) -> None:
        """Add the counts of others, of the same layout."""
        self.n += other.n
        for mine, theirs in ((self.counts, other.counts), (self.joint, other.joint), (self.moments, other.moments)):
            for place, number in enumerate(theirs):
                mine[place] += number


def nothing(layout: Layout) -> Counts:
    """Counts of nobody."""
    return Counts(0, [0] * layout.count_offsets[-1], [0] * layout.joint_offsets[-1], [0] * (3 * len(layout.indexes)))


def count(layout: Layout, rows: Iterable[bytes]) -> Counts:
    """Counts of these answers, column by column."""
    whole = b"".join(rows)
    found = nothing(layout)
    found.n = len(whole) // layout.length if layout.length else 0
    columns = [whole[place :: layout.length] for place in range(layout.length)]
    for place in range(layout.length):
        _count_question(layout, columns, place, found)
    for number, index in enumerate(layout.indexes):
        found.moments[3 * number : 3 * number + 3] = _moments(layout, columns, index)
    return found


def _count_question(layout: Layout, columns: list[bytes], place: int, found: Counts) -> None:
    """Count one question, and it together with the one on everything: the first are sums of the second."""
    offset, sums = layout.count_offsets[place], layout.question_sums[place]
    if layout.overall is None:
        for slot, number in sums.tally([columns[place]]).items():
            found.counts[offset + slot] = number
        return
    others = layout.questions[layout.overall].slots
    for pair, number in sums.tally([columns[place], columns[layout.overall]]).items():
        found.joint[layout.joint_offsets[place] + pair] = number
        found.counts[offset + pair // others] += number


def _moments(layout: Layout, columns: list[bytes], index: str) -> list[int]:
    """How many count in the index, the sum of their means in hundredths of a point, and that of the squares."""
    unit, sums = layout.index_sums[index]
    places, found = layout.members[index], [0, 0, 0]
    for both, number in sums.tally([columns[place] for place in places]).items():
        parts, said = divmod(both, len(places) + 1)
        if said and said >= layout.fewest(index):
            mean = _half_even(10_000 * parts, unit * said)
            found[0] += number
            found[1] += number * mean
            found[2] += number * mean * mean
    return found


def _half_even(dividend: int, divisor: int) -> int:
    """The nearest whole number, without the errors of binary fractions."""
    whole, rest = divmod(dividend, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))


def _offsets(sizes: Iterable[int]) -> list[int]:
    """Where each begins, and last where all end."""
    found = [0]
    for size in sizes:
        found.append(found[-1] + size)
    return found
