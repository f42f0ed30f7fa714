"""Importance against performance, and importance derived from how a question moves with overall satisfaction.

Quadrants by Martilla and James (1977). A point whose interval crosses a cross-hair is uncertain: another sample could
have put it into the neighbouring quadrant.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from institutions.results.statistics.distributions import Z_95
from institutions.results.statistics.intervals import Interval, finite_correction

FEWEST_POINTS = 3  # dimensions, below which a chart says nothing
FEWEST_ANSWERS = 30  # complete answers, below which a correlation is a hint at most
_TIE = 1e-9  # a value this near to a cross-hair lies on it
_NOISE = 1e-12  # what binary arithmetic may keep a perfect correlation from 1

Pairs = Mapping[tuple[float, float], int]


class Quadrant(StrEnum):
    """Where a point lies. OVERKILL is a poor word for duties by law: public pages call it "maintain"."""

    CONCENTRATE = "CONCENTRATE"
    KEEP_UP = "KEEP_UP"
    LOW_PRIORITY = "LOW_PRIORITY"
    OVERKILL = "OVERKILL"
    UNCERTAIN = "UNCERTAIN"


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, where it has one."""

    value: float
    interval: Interval | None = None


@dataclass(frozen=True)
class Point:
    """One dimension on the chart.

    ``quadrant`` follows the two values; ``verdict`` is UNCERTAIN where an interval crosses its cross-hair. ``gap`` is
    satisfaction minus importance (negative: falls short), meaningful only when both are on the same scale.
    """

    satisfaction: float
    importance: float
    gap: float
    quadrant: Quadrant
    is_uncertain: bool

    @property
    def verdict(self) -> Quadrant:
        return Quadrant.UNCERTAIN if self.is_uncertain else self.quadrant


@dataclass(frozen=True)
class ImportancePerformance:
    """The chart: both cross-hairs, and the points by name of their dimension."""

    cross_satisfaction: float
    cross_importance: float
    points: Mapping[str, Point]


@dataclass(frozen=True)
class Correlation:
    """How two questions move together, -1.0 to 1.0; ``interval`` is that of Pearson's, None for n < 4.

    ``is_thin`` below 30 complete answers: show with a warning, or not at all.
    """

    n: int
    pearson: float
    spearman: float
    interval: Interval | None

    @property
    def is_thin(self) -> bool:
        return self.n < FEWEST_ANSWERS


def importance_performance(
    satisfaction: Mapping[str, float | Estimate | None],
    importance: Mapping[str, float | Estimate | None],
    *,
    cross: tuple[float, float] | None = None,
) -> ImportancePerformance | None:
    """Chart of the dimensions that have both figures; None for fewer than three of them.

    ``cross`` is (satisfaction, importance), for example the middles of the scales; without it the means of the points.
    High means on the cross-hair or above it. With means there is always something in a bad quadrant, so show the
    scores too.
    """
    both = {
        name: (_estimate(score), _estimate(weight))
        for name, score in satisfaction.items()
        if score is not None and (weight := importance.get(name)) is not None
    }
    if len(both) < FEWEST_POINTS:
        return None
    cross_s, cross_i = cross or (
        statistics.fmean(score.value for score, _ in both.values()),
        statistics.fmean(weight.value for _, weight in both.values()),
    )
    points = {name: _point(score, weight, cross_s, cross_i) for name, (score, weight) in both.items()}
    return ImportancePerformance(cross_s, cross_i, points)


