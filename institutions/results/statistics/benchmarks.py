"""An institution beside others, without ranks: median and quartiles, three words, and a funnel.

Ranks of similar institutions are mostly noise. The median, as in the UK civil service survey, does not let large
institutions outweigh small ones. Whether a pool is large enough to be shown at all is a question of anonymity and
answered elsewhere.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from institutions.results.statistics.distributions import Z_95, Z_998
from institutions.results.statistics.intervals import Interval, finite_correction

FEWEST_INSTITUTIONS = 3


class Standing(StrEnum):
    """The only three words about an institution beside others."""

    ABOVE = "ABOVE"
    WITHIN_NOISE = "WITHIN_NOISE"
    BELOW = "BELOW"


@dataclass(frozen=True)
class Benchmark:
    """Median and quartiles of n institutions, in the unit of their figures."""

    n: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True)
class Funnel:
    """Where 95 % and 99.8 % of institutions of this size would lie if they differed by chance alone."""

    centre: float
    inner: Interval
    outer: Interval

    def standing(self, value: float) -> Standing:
        """Above or below only when outside the wider limits; between the two is a reason to look, not a verdict."""
        return _standing(Interval(value, value), self.outer)


def benchmark(values: Iterable[float | None], *, fewest: int = FEWEST_INSTITUTIONS) -> Benchmark | None:
    """Median and quartiles by the inclusive method (Hyndman and Fan 1996, type 7); None for too few institutions."""
    known = [value for value in values if value is not None]
    if len(known) < max(fewest, 2):
        return None
    lower, median, upper = statistics.quantiles(known, n=4, method="inclusive")
    return Benchmark(len(known), lower, median, upper)


def benchmark_of_others(
    values: Mapping[str, float | None], own: str, *, fewest: int = FEWEST_INSTITUTIONS
) -> Benchmark | None:
    """The same without the institution that reads it; ``fewest`` counts the others."""
    return benchmark((value for name, value in values.items() if name != own), fewest=fewest)


def standing(own: Interval | None, others: Benchmark | None) -> Standing | None:
    """Above or below when the whole interval of the own figure is on that side of the others' median.

    Touching the median is within noise; without an interval or a benchmark there is no word.
    """
    if own is None or others is None:
        return None
    return _standing(own, Interval(others.median, others.median))


def funnel(centre: float, sd: float, n: int, *, population: int | None = None) -> Funnel | None:
    """Limits centre ± z·s/√n around the group's figure (Spiegelhalter 2005), corrected for a known population.

    For shares in percent the deviation of one answer is 100·√(p(1 - p)): see ``share_funnel``. None for no answers.
    """
    if sd < 0:
        raise ValueError("a deviation is never below 0")
    if not n:
        return None
    se = sd * finite_correction(n, population) / math.sqrt(n)
    inner, outer = (Interval(centre - z * se, centre + z * se) for z in (Z_95, Z_998))
    return Funnel(centre, inner, outer)


def share_funnel(percent: float, n: int, *, population: int | None = None) -> Funnel | None:
    """The same for a share of 0 to 100 percent; limits stay in that range."""
    if not 0 <= percent <= 100:
        raise ValueError("a percent is between 0 and 100")
    limits = funnel(percent, math.sqrt(percent * (100 - percent)), n, population=population)
    if limits is None:
        return None
    return Funnel(percent, limits.inner.within(0, 100), limits.outer.within(0, 100))


def _standing(own: Interval, others: Interval) -> Standing:
    if own.low > others.high:
        return Standing.ABOVE
    return Standing.BELOW if own.high < others.low else Standing.WITHIN_NOISE
