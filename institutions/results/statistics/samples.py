"""What formulas need to know of a group of numbers: count, mean and deviation, from rows, a histogram or moments."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Moments:
    """Count, sum and sum of squares of whole numbers: exact, and two groups without a common member add up.

    This is what a rollup keeps of an index, with one whole number per person (the sum of her answers, say).
    Raises ValueError for three numbers that no group can have.
    """

    n: int
    total: int
    squares: int

    def __post_init__(self) -> None:
        if self.n < 0 or self.n * self.squares < self.total**2 or (self.n == 0 and (self.total or self.squares)):
            raise ValueError("no group of numbers has these moments")

    def __add__(self, other: Moments) -> Moments:
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True)
class Sample:
    """A group of numbers: how many, their mean and their sample standard deviation (divided by n - 1).

    The mean is None for nobody, the deviation for fewer than two. The unit is that of the numbers.
    """

    n: int
    mean: float | None
    sd: float | None

    @property
    def variance(self) -> float | None:
        """Square of the deviation; None for fewer than two."""
        return None if self.sd is None else self.sd**2

    def rescaled(self, factor: float, shift: float = 0.0) -> Sample:
        """The same group after x → factor·x + shift, as when answers become an index from 0 to 100."""
        mean = None if self.mean is None else factor * self.mean + shift
        return Sample(self.n, mean, None if self.sd is None else abs(factor) * self.sd)


def moments_of(numbers: Iterable[int]) -> Moments:
    """Moments of whole numbers, one per person."""
    kept = tuple(numbers)
    return Moments(len(kept), sum(kept), sum(number * number for number in kept))


def moments_from_histogram(counts: Sequence[int], *, lowest: int = 1) -> Moments:
    """Moments of a histogram: ``counts[i]`` people answered ``lowest + i``. Raises ValueError for a count below 0."""
    if any(count < 0 for count in counts):
        raise ValueError("a count is never below 0")
    coded = list(enumerate(counts, start=lowest))
    return Moments(
        sum(counts), sum(code * count for code, count in coded), sum(code * code * count for code, count in coded)
    )


def sample_of(numbers: Iterable[float | None]) -> Sample:
    """Count, mean and deviation of rows; None is empty and counts nowhere."""
    kept = [number for number in numbers if number is not None]
    if not kept:
        return Sample(0, None, None)
    return Sample(len(kept), float(statistics.mean(kept)), float(statistics.stdev(kept)) if len(kept) > 1 else None)


def sample_from_moments(moments: Moments) -> Sample:
    """The same from moments: one division of whole numbers each, so nothing is lost however many people there are."""
    n = moments.n
    if not n:
        return Sample(0, None, None)
    if n == 1:
        return Sample(1, float(moments.total), None)
    spread = n * moments.squares - moments.total**2
    return Sample(n, moments.total / n, math.sqrt(spread / (n * (n - 1))))


def sample_from_histogram(counts: Sequence[int], *, lowest: int = 1) -> Sample:
    """The same from a histogram whose first count belongs to the code ``lowest``."""
    return sample_from_moments(moments_from_histogram(counts, lowest=lowest))
