"""Before and after asking: how many answers are needed, whom to invite, who answered, what change could be seen.

Cochran, Sampling Techniques (1977). For employees of a small institution ask everybody: a sample saves nothing there
and costs trust.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from institutions.results.statistics.distributions import Z_95, normal_quantile
from institutions.results.statistics.intervals import finite_correction

_NOISE = 1e-9  # taken off before rounding up, so that 292.0000001 stays 292


@dataclass(frozen=True)
class SampleSize:
    """Answers needed: for an endless population (``n0``), corrected (``raw``), and rounded up once (``n``)."""

    n0: float
    raw: float
    n: int


@dataclass(frozen=True)
class Response:
    """How many answered, in percent 0 to 100; None where the base is unknown, as for an open link, or nobody."""

    completed: int
    response_percent: float | None
    completion_percent: float | None


def sample_size(
    margin: float, *, population: int | None = None, share: float = 0.5, z: float = Z_95
) -> SampleSize | None:
    """Answers needed for a margin: n0 = z²p(1 - p)/e², n = n0/(1 + (n0 - 1)/N).

    ``margin`` is 0.05 or, the same, 5 (percent). ``share`` is the share expected, 0.5 when unknown, which asks for
    most. Never more than the population, and None for a population of nobody.
    """
    e = margin / 100 if margin >= 1 else margin
    if not 0 < e < 1 or not 0 < share < 1 or z <= 0 or (population is not None and population < 0):
        raise ValueError("margin and share are between 0 and 1, z above 0, nobody is the smallest population")
    if population == 0:
        return None
    n0 = z * z * share * (1 - share) / (e * e)
    raw = n0 if population is None else n0 / (1 + (n0 - 1) / population)
    n = max(1, math.ceil(raw - _NOISE))
    return SampleSize(n0, raw, n if population is None else min(n, population))


def gross_sample(n: int, response_rate: float, *, population: int | None = None) -> int:
    """How many to invite for n answers when ``response_rate`` (above 0.0, up to 1.0) of them answer; not above N."""
    if not 0 < response_rate <= 1 or n < 0:
        raise ValueError("a response rate is above 0 and at most 1")
    invited = math.ceil(n / response_rate - _NOISE)
    return invited if population is None else min(invited, population)


def response(
    completed: int, *, invited: int | None = None, undeliverable: int = 0, started: int | None = None
) -> Response:
    """Completed of those reached (invited less undeliverable), and completed of those who began.

    Raises ValueError for more completed than reached or begun: then a number is wrong.
    """
    reached = None if invited is None else invited - undeliverable
    for base in (reached, started):
        if base is not None and not 0 <= completed <= base:
            raise ValueError(f"{completed} completed of {base}")
    return Response(completed, _percent(completed, reached), _percent(completed, started))


def minimum_detectable_change(
    n1: int,
    n2: int,
    *,
    sd: float,
    power: float = 0.8,
    level: float = 0.95,
    population1: int | None = None,
    population2: int | None = None,
) -> float | None:
    """The smallest true difference of two means that shows as clear in ``power`` (0.0 to 1.0) of all pairs of waves.

    (z of the level + z of the power)·√(s²/n1 + s²/n2), each part with its finite population correction; in the unit
    of ``sd`` (100·√(p(1 - p)) for shares in points). None when a wave has no answers.
    """
    if not 0 < power < 1 or not 0 < level < 1 or sd < 0:
        raise ValueError("power and level are between 0 and 1, a deviation is never below 0")
    if n1 < 1 or n2 < 1:
        return None
    parts = (finite_correction(n1, population1) ** 2 / n1) + (finite_correction(n2, population2) ** 2 / n2)
    return (normal_quantile((1 + level) / 2) + normal_quantile(power)) * sd * math.sqrt(parts)


def _percent(part: int, base: int | None) -> float | None:
    return 100 * part / base if base else None
