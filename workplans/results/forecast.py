"""When an open activity is likely to end, judged by how the finished ones of its plan did: an outside view.

Reference class forecasting (Kahneman and Tversky 1979; Flyvbjerg 2006): what happened to comparable things says more
than the plan for the one at hand. An activity that has slipped by some days already is compared only with finished
ones that slipped at least as far. Half of those ended between the two days of the range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workplans.results.slip import quartiles

ENOUGH = 8  # finished activities; below, a quartile rests on two of them


@dataclass(frozen=True)
class Forecast:
    """The middle half of the ends that comparable activities suggest, and how many these were."""

    first: date
    last: date
    count: int


def forecast(*, baseline: date, due: date | None, slips: Sequence[int], today: date) -> Forecast | None:
    """The range for an activity open on ``today``, or None where fewer than ENOUGH finished ones support it.

    ``slips`` are the days between baseline and end of the finished ones. What the activity has slipped already is the
    larger of how far its deadline was moved back and how far its baseline lies behind; an early end stays possible as
    long as neither has happened.
    """
    behind = (today - baseline).days
    moved = (due - baseline).days if due else 0
    already = max(behind, moved) if max(behind, moved) > 0 else behind
    comparable = [days for days in slips if days >= already]
    if len(comparable) < ENOUGH:
        return None
    lower, _median, upper = quartiles(comparable)
    if upper > (date.max - baseline).days or lower < (date.min - baseline).days:
        return None
    first, last = (baseline + timedelta(days=days) for days in (math.floor(lower), math.ceil(upper)))
    return Forecast(first, last, len(comparable))
