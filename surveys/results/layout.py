"""Where each question stands in the bytes of an answer, and in the counts of many."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    """Counts of these answers: column by column, at the speed of ``bytes.count``."""
    rows = list(rows)
    found = nothing(layout)
    found.n = len(rows)
    whole = b"".join(rows)
    columns = [whole[place :: layout.length] for place in range(layout.length)]
    for place, question in enumerate(layout.questions):
        _count_column(found.counts, layout.count_offsets[place], columns[place], question)
    if layout.overall is not None:
        _count_joint(layout, columns, found.joint)
    _add_moments(layout, rows, found.moments)
    return found


def _count_column(counts: list[int], offset: int, column: bytes, question: Question) -> None:
    for code in range(question.places + 1):
        counts[offset + code] += column.count(code)
    counts[offset + question.places + 1] += column.count(NOT_APPLICABLE)


def _count_joint(layout: Layout, columns: list[bytes], joint: list[int]) -> None:
    overall = layout.questions[layout.overall or 0]
    others = columns[layout.overall or 0]
    for place, question in enumerate(layout.questions):
        offset = layout.joint_offsets[place]
        for code, other in zip(columns[place], others, strict=True):
            joint[offset + question.slot(code) * overall.slots + overall.slot(other)] += 1


def _add_moments(layout: Layout, rows: Iterable[bytes], moments: list[int]) -> None:
    members = [(places, layout.fewest(name)) for name, places in layout.members.items()]
    for row in rows:
        for number, (places, fewest) in enumerate(members):
            points = [layout.questions[place].points(row[place]) for place in places]
            said = [point for point in points if point is not None]
            if len(said) >= fewest:
                score = round(100 * sum(said) / len(said))
                moments[3 * number] += 1
                moments[3 * number + 1] += score
                moments[3 * number + 2] += score * score


def _offsets(sizes: Iterable[int]) -> list[int]:
    """Where each begins, and last where all end."""
    found = [0]
    for size in sizes:
        found.append(found[-1] + size)
    return found
