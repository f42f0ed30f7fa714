"""Would people recommend us? Net promoter score (Reichheld 2003) and its twin for employees, from answers 0 to 10."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from institutions.results.statistics.distributions import Z_95
from institutions.results.statistics.intervals import Interval, finite_correction
from institutions.results.statistics.items import ELEVEN_POINTS, Answer, histogram

FEWEST_ANSWERS = 30  # below that print "too few answers" instead of an interval
FIRST_PASSIVE, FIRST_PROMOTER = 7, 9  # codes


@dataclass(frozen=True)
class Recommendation:
    """Score from -100 to 100: a number, printed without a percent sign, always with its interval.

    ``variance`` is that of one answer (1 for a promoter, 0, -1 for a detractor); ``se`` and ``margin`` are in points of
    the score, the margin with the finite population correction. Answers all alike have a width of 0, which is why
    ``is_thin`` matters.
    """

    n: int
    promoters: int
    passives: int
    detractors: int
    score: float
    variance: float
    se: float
    margin: float
    interval: Interval

    @property
    def is_thin(self) -> bool:
        return self.n < FEWEST_ANSWERS


def recommendation(
    promoters: int, passives: int, detractors: int, *, population: int | None = None, z: float = Z_95
) -> Recommendation | None:
    """Score 100·(p - d) from three counts, with variance p + d - (p - d)²; None for no answers."""
    n = promoters + passives + detractors
    if min(promoters, passives, detractors) < 0:
        raise ValueError("a count is never below 0")
    if not n:
        return None
    score = 100 * (promoters - detractors) / n
    variance = (n * (promoters + detractors) - (promoters - detractors) ** 2) / (n * n)
    se = 100 * math.sqrt(variance / n)
    margin = z * se * finite_correction(n, population)
    interval = Interval(score - margin, score + margin)
    return Recommendation(n, promoters, passives, detractors, score, variance, se, margin, interval)


def recommendation_from_histogram(
    counts: Sequence[int], *, population: int | None = None, z: float = Z_95
) -> Recommendation | None:
    """The same from eleven counts, for the answers 0 to 10."""
    if len(counts) != len(ELEVEN_POINTS):
        raise ValueError("eleven counts, for the answers 0 to 10")
    detractors, passives = sum(counts[:FIRST_PASSIVE]), sum(counts[FIRST_PASSIVE:FIRST_PROMOTER])
    return recommendation(sum(counts[FIRST_PROMOTER:]), passives, detractors, population=population, z=z)


def recommendation_of(
    answers: Iterable[Answer], *, population: int | None = None, z: float = Z_95
) -> Recommendation | None:
    """The same from rows: 0 to 6 detractor, 7 and 8 passive, 9 and 10 promoter; empty answers count nowhere."""
    return recommendation_from_histogram(histogram(answers, ELEVEN_POINTS), population=population, z=z)
