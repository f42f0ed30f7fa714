"""Results of each cell of a release."""

from __future__ import annotations

from surveys.models import Item
from surveys.results.computing import figures
from surveys.results.computing.frame import INDEX, Frame
from surveys.results.computing.showing import Planner, Showing
from surveys.results.disclosure.cells import Cell
from surveys.results.disclosure.merging import Group
from surveys.results.layout import ALL_RATINGS
from surveys.results.released import CellResult, Estimate, ItemResult


def cell_results(frame: Frame, planner: Planner, showing: Showing) -> list[CellResult]:
    """Everybody first, then the groups of each breakdown."""
    total = showing.plan.total
    if total is None:
        return []
    maker = _Maker(frame, planner, showing)
    found = [maker.make(total)]
    for breakdown in showing.plan.breakdowns:
        for groups, part in zip(breakdown.groups, breakdown.cells, strict=True):
            found.append(maker.make(part, breakdown.places, groups))
    return found


class _Maker:
    def __init__(self, frame: Frame, planner: Planner, showing: Showing) -> None:
        self.frame, self.planner, self.showing = frame, planner, showing
        self.important = {
            item.dimension.code: item.code
            for item in frame.items
            if item.role == Item.Role.IMPORTANCE and item.dimension
        }

    def make(self, cell: Cell, places: tuple[int, ...] = (), groups: tuple[Group, ...] = ()) -> CellResult:
        people = self.frame.people(places, groups, n=cell.n)
        items = {code: self._item(code, cell, people) for code in self.frame.measured}
        indexes = {name: self._index(name, cell, people) for name in self.frame.layout.indexes}
        overall = indexes.pop(ALL_RATINGS, None)
        return {
            "by": self.frame.by(places),
            "groups": self.frame.options(places, groups),
            "n": cell.n,
            "items": items,
            "dimensions": indexes,
            "overall": overall,
            "weighted": figures.weighted(indexes, self._importance(items)),
        }

    def _item(self, code: str, cell: Cell, people: int | None) -> ItemResult | None:
        measure = self.showing.measures[code]
        if not measure.is_shown(cell):
            return None
        counts, gathered = self.planner.of(cell), self.planner.gathered
        return figures.item_result(
            self.frame.items[self.frame.measured[code]],
            gathered.histogram(counts, code),
            gathered.not_applicable(counts, code),
            people=people,
            is_hidden=cell.atoms in measure.hidden,
        )

    def _index(self, name: str, cell: Cell, people: int | None) -> Estimate | None:
        measure = self.showing.measures[INDEX + name]
        if not measure.is_shown(cell):
            return None
        sample = figures.index_sample(self.planner.gathered.layout, self.planner.of(cell), name)
        return figures.index_result(sample, people=people, is_hidden=cell.atoms in measure.hidden)

    def _importance(self, items: dict[str, ItemResult | None]) -> dict[str, float | None]:
        results = {dimension: items[code] for dimension, code in self.important.items()}
        return {dimension: result["mean"] if result else None for dimension, result in results.items()}
