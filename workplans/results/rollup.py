"""How far a plan and its areas are, from what is reported of each activity; the rule itself is with ``Progress``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workplans.models.rows import Progress


@dataclass(frozen=True)
class RollUp:
    """The sum of a plan, and each of its parts with its own."""

    total: Progress
    parts: tuple[tuple[Any, Progress], ...]


def roll_up(things: Iterable[Any]) -> RollUp:
    """Sum up areas or subgroups that were asked for with ``annotate(**progress_parts("activities__"))``.

    Activities weigh the same in every part, so the total is not the mean of the parts.
    """
    parts = tuple((thing, Progress(thing.counted, thing.done, thing.points)) for thing in things)
    return RollUp(sum((progress for _thing, progress in parts), Progress()), parts)
