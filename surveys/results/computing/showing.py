"""Where each measure may be shown: in which cells, and in which of them it must stay blurred (REQ-5, 6, 10, 17)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from surveys.results.computing import ledgers
from surveys.results.computing.figures import index_sample
from surveys.results.computing.frame import INDEX, Frame
from surveys.results.computing.gathering import Gathered
from surveys.results.disclosure import display
from surveys.results.disclosure.cells import Atom, Cell
from surveys.results.disclosure.publishing import Plan, for_item, plan
from surveys.results.layout import Counts

Atoms = frozenset[Atom]


@dataclass(frozen=True)
class Measure:
    """A question or an index: the cells it is shown in, and those where its exact number is not."""

    plan: Plan
    atoms: frozenset[Atoms]
    hidden: frozenset[Atoms]

    def is_shown(self, cell: Cell) -> bool:
        return cell.atoms in self.atoms


@dataclass(frozen=True)
class Showing:
    """What a release shows: cells, and measures within them."""

    plan: Plan
    measures: dict[str, Measure]

    @property
    def plans(self) -> dict[str, Plan]:
        """For the ledger."""
        return {ledgers.EVERYBODY: self.plan, **{name: measure.plan for name, measure in self.measures.items()}}


class Planner:
    """Plans a release of what was gathered, after all that was released before."""

    def __init__(self, frame: Frame, gathered: Gathered, earlier: Sequence[ledgers.Content]) -> None:
        self.frame, self.gathered, self.earlier = frame, gathered, earlier
        self.counted: dict[frozenset[tuple[int, ...]], Counts] = {}

    def show(self) -> Showing:
        """Choose cells for everybody's answers, then for each question, then for each index."""
        counts, plans = ledgers.read(self.earlier, now=self.gathered.snapshot)
        whole = plan(
            counts, self.frame.dimensions, self.frame.thresholds, crossings=self.frame.crossings, earlier=plans
        )
        measures: dict[str, Measure] = {}
        for code in self.frame.measured:
            measures[code] = self._measure(whole, code, [])
        for name, places in self.frame.layout.members.items():
            members = [self.frame.layout.questions[place].code for place in places]
            measures[INDEX + name] = self._measure(whole, INDEX + name, [measures[code] for code in members])
        return Showing(whole, measures)

    def of(self, cell: Cell) -> Counts:
        """Counts of a cell of this release."""
        combinations = frozenset(atom[:-1] for atom in cell.atoms)
        if combinations not in self.counted:
            self.counted[combinations] = self.gathered.together(combinations)
        return self.counted[combinations]

    def _measure(self, whole: Plan, name: str, members: Sequence[Measure]) -> Measure:
        counts, earlier = ledgers.read(self.earlier, name, now=self.gathered.answered(name))
        found = for_item(whole, counts, self.frame.thresholds, earlier=earlier)
        hidden: Collection[Cell] = ()
        if self.frame.is_staff:
            touched = {atoms for member in members for atoms in member.hidden}
            targets = [part for part in _with_rests(found) if part.atoms in touched or self._is_of_one_mind(name, part)]
            hidden = {*targets, *display.blurred(found.cells, counts, targets)}
        return Measure(found, frozenset(part.atoms for part in found.cells), frozenset(part.atoms for part in hidden))

    def _is_of_one_mind(self, name: str, cell: Cell) -> bool:
        if not name.startswith(INDEX):
            return display.is_unanimous(self.gathered.histogram(self.of(cell), name))
        sample = index_sample(self.gathered.layout, self.of(cell), name.removeprefix(INDEX))
        return sample.mean is not None and not display.index_score(sample.mean, sample.n).is_exact


def _with_rests(found: Plan) -> Iterator[Cell]:
    """All cells, and who is in none of a breakdown: nobody prints them, and anybody can calculate them."""
    yield from found.cells
    for breakdown in found.breakdowns if found.total else ():
        named = frozenset(atom for part in breakdown.cells for atom in part.atoms)
        if breakdown.rest and found.total:
            yield Cell(found.total.atoms - named, breakdown.rest)
