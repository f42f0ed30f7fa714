"""How long something takes beside something ordinary in the same run: seconds alone say how busy a machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

TRIES = 3  # a busy machine slows any one of them

Made = TypeVar("Made")
Clock = Callable[[], float]
ON_THE_WALL: Clock = time.perf_counter  # for what another process does, as the database


def pace_of(deed: Callable[[], object], clock: Clock = time.process_time) -> float:
    """How long the ordinary thing takes here: the slower of two tries, the first of which warms up."""
    return max(_timed(deed, clock)[0] for _try in range(2))


def in_pace(deed: Callable[[], Made], longest: float, clock: Clock = time.process_time) -> Made:
    """What the deed gives. One of a few tries must take no longer than so many times the pace of the ordinary thing."""
    best = float("inf")
    for _try in range(TRIES):
        took, made = _timed(deed, clock)
        best = min(best, took)
        if best <= longest:
            return made
    raise AssertionError(f"takes {best:.3f} s, {best / longest:.1f} times as long as it may")


def _timed(deed: Callable[[], Made], clock: Clock) -> tuple[float, Made]:
    begun = clock()
    made = deed()
    return clock() - begun, made
