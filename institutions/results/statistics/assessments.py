"""Scores of the CAF 2020 (European Institute of Public Administration): parts, bands, consensus, aggregation.

Scores are whole numbers from 0 to 100; an empty one stays empty and is left out of means. A survey result is evidence
for 6.1 or 7.1, never a score by itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from institutions.results.statistics.rounding import half_up

BAND_TOPS = (10, 30, 50, 70, 90, 100)  # highest score of each level, 0 to 5
RANGE_TO_DISCUSS = 20  # points, one full band; a wider spread needs the meeting's time
ENABLERS, RESULTS = ("1", "2", "3", "4", "5"), ("6", "7", "8", "9")


@dataclass(frozen=True)
class FineTuned:
    """Sum of the parts, and the score of 0 to 100 that is their mean."""

    total: float
    score: float


@dataclass(frozen=True)
class Consensus:
    """Where a meeting starts: consensus is agreed there, never calculated. The deviation is None for one score."""

    n: int
    mean: float
    median: float
    spread: float
    sd: float | None
    needs_discussion: bool


@dataclass(frozen=True)
class CafScores:
    """Scores of criteria by number ("1" to "9"), and means of criteria: all nine, enablers (1-5), results (6-9).

    None where nothing was scored.
    """

    criteria: Mapping[str, float | None]
    overall: float | None
    enablers: float | None
    results: float | None


def fine_tuned_enabler(
    *, plan: float | None, do: float | None, check: float | None, act: float | None
) -> FineTuned | None:
    """(PLAN + DO + CHECK + ACT)/4, each part scored by itself; None while a part is missing."""
    return _fine_tuned(plan, do, check, act)


def fine_tuned_result(*, trend: float | None, target: float | None) -> FineTuned | None:
    """(TREND + TARGET)/2, each part scored by itself; None while a part is missing."""
    return _fine_tuned(trend, target)


def band(score: float | None) -> int | None:
    """Level 0 to 5 of a score: 0-10, 11-30, 31-50, 51-70, 71-90, 91-100.

    A mean is first rounded half up to a whole number, or 30.5 would fall between two bands. None stays None.
    """
    if score is None:
        return None
    whole = half_up(_checked(score))
    return next(level for level, top in enumerate(BAND_TOPS) if whole <= top)


def consensus(scores: Iterable[float | None], *, threshold: float = RANGE_TO_DISCUSS) -> Consensus | None:
    """Mean, median, range and deviation of the assessors' scores; to discuss when the range is above the threshold."""
    given = [_checked(score) for score in scores if score is not None]
    if not given:
        return None
    spread = max(given) - min(given)
    return Consensus(
        n=len(given),
        mean=statistics.fmean(given),
        median=statistics.median(given),
        spread=spread,
        sd=statistics.stdev(given) if len(given) > 1 else None,
        needs_discussion=spread > threshold,
    )


def caf_scores(subcriteria: Mapping[str, Iterable[float | None]]) -> CafScores:
    """Criterion: mean of its sub-criteria. Overall: mean of criteria, or criterion 4 would count six times.

    Keys are "1" to "9"; a criterion that is absent or empty has no score and leaves the means.
    """
    unknown = set(subcriteria) - {*ENABLERS, *RESULTS}
    if unknown:
        raise ValueError(f"no such criterion: {', '.join(sorted(unknown))}")
    criteria = {number: _mean(subcriteria.get(number, ())) for number in (*ENABLERS, *RESULTS)}
    return CafScores(
        criteria=criteria,
        overall=_mean(criteria.values()),
        enablers=_mean(criteria[number] for number in ENABLERS),
        results=_mean(criteria[number] for number in RESULTS),
    )


def _checked(score: float) -> float:
    if not 0 <= score <= 100:
        raise ValueError("a score is between 0 and 100")
    return score


def _fine_tuned(*parts: float | None) -> FineTuned | None:
    scored = [_checked(part) for part in parts if part is not None]
    return FineTuned(sum(scored), sum(scored) / len(scored)) if len(scored) == len(parts) else None


def _mean(scores: Iterable[float | None]) -> float | None:
    given = [_checked(score) for score in scores if score is not None]
    return statistics.fmean(given) if given else None
