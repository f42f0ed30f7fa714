"""When an open activity is likely to end, judged by how the finished ones of its plan did: an outside view.

Reference class forecasting (Kahneman and Tversky 1979; Flyvbjerg 2006): what happened to comparable things says more
than the plan for the one at hand. The deadline in force is taken to be as good as the baseline deadlines of the
finished ones were. Half of those that slipped far enough to be comparable lie between the two days of the range.
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


def forecast(*, due: date, slips: Sequence[int], today: date) -> Forecast | None:
    """The range for an activity open on ``today``, or None where fewer than ENOUGH finished ones support it.

    ``slips`` are the days between baseline and end of the finished ones. An activity that is still open has not ended
    before today: only slips count that would bring it there, so the range never lies in the past.
    """
    comparable = [days for days in slips if days >= (today - due).days]
    if len(comparable) < ENOUGH:
        return None
    lower, _median, upper = quartiles(comparable)
    if upper > (date.max - due).days:
        return None
    return Forecast(due + timedelta(days=math.floor(lower)), due + timedelta(days=math.ceil(upper)), len(comparable))
