"""Do the questions of a dimension measure one thing? Cronbach's alpha (1951), from rows or from moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from institutions.results.statistics.importance import correlation
from institutions.results.statistics.items import Answer, valid
from institutions.results.statistics.samples import Sample, moments_of, sample_from_moments

FEWEST_ANSWERS = 30  # complete cases, below which a warning belongs to the figure


class Reading(StrEnum):
    """An aid for readers, by the least alpha: 0.9, 0.8, 0.7, 0.6, and below."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    ACCEPTABLE = "ACCEPTABLE"
    QUESTIONABLE = "QUESTIONABLE"
    POOR = "POOR"


_NOISE = 1e-12  # what binary arithmetic may keep from a limit
LEAST = {Reading.EXCELLENT: 0.9, Reading.GOOD: 0.8, Reading.ACCEPTABLE: 0.7, Reading.QUESTIONABLE: 0.6}


@dataclass(frozen=True)
class Reliability:
    """Alpha over the n people who answered everything; at most 1.0, negative when a question is worded the other way.

    ``if_deleted`` and ``item_rest`` have one figure per question, None where there is none (two questions; no spread).
    They are empty when alpha comes from moments, which do not know them. ``excluded`` counts incomplete rows.
    """

    n: int
    alpha: float
    item_variances: tuple[float, ...]
    total_variance: float
    if_deleted: tuple[float | None, ...] = ()
    item_rest: tuple[float | None, ...] = ()
    excluded: int = 0

    @property
    def is_thin(self) -> bool:
        return self.n < FEWEST_ANSWERS

    @property
    def reading(self) -> Reading:
        return next((word for word, least in LEAST.items() if self.alpha >= least - _NOISE), Reading.POOR)


def cronbach_alpha(rows: Iterable[Sequence[Answer]]) -> Reliability | None:
    """Alpha k/(k - 1)·(1 - Σ variances/variance of the sum) of complete rows: one a person, one column a question.

    Turn reversed questions first (``Scale.reversed``). None for fewer than two questions or two complete rows, or
    when nobody's sum differs.
    """
    everybody = list(rows)
    complete = [given for row in everybody if len(given := valid(row)) == len(row)]
    columns = list(zip(*complete, strict=True))
    samples = [sample_from_moments(moments_of(column)) for column in columns]
    sums = [sum(row) for row in complete]
    result = alpha_from_samples(samples, sample_from_moments(moments_of(sums)))
    if result is None:
        return None
    rests = [[total - answer for total, answer in zip(sums, column, strict=True)] for column in columns]
    together = [correlation(column, rest) for column, rest in zip(columns, rests, strict=True)]
    deleted = [
        alpha_from_samples(samples[:place] + samples[place + 1 :], sample_from_moments(moments_of(rest)))
        for place, rest in enumerate(rests)
    ]
    return Reliability(
        n=result.n,
        alpha=result.alpha,
        item_variances=result.item_variances,
        total_variance=result.total_variance,
        if_deleted=tuple(None if without is None else without.alpha for without in deleted),
        item_rest=tuple(None if found is None else found.pearson for found in together),
        excluded=len(everybody) - len(complete),
    )


def alpha_from_samples(items: Sequence[Sample], total: Sample) -> Reliability | None:
    """Alpha from each question's variance (from its histogram) and the variance of persons' sums (from moments).

    All must be about the same people, those who answered everything; where the counts differ there is no result,
    because variances of other people than the sum's give a wrong alpha.
    """
    variances = [item.variance for item in items if item.variance is not None]
    if len(items) < 2 or len(variances) < len(items) or any(item.n != total.n for item in items) or not total.variance:
        return None
    k = len(items)
    alpha = k / (k - 1) * (1 - sum(variances) / total.variance)
    return Reliability(total.n, alpha, tuple(variances), total.variance)
