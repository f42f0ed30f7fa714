"""Normal and t distribution, from the standard library alone.

Student's t follows from the regularised incomplete beta function, computed as a continued fraction by the modified
Lentz method (Lentz 1976; Thompson and Barnett 1986).
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

Z_90, Z_95, Z_99, Z_998 = 1.6449, 1.96, 2.5758, 3.0902  # two-sided levels, as printed in tables
_NORMAL = NormalDist()
_TINY = 1e-300  # instead of a zero in a denominator
_NEARLY_NORMAL = 1e6  # degrees of freedom above which t and normal agree to six digits


def normal_cdf(z: float) -> float:
    """Share of the standard normal distribution below z, 0.0 to 1.0."""
    return _NORMAL.cdf(z)


def normal_quantile(share: float) -> float:
    """The z below which this share (more than 0.0, less than 1.0) of the standard normal distribution lies."""
    return _NORMAL.inv_cdf(share)


def normal_p_value(z: float) -> float:
    """Two-sided probability of a z at least as far from 0, without cancellation for large z."""
    return math.erfc(abs(z) / math.sqrt(2))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1."""
    if a <= 0 or b <= 0 or not 0 <= x <= 1:
        raise ValueError("the incomplete beta function needs a, b > 0 and x from 0 to 1")
    if x in (0, 1):
        return float(x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x),
    )
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(a, b, x) / a
    return 1 - front * _continued_fraction(b, a, 1 - x) / b


def _continued_fraction(a: float, b: float, x: float) -> float:
    numerator = 1.0
    denominator = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = denominator
    for step in range(1, 10_000):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            denominator = 1 / _away_from_zero(1 + term * denominator)
            numerator = _away_from_zero(1 + term / numerator)
            result *= denominator * numerator
        if abs(denominator * numerator - 1) < 1e-15:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def t_p_value(t: float, df: float) -> float:
    """Two-sided probability of a t at least as far from 0, for df > 0 degrees of freedom (fractions too)."""
    if df <= 0:
        raise ValueError("degrees of freedom are more than 0")
    if df > _NEARLY_NORMAL:
        return normal_p_value(t)
    return incomplete_beta(df / 2, 0.5, df / (df + t * t))


def t_cdf(t: float, df: float) -> float:
    """Share of Student's distribution below t, 0.0 to 1.0."""
    tail = t_p_value(t, df) / 2
    return 1 - tail if t > 0 else tail


@lru_cache(maxsize=4096)
def t_quantile(share: float, df: float) -> float:
    """The t below which this share lies, found by halving; 0 < share < 1. Cached: one report asks for few different."""
    if not 0 < share < 1:
        raise ValueError("a quantile needs a share between 0 and 1")
    if share < 0.5:
        return -t_quantile(1 - share, df)
    low, high = 0.0, 2.0
    while t_cdf(high, df) < share:
        low, high = high, 2 * high
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cdf(middle, df) < share else (low, middle)
    return (low + high) / 2
