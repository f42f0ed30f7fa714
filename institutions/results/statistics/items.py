"""One question: how many answered, mean, deviation, shares of both ends, index from 0 to 100.

Core scale of five points and shares of satisfied people as in the Common Measurements Tool used by Canadian and New
Zealand public services. The share and the index are different things: a mean of 3.0 is an index of 50, while the
share of satisfied people may be 0. Label them differently on every page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from institutions.results.statistics.samples import Sample, sample_from_histogram

FEWEST_FOR_SHARES = 4  # points: below that the two best and the two worst answers overlap


class Empty(Enum):
    """An answer that is none: the question did not apply. None stands for "not answered"."""

    NOT_APPLICABLE = "na"


NOT_APPLICABLE: Final = Empty.NOT_APPLICABLE
Answer = int | None | Literal[Empty.NOT_APPLICABLE]


@dataclass(frozen=True)
class Scale:
    """Whole-number codes from ``lowest`` to ``highest``, the best last. Raises ValueError for fewer than two codes."""

    lowest: int = 1
    highest: int = 5

    def __post_init__(self) -> None:
        if self.lowest >= self.highest:
            raise ValueError("a scale has at least two codes")

    def __len__(self) -> int:
        return self.highest - self.lowest + 1

    @property
    def span(self) -> int:
        """Distance of the ends: 4 on the scale from 1 to 5."""
        return self.highest - self.lowest

    def index(self, mean: float | None) -> float | None:
        """A mean on this scale as 0 to 100: 100·(mean - lowest)/(highest - lowest). None stays None."""
        return None if mean is None else 100 * (mean - self.lowest) / self.span

    def reversed(self, answer: int) -> int:
        """The answer to a question worded the other way round: 6 - x on the scale from 1 to 5."""
        return self.lowest + self.highest - answer

    def indexed(self, sample: Sample, *, items: int = 1) -> Sample:
        """A sample of answers, or of persons' sums over ``items`` answers, as index from 0 to 100 with its deviation.

        Rollups keep the moments of the sum, a whole number, so nothing is rounded on the way to the interval.
        """
        return sample.rescaled(100 / (items * self.span), -100 * self.lowest / self.span)


FIVE_POINTS: Final = Scale(1, 5)
ELEVEN_POINTS: Final = Scale(0, 10)


@dataclass(frozen=True)
class ItemStatistics:
    """Figures of one question. Percents are 0 to 100 and add up to 100; ``index`` is 0 to 100.

    With no valid answer everything but the counts is None; with one answer only the deviation is. Empty answers
    lower ``n``, never the mean.
    """

    n: int
    not_applicable: int
    unanswered: int
    mean: float | None
    sd: float | None
    top_percent: float | None
    neutral_percent: float | None
    bottom_percent: float | None
    index: float | None

    @property
    def empty(self) -> int:
        """Answers that are none, of both kinds."""
        return self.not_applicable + self.unanswered

    @property
    def sample(self) -> Sample:
        """What intervals and comparisons ask for, on the scale of the answers."""
        return Sample(self.n, self.mean, self.sd)


def valid(answers: Iterable[Answer]) -> list[int]:
    """The answers that are numbers."""
    return [answer for answer in answers if isinstance(answer, int)]


def histogram(answers: Iterable[Answer], scale: Scale = FIVE_POINTS) -> tuple[int, ...]:
    """How often each code of the scale was given, from the lowest. Raises ValueError for a number off the scale."""
    counted = Counter(valid(answers))
    if any(not scale.lowest <= code <= scale.highest for code in counted):
        raise ValueError(f"an answer is not on the scale from {scale.lowest} to {scale.highest}")
    return tuple(counted[code] for code in range(scale.lowest, scale.highest + 1))


def item_statistics(answers: Iterable[Answer], scale: Scale = FIVE_POINTS) -> ItemStatistics:
    """Figures from rows: one answer a person, None for "not answered", NOT_APPLICABLE for "does not apply"."""
    rows = list(answers)
    return item_from_histogram(
        histogram(rows, scale),
        scale=scale,
        not_applicable=sum(answer is NOT_APPLICABLE for answer in rows),
        unanswered=sum(answer is None for answer in rows),
    )


def item_from_histogram(
    counts: Sequence[int], *, scale: Scale = FIVE_POINTS, not_applicable: int = 0, unanswered: int = 0
) -> ItemStatistics:
    """The same from a histogram: ``counts[i]`` people gave the code ``scale.lowest + i``.

    The two highest codes are the top, the two lowest the bottom, the rest is neutral; a scale of two or three points
    has no such shares (None). Raises ValueError when the histogram has another length than the scale.
    """
    if len(counts) != len(scale):
        raise ValueError("one count for every code of the scale")
    sample = sample_from_histogram(counts, lowest=scale.lowest)
    top = bottom = neutral = None
    if sample.n and len(scale) >= FEWEST_FOR_SHARES:
        top, bottom = 100 * sum(counts[-2:]) / sample.n, 100 * sum(counts[:2]) / sample.n
        neutral = 100 * sum(counts[2:-2]) / sample.n
    return ItemStatistics(
        n=sample.n,
        not_applicable=not_applicable,
        unanswered=unanswered,
        mean=sample.mean,
        sd=sample.sd,
        top_percent=top,
        neutral_percent=neutral,
        bottom_percent=bottom,
        index=scale.index(sample.mean),
    )