def correlation(
    first: Iterable[float | None], second: Iterable[float | None], *, population: int | None = None
) -> Correlation | None:
    """Correlation of two columns, one row a person; a row with a gap is left out.

    None for fewer than two complete rows, or when one column has no spread. Raises ValueError for columns of
    different lengths.
    """
    pairs = Counter((a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None)
    return _correlation(pairs, population)


def correlation_from_joint(joint: Sequence[Sequence[int]], *, population: int | None = None) -> Correlation | None:
    """The same from a table of counts: ``joint[i][j]`` people gave code i to the question and j to the overall one.

    Where the codes begin does not matter, as a shift changes no correlation. Equal to the result from rows.
    """
    if any(count < 0 for row in joint for count in row):
        raise ValueError("a count is never below 0")
    pairs: dict[tuple[float, float], int] = {
        (i, j): count for i, row in enumerate(joint) for j, count in enumerate(row) if count
    }
    return _correlation(pairs, population)


def correlation_from_pairs(pairs: Pairs, *, population: int | None = None) -> Correlation | None:
    """The same from pairs of values and how many people have each. Equal to the result from rows."""
    if any(count < 0 for count in pairs.values()):
        raise ValueError("a count is never below 0")
    return _correlation({pair: count for pair, count in pairs.items() if count}, population)


def _estimate(figure: float | Estimate) -> Estimate:
    return figure if isinstance(figure, Estimate) else Estimate(float(figure))


def _point(satisfaction: Estimate, importance: Estimate, cross_s: float, cross_i: float) -> Point:
    good, weighty = _is_high(satisfaction.value, cross_s), _is_high(importance.value, cross_i)
    if weighty:
        quadrant = Quadrant.KEEP_UP if good else Quadrant.CONCENTRATE
    else:
        quadrant = Quadrant.OVERKILL if good else Quadrant.LOW_PRIORITY
    return Point(
        satisfaction=satisfaction.value,
        importance=importance.value,
        gap=satisfaction.value - importance.value,
        quadrant=quadrant,
        is_uncertain=_crosses(satisfaction, cross_s) or _crosses(importance, cross_i),
    )


def _is_high(value: float, cross: float) -> bool:
    return value >= cross - _TIE


def _crosses(estimate: Estimate, cross: float) -> bool:
    interval = estimate.interval
    return interval is not None and _is_high(interval.low, cross) != _is_high(interval.high, cross)


def _correlation(pairs: Pairs, population: int | None) -> Correlation | None:
    n = sum(pairs.values())
    pearson = _pearson(pairs, n)
    first, second = _mean_ranks(pairs, 0), _mean_ranks(pairs, 1)
    ranked: Counter[tuple[float, float]] = Counter()
    for (a, b), count in pairs.items():
        ranked[first[a], second[b]] += count
    spearman = _pearson(ranked, n)
    if pearson is None or spearman is None:
        return None
    return Correlation(n, pearson, spearman, _fisher(pearson, n, population))


def _pearson(pairs: Pairs, n: int) -> float | None:
    if len({a for a, _ in pairs}) < 2 or len({b for _, b in pairs}) < 2:
        return None
    mean_a = math.fsum(a * count for (a, _), count in pairs.items()) / n
    mean_b = math.fsum(b * count for (_, b), count in pairs.items()) / n
    together = math.fsum(count * (a - mean_a) * (b - mean_b) for (a, b), count in pairs.items())
    spread_a = math.fsum(count * (a - mean_a) ** 2 for (a, _), count in pairs.items())
    spread_b = math.fsum(count * (b - mean_b) ** 2 for (_, b), count in pairs.items())
    spread = math.sqrt(spread_a) * math.sqrt(spread_b)
    if not spread:
        return None
    found = together / spread
    return math.copysign(1.0, found) if abs(found) > 1 - _NOISE else found


def _mean_ranks(pairs: Pairs, column: int) -> dict[float, float]:
    """Rank of each value, from 1; equal values share the mean of the ranks they take."""
    counts: Counter[float] = Counter()
    for pair, count in pairs.items():
        counts[pair[column]] += count
    ranks: dict[float, float] = {}
    below = 0
    for value in sorted(counts):
        ranks[value] = below + (counts[value] + 1) / 2
        below += counts[value]
    return ranks


def _fisher(pearson: float, n: int, population: int | None) -> Interval | None:
    """Interval by Fisher's z transformation (1921), with the finite population correction."""
    if n < 4:
        return None
    if abs(pearson) == 1:
        return Interval(pearson, pearson)
    centre, half = math.atanh(pearson), Z_95 * finite_correction(n, population) / math.sqrt(n - 3)
    return Interval(math.tanh(centre - half), math.tanh(centre + half))
