"""How a released number is shown: unanimity of small groups is blurred, and answers are counted roughly (REQ-8, 17).

For employees' campaigns. A threshold does not help twelve people who all chose "very dissatisfied": whoever knows one
of them knows what she chose. Where a figure is blurred its deviation and interval are not shown either, or they would
tell it; and the same goes for exports and charts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from surveys.results.disclosure.auditing import solvable
from surveys.results.disclosure.cells import Atom, Cell
from surveys.results.disclosure.publishing import Thresholds

SMALL_GROUP = 30  # answers; larger groups are shown as they are
UNANIMOUS = 95  # percent; above it a small group counts as of one mind
SHOWN_AS = 90  # percent; "at least 90 %"


@dataclass(frozen=True)
class Shares:
    """Percent of each option; or, if one must be blurred, only which it is (``option``, from 0) and ``at_least``."""

    n: int
    percents: tuple[float, ...] | None
    option: int | None = None
    at_least: int | None = None


@dataclass(frozen=True)
class Figure:
    """A score of 0 to 100: exact where both ends are equal, else somewhere from ``low`` to ``high``."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def is_unanimous(counts: Sequence[int]) -> bool:
    """Say whether a group under 30 is of one mind; ``counts`` by option."""
    n = sum(counts)
    return 0 < n < SMALL_GROUP and 100 * max(counts) > UNANIMOUS * n


def shares(counts: Sequence[int]) -> Shares | None:
    """What to show of an item in a group; None for no answers."""
    n = sum(counts)
    if not n:
        return None
    if is_unanimous(counts):
        return Shares(n, None, max(range(len(counts)), key=lambda option: counts[option]), SHOWN_AS)
    return Shares(n, tuple(100 * many / n for many in counts))


def item_score(counts: Sequence[int], scores: Sequence[float]) -> Figure | None:
    """The mean score of an item, ``scores`` (0 to 100) by option; blurred, what "at least 90 %" leaves open."""
    n = sum(counts)
    if not n:
        return None
    if is_unanimous(counts):
        known = scores[max(range(len(counts)), key=lambda option: counts[option])] * SHOWN_AS / 100
        return Figure(known, known + (100 - SHOWN_AS))
    mean = sum(many * score for many, score in zip(counts, scores, strict=True)) / n
    return Figure(mean, mean)


def index_score(index: float, n: int) -> Figure:
    """A group's index of 0 to 100: near either end of the scale, a small group is "at least 90" or "at most 10"."""
    if n < SMALL_GROUP and index > UNANIMOUS:
        return Figure(SHOWN_AS, 100)
    if n < SMALL_GROUP and index < 100 - UNANIMOUS:
        return Figure(0, 100 - SHOWN_AS)
    return Figure(index, index)


def blurred(cells: Collection[Cell], counts: Mapping[Atom, int], unanimous: Collection[Cell]) -> frozenset[Cell]:
    """Choose the cells whose exact numbers of an item are not shown, so that no unanimous one can be calculated.

    ``unanimous`` are the groups of one mind, published or not (the rest of a breakdown may be one); ``counts`` the
    item's answers. Those that are not unanimous themselves are left out for this item: the smallest that help.
    """
    hidden = {cell for cell in cells if cell in unanimous}
    for target in sorted(unanimous, key=_by_size):
        while solvable(exact := [cell for cell in cells if cell not in hidden], counts, target.atoms):
            exact.sort(key=_by_size)
            enough = (cell for cell in exact if not solvable([c for c in exact if c is not cell], counts, target.atoms))
            hidden.add(next(enough, exact[0]))
    return frozenset(hidden)


def fieldwork_count(answers: int, thresholds: Thresholds, *, headcount: int | None = None) -> int | None:
    """How many answers a campaign or unit says it has so far: rounded down to whole folds; None for a small unit.

    ``answers`` are folded ones, as of the last daily count, so a single answer never changes what is shown (REQ-8).
    ``headcount`` is how many people were asked, where known.
    """
    if headcount is not None and headcount < thresholds.cell:
        return None
    return answers // thresholds.fold * thresholds.fold


def _by_size(cell: Cell) -> tuple[int, list[Atom]]:
    return cell.n, sorted(cell.atoms)
