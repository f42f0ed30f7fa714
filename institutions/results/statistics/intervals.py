"""How far a published number may be from the true one, for samples of a known or unknown population.

Cochran, Sampling Techniques (1977), for the finite population correction; Wilson (1927) for the interval of a share.
An interval speaks of chance alone: not of people who chose not to answer. A self-selected group has none in the
strict sense; print one only for random samples, or for a census with the correction, and say which.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from institutions.results.statistics.distributions import Z_95, t_quantile
from institutions.results.statistics.samples import Sample


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, both included, in the unit of the number it belongs to."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def contains(self, value: float) -> bool:
        """Whether the value lies inside or on an end."""
        return self.low <= value <= self.high

    def within(self, lowest: float, highest: float) -> Interval:
        """The part that a scale can show, as for a mean near the end of its scale."""
        return Interval(min(max(self.low, lowest), highest), max(min(self.high, highest), lowest))


@dataclass(frozen=True)
class ShareMargin:
    """Standard error (0.0 to 0.5) and margin in percentage points, without and with the correction (0.0 to 1.0)."""

    se: float
    margin: float
    correction: float
    corrected_margin: float


def finite_correction(n: int, population: int | None) -> float:
    """Factor √((N - n)/(N - 1)) for the standard error: 1.0 for an unknown population, 0.0 when all answered.

    Raises ValueError for more answers than people: then one of the two numbers is wrong.
    """
    if population is None:
        return 1.0
    if not 0 <= n <= population:
        raise ValueError(f"{n} answers of {population} people")
    if n == population:
        return 0.0
    return min(1.0, math.sqrt((population - n) / max(population - 1, 1)))


def share_margin(rate: float, n: int, *, population: int | None = None, z: float = Z_95) -> ShareMargin | None:
    """Margin z·√(p(1 - p)/n) of a share ``rate`` (0.0 to 1.0) among n answers; None for no answers.

    The simple formula: for small n, or shares near an end, use ``wilson``.
    """
    if not 0 <= rate <= 1:
        raise ValueError("a share is between 0 and 1")
    if not n:
        return None
    se, correction = math.sqrt(rate * (1 - rate) / n), finite_correction(n, population)
    return ShareMargin(se, 100 * z * se, correction, 100 * z * se * correction)


def wilson(count: int, n: int, *, population: int | None = None, z: float = Z_95) -> Interval | None:
    """Interval of the share ``count`` of ``n``, in percent; never leaves 0 to 100, and works for none and all.

    For a known population z is multiplied by the correction, which is the same as n divided by its square: with
    n = N the interval is the share itself. None for n = 0.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} answers")
    if not n:
        return None
    p, z2 = count / n, (z * finite_correction(n, population)) ** 2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if count == 0 else 100 * max(0.0, centre - half)
    high = 100.0 if count == n else 100 * min(1.0, centre + half)
    return Interval(low, high)


def mean_interval(sample: Sample, *, population: int | None = None, level: float = 0.95) -> Interval | None:
    """Interval mean ± t·s/√n with n - 1 degrees of freedom, times the correction; in the unit of the sample.

    ``level`` is 0.0 to 1.0. None for fewer than two answers, in a census too, because one person's answer is no
    group. It may leave the scale: see ``Interval.within``.
    """
    if sample.mean is None or sample.sd is None:
        return None
    half = t_quantile((1 + level) / 2, sample.n - 1) * sample.sd / math.sqrt(sample.n)
    half *= finite_correction(sample.n, population)
    return Interval(sample.mean - half, sample.mean + half)


def sample_of_interval(
    n: int, mean: float, interval: Interval, *, population: int | None = None, level: float = 0.95
) -> Sample | None:
    """The group whose ``mean_interval`` this is, also where the scale cut off one end.

    None for fewer than two answers, and for an interval without width because everybody answered.
    """
    if n < 2:
        return None
    factor = t_quantile((1 + level) / 2, n - 1) * finite_correction(n, population) / math.sqrt(n)
    half = max(mean - interval.low, interval.high - mean)
    return Sample(n, mean, half / factor) if factor else None
