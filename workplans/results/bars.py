"""Shares of the bar that shows how a plan stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    pass

# in the order in which a reader asks: what is finished, what moves, what hurts, what is still to come
WORDS: dict[str, Any] = {
    "done": gettext_lazy("done"),
    "under_way": gettext_lazy("under way"),
    "overdue": gettext_lazy("overdue"),
    "planned": gettext_lazy("planned"),
    "on_hold": gettext_lazy("on hold"),
    "cancelled": gettext_lazy("cancelled"),
}


@dataclass(frozen=True)
class Piece:
    """One piece of the bar; ``share``, ``x`` and ``width`` are percent of the whole."""

    kind: str
    label: Any
    count: int
    share: float
    x: float

    @property
    def width(self) -> float:
        """A piece is as wide as its share."""
        return self.share


def plan_bar(counts: Mapping[str, int]) -> list[Piece]:
    """Pieces of a bar from ``Activity.objects.counts(today)``, without empty ones; together they are 100 percent."""
    total = sum(counts[kind] for kind in WORDS)
    pieces: list[Piece] = []
    x = 0.0
    for kind, label in WORDS.items():
        if counts[kind]:
            share = 100 * counts[kind] / total
            pieces.append(Piece(kind, label, counts[kind], round(share, 3), round(x, 3)))
            x += share
    return pieces
