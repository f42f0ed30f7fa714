"""The one rounding of the house: half up, once, at the last step."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import overload

DIGITS = 13  # significant decimal digits kept of a float: what it means, without what binary arithmetic left behind


@overload
def half_up(value: None, places: int = ...) -> None: ...
@overload
def half_up(value: float | Decimal | Fraction, places: int = ...) -> float: ...
def half_up(value: float | Decimal | Fraction | None, places: int = 0) -> float | None:
    """Round for people: 2.5 is 3, 0.125 to two places is 0.13; halves of negative numbers go away from zero.

    ``round()`` sends halves to the even neighbour and sees 2.675 as a little less than it says. None stays None, so
    that "no result" never becomes 0. Raises ValueError for what is not a finite number.
    """
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    exact = Decimal(value) if isinstance(value, (int, Decimal)) else Decimal(format(float(value), f".{DIGITS}g"))
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)) + 0.0  # no -0.0 on any page
