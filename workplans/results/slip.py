"""How far finished activities ended from their baseline deadlines, with the count behind each figure.

Median and quartiles are those of Hyndman and Fan (1996), type 7, the default of R and of spreadsheets
(``statistics.quantiles`` with method "inclusive"). Figures about fewer than ``FEWEST`` activities would describe
single ones rather than a habit; they are withheld.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 3  # activities


@dataclass(frozen=True)
class Slip:
    """Days after the baseline deadline, negative for early; all but ``count`` are None where it is below FEWEST.

    ``on_time_rate`` is the share that ended on the baseline day or before, 0.0 to 1.0.
    """

    count: int
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    largest: int | None = None
    on_time_rate: float | None = None

    @property
    def is_withheld(self) -> bool:
        return self.median is None

    @property
    def on_time_percent(self) -> float | None:
        """The same share as 0 to 100."""
        return None if self.on_time_rate is None else 100 * self.on_time_rate


def slip_of(days: Sequence[int]) -> Slip:
    """Describe the days between baseline and end of some finished activities."""
    if len(days) < FEWEST:
        return Slip(len(days))
    lower, median, upper = quartiles(days)
    on_time = sum(1 for day in days if day <= 0)
    return Slip(len(days), median, lower, upper, max(days), on_time / len(days))


def quartiles(days: Sequence[int]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile of at least two values."""
    lower, median, upper = statistics.quantiles(days, n=4, method="inclusive")
    return lower, median, upper
