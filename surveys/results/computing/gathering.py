"""Counts the answers of a survey once: by combination of background answers, and together by dimension."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from surveys.models import Response
from surveys.results.computing.frame import INDEX, Frame, without_joint
from surveys.results.layout import ALL_RATINGS, Counts, Layout, count, nothing

CHUNK = 50_000  # answers in memory at once

Combination = tuple[int, ...]  # categories of the three breakdowns, 0 for none
Row = tuple[int, int, int, bytes | memoryview]


@dataclass
class Gathered:
    """What a release is computed from. ``patterns`` count equal answers of people to all questions of a dimension
    and, last, to the one on everything; of everybody only."""

    layout: Layout
    counts: dict[Combination, Counts] = field(default_factory=dict)
    patterns: dict[str, Counter[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def snapshot(self) -> dict[Combination, int]:
        return {combination: found.n for combination, found in self.counts.items()}

    def together(self, combinations: Iterable[Combination]) -> Counts:
        """Counts of these combinations as one group."""
        found = nothing(self.layout)
        for combination in combinations:
            found.add(self.counts[combination])
        return found

    def answered(self, measure: str) -> dict[Combination, int]:
        """How many of each combination have a result in this question or index."""
        return {combination: self.number(found, measure) for combination, found in self.counts.items()}

    def number(self, found: Counts, measure: str) -> int:
        if measure.startswith(INDEX):
            return found.moments[3 * self.layout.indexes.index(measure.removeprefix(INDEX))]
        return sum(self.histogram(found, measure))

    def histogram(self, found: Counts, code: str) -> list[int]:
        """How often each place of a question's scale was chosen."""
        place = self._places[code]
        offset = self.layout.count_offsets[place]
        return found.counts[offset + 1 : offset + 1 + self.layout.questions[place].places]

    def not_applicable(self, found: Counts, code: str) -> int:
        place = self._places[code]
        return found.counts[self.layout.count_offsets[place + 1] - 1]

    @property
    def _places(self) -> Mapping[str, int]:
        return {question.code: place for place, question in enumerate(self.layout.questions)}


def gather(frame: Frame) -> Gathered:
    """Read all answers once; memory does not grow with them."""
    rows = Response.objects.filter(campaign=frame.campaign).values_list("d1", "d2", "d3", "answers")
    return gather_rows(frame.layout, rows.iterator(chunk_size=CHUNK))


def gather_rows(layout: Layout, rows: Iterable[Row]) -> Gathered:
    """The same from rows."""
    found = Gathered(without_joint(layout))
    for chunk in _chunks(rows):
        by_combination: dict[Combination, list[bytes]] = defaultdict(list)
        for d1, d2, d3, answers in chunk:
            by_combination[d1, d2, d3].append(bytes(answers))
        for combination, mine in by_combination.items():
            counted = count(found.layout, mine)
            if combination in found.counts:
                found.counts[combination].add(counted)
            else:
                found.counts[combination] = counted
        _count_patterns(layout, found.patterns, b"".join(row for mine in by_combination.values() for row in mine))
    return found


def _count_patterns(layout: Layout, patterns: dict[str, Counter[tuple[int, ...]]], whole: bytes) -> None:
    last = [layout.overall] if layout.overall is not None else []
    for name, places in layout.members.items():
        if name != ALL_RATINGS:
            columns = [whole[place :: layout.length] for place in (*places, *last)]
            patterns[name].update(zip(*columns, strict=True))


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
