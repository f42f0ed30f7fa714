"""Two waves or two groups: is the difference more than noise?

A difference is clear when its interval does not contain 0, and nothing is said with fewer than 30 answers on either
side. Compare only the same question on the same scale: a reworded one starts a new series. Both groups are taken as
samples of endless populations, which for a census errs on the side of caution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from institutions.results.statistics.distributions import Z_95, normal_p_value, t_p_value, t_quantile
from institutions.results.statistics.intervals import Interval
from institutions.results.statistics.samples import Sample

FEWEST_ANSWERS = 30  # on either side, below which there are numbers and no verdict


@dataclass(frozen=True)
class ShareChange:
    """Two shares in percent and their difference, second less first, in percentage points.

    ``pooled`` (0.0 to 1.0) and ``z`` belong to the test, z being None where everybody answered alike; the interval
    uses each side's own variance. ``is_clear`` is None below 30 answers on either side.
    """

    percent1: float
    percent2: float
    difference: float
    pooled: float
    z: float | None
    p_value: float
    interval: Interval
    is_clear: bool | None


@dataclass(frozen=True)
class MeanChange:
    """Difference of two means, second less first, in their unit; t and df are None where nobody differs from anybody.

    ``is_clear`` is None below 30 answers on either side.
    """

    difference: float
    se: float
    t: float | None
    df: float | None
    p_value: float
    interval: Interval
    is_clear: bool | None


def compare_shares(count1: int, n1: int, count2: int, n2: int, *, z: float = Z_95) -> ShareChange | None:
    """z test with pooled share, interval with unpooled variances; None when a side has no answers."""
    if not 0 <= count1 <= n1 or not 0 <= count2 <= n2:
        raise ValueError("a count is between 0 and the number of answers")
    if not n1 or not n2:
        return None
    p1, p2 = count1 / n1, count2 / n2
    pooled = (count1 + count2) / (n1 + n2)
    se = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    score = (p2 - p1) / se if se else None
    half = z * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    interval = Interval(100 * (p2 - p1 - half), 100 * (p2 - p1 + half))
    return ShareChange(
        percent1=100 * p1,
        percent2=100 * p2,
        difference=100 * (p2 - p1),
        pooled=pooled,
        z=score,
        p_value=1.0 if score is None else normal_p_value(score),
        interval=interval,
        is_clear=_is_clear(interval, n1, n2),
    )


def compare_means(first: Sample, second: Sample, *, level: float = 0.95) -> MeanChange | None:
    """Welch's t (1947) with the degrees of freedom of Welch and Satterthwaite; None for fewer than two on a side."""
    if first.mean is None or second.mean is None or first.sd is None or second.sd is None:
        return None
    difference = second.mean - first.mean
    part1, part2 = first.sd**2 / first.n, second.sd**2 / second.n
    se = math.sqrt(part1 + part2)
    if not se:
        interval = Interval(difference, difference)
        p_value = 0.0 if difference else 1.0
        return MeanChange(difference, se, None, None, p_value, interval, _is_clear(interval, first.n, second.n))
    share1, share2 = part1 / (part1 + part2), part2 / (part1 + part2)
    df = 1 / (share1**2 / (first.n - 1) + share2**2 / (second.n - 1))
    half = t_quantile((1 + level) / 2, df) * se
    interval = Interval(difference - half, difference + half)
    t = difference / se
    return MeanChange(difference, se, t, df, t_p_value(t, df), interval, _is_clear(interval, first.n, second.n))


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Corrected p values of a family of comparisons, in the order given (Holm 1979); each is at least its own.

    The smallest is multiplied by their number m, the next by m - 1, and so on, never falling and never above 1. Where
    no test was possible (None) nothing is counted and None returned.
    """
    tested = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    if any(not 0 <= p <= 1 for p, _ in tested):
        raise ValueError("a p value is between 0 and 1")
    corrected: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(tested):
        largest = max(largest, min(1.0, (len(tested) - rank) * p))
        corrected[place] = largest
    return tuple(corrected)


def _is_clear(interval: Interval, n1: int, n2: int) -> bool | None:
    return None if min(n1, n2) < FEWEST_ANSWERS else not interval.contains(0)
