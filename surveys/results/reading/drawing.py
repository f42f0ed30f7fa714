"""Where things stand in the pictures: plain numbers in, percents of width and height as text out.

The text is for SVG, whose numbers have a point in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from institutions.results.statistics import half_up
from surveys.results.released import Estimate

# from the worst answer to the best; patterns and colours of templates/includes/patterns
FILLS = ("overdue", "at_risk", "on_hold", "under_way", "done")


def plain(value: float) -> str:
    """A number for SVG."""
    return f"{half_up(value, 2):g}"


def along(value: float, low: float, high: float) -> float:
    """How far along the scale, in percent, never beyond its ends."""
    if high <= low:
        return 50.0
    return min(max(100 * (value - low) / (high - low), 0.0), 100.0)


@dataclass(frozen=True)
class Dot:
    """A number on a line with its interval, and the number it is held against."""

    x: str
    low: str = ""
    width: str = ""
    high: str = ""
    mark: str = ""


def dot(estimate: Estimate, *, low: float = 0, high: float = 100, mark: float | None = None) -> Dot:
    """Place an estimate on a scale from ``low`` to ``high``."""
    x = plain(along(estimate["value"], low, high))
    held = "" if mark is None else plain(along(mark, low, high))
    if estimate["low"] is None or estimate["high"] is None:
        return Dot(x, mark=held)
    first, last = along(estimate["low"], low, high), along(estimate["high"], low, high)
    return Dot(x, plain(first), plain(last - first), plain(last), held)


@dataclass(frozen=True)
class Segment:
    """A part of a bar."""

    x: str
    width: str
    fill: str


def fills(places: int, *, is_reversed: bool = False) -> list[str]:
    """How each place of a scale is filled, worst to best: five fills, spread over longer and shorter scales."""
    last = len(FILLS) - 1
    if places < 2:
        return [FILLS[last // 2]] * places
    found = [FILLS[int(place * last / (places - 1) + 0.5)] for place in range(places)]
    return found[::-1] if is_reversed else found


def segments(counts: Sequence[int], *, is_reversed: bool = False) -> list[Segment]:
    """A bar of 100 %, one part for each place that anybody chose."""
    whole = sum(counts)
    starts = [0, *accumulate(counts)]
    looks = fills(len(counts), is_reversed=is_reversed)
    return [
        Segment(plain(100 * start / whole), plain(100 * many / whole), fill)
        for start, many, fill in zip(starts, counts, looks, strict=False)
        if many
    ]


@dataclass(frozen=True)
class Spot:
    """A point between two scales with both intervals; its label stands beside it, on the side where there is room."""

    code: str
    x: str
    y: str
    x_low: str
    x_high: str
    y_low: str
    y_high: str
    is_uncertain: bool
    label_y: str
    anchor: str
    shift: int


@dataclass(frozen=True)
class Frame:
    """The part of a picture in which points stand, in its own units: how wide, how high, and the scales' ends."""

    x_ends: tuple[float, float]
    y_ends: tuple[float, float]
    left: float = 12
    top: float = 24
    width: float = 316
    height: float = 260

    def x(self, value: float) -> float:
        return self.left + self.width * along(value, *self.x_ends) / 100

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - along(value, *self.y_ends) / 100)


def ends_of(estimates: Iterable[Estimate], *also: float, room: float = 0.08) -> tuple[float, float]:
    """The shortest scale that holds all numbers with their intervals, and a little air."""
    values = list(also)
    for one in estimates:
        values += [end for end in (one["value"], one["low"], one["high"]) if end is not None]
    low, high = min(values), max(values)
    air = (high - low) * room or 1.0
    return low - air, high + air


LINE = 15.0  # height of a label


def keep_apart(heights: Sequence[tuple[float, float]], *, near: float = 70.0) -> list[float]:
    """Heights for labels at (x, y), moved down where another label would lie over them."""
    placed: list[tuple[float, float]] = []
    found = [0.0] * len(heights)
    for place in sorted(range(len(heights)), key=lambda one: heights[one][1]):
        x, y = heights[place]
        while any(abs(x - other_x) < near and abs(y - other_y) < LINE for other_x, other_y in placed):
            y += 1
        placed.append((x, y))
        found[place] = y
    return found
