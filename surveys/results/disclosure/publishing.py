"""Which cells a release may hold: merged to k, and admitted one breakdown after the other while the audit stays clean.

The order of breakdowns is declared with the campaign: what comes first is kept first. Everything released before stays
in the account, so a correction is judged together with what it corrects (REQ-10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.results.disclosure.auditing import audit
from surveys.results.disclosure.cells import Atom, Cell, cell, count
from surveys.results.disclosure.merging import Dimension, Group, Partition, cross, merge


@dataclass(frozen=True)
class Thresholds:
    """Frozen when a campaign opens: smallest campaign, smallest cell of a breakdown, fold; all in answers."""

    total: int
    cell: int
    fold: int

    def __post_init__(self) -> None:
        if min(self.total, self.cell, self.fold) < 5 or self.cell < self.total:
            raise ValueError("No threshold is below 5 answers, and no cell may be smaller than a campaign.")


USERS = Thresholds(total=5, cell=10, fold=5)
STAFF = Thresholds(total=10, cell=10, fold=10)


@dataclass(frozen=True)
class Breakdown:
    """Cells that are shown together or not at all: those of one background question, or of two crossed.

    ``groups`` names for each cell its merged categories, one tuple for each question in ``places``. ``rest`` counts the
    answers outside all cells: 0 or at least k.
    """

    places: tuple[int, ...]
    groups: tuple[tuple[Group, ...], ...] = ()
    cells: tuple[Cell, ...] = ()
    rest: int = 0


@dataclass(frozen=True)
class Plan:
    """What a release shows. Without ``total`` nothing is released at all; ``withheld`` are places of breakdowns."""

    total: Cell | None
    breakdowns: tuple[Breakdown, ...] = ()
    withheld: tuple[tuple[int, ...], ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, the total first."""
        parts = [self.total] if self.total else []
        return (*parts, *(part for breakdown in self.breakdowns for part in breakdown.cells))


def may_follow(before: int, now: int, fold: int) -> bool:
    """Say whether a correction with ``now`` answers may follow a release of ``before``: as many, or ``fold`` more."""
    return now == before or now - before >= fold


def plan(
    counts: Mapping[Atom, int],
    dimensions: Sequence[Dimension],
    thresholds: Thresholds,
    *,
    crossings: Iterable[tuple[Dimension, Dimension]] = (),
    earlier: Sequence[Plan] = (),
) -> Plan:
    """Choose the cells of a release; ``counts`` are today's atoms, ``earlier`` all that was released of the campaign.

    The total comes first, then each breakdown in order, then the crossed ones; every one that the audit does not let
    pass is withheld whole. Nothing is released of a campaign that is too small, or has too few new answers (REQ-10).
    """
    total = cell(counts)
    parts = {each: merge(each, _by_place(counts, each.place), thresholds.cell) for each in dimensions}
    wanted = [_one_way(partition, counts) for partition in parts.values()]
    wanted += [_two_way(parts[one], parts[other], counts, thresholds.cell) for one, other in crossings]
    if not all(may_follow(before.total.n, total.n, thresholds.fold) for before in earlier if before.total):
        return Plan(None)
    return _admitted(total, wanted, counts, thresholds, earlier)


def for_item(
    released: Plan, item_counts: Mapping[Atom, int], thresholds: Thresholds, *, earlier: Sequence[Plan] = ()
) -> Plan:
    """Choose the cells in which one item, or an index, may be shown; ``item_counts`` are its answers in each atom.

    k applies to every item separately, since people may leave one out: a breakdown with a cell of fewer answers than k
    is withheld for the item. Sizes in the result are the item's. ``earlier`` are former results of this function.
    """
    if released.total is None:
        return Plan(None)
    total = _recounted(released.total, item_counts)
    wanted = []
    for breakdown in released.breakdowns:
        cells = tuple(_recounted(part, item_counts) for part in breakdown.cells)
        rest = total.n - sum(part.n for part in cells)
        fits = all(part.n >= thresholds.cell for part in cells) and not 0 < rest < thresholds.cell
        wanted.append(Breakdown(breakdown.places, breakdown.groups, cells if fits else (), rest))
    return _admitted(total, wanted, item_counts, thresholds, earlier)


def comparable(before: Plan, now: Plan) -> tuple[tuple[tuple[int, ...], tuple[Group, ...]], ...]:
    """Name the cells, as (places, groups), that a trend may join: published in both editions and cut alike (REQ-7).

    The total is always comparable. Nothing else passes from one edition to the next, so no two editions are subtracted.
    """
    known = {(breakdown.places, groups) for breakdown in before.breakdowns for groups in breakdown.groups}
    cells = [(breakdown.places, groups) for breakdown in now.breakdowns for groups in breakdown.groups]
    return tuple(name for name in cells if name in known)


def _admitted(
    total: Cell,
    wanted: Iterable[Breakdown],
    counts: Mapping[Atom, int],
    thresholds: Thresholds,
    earlier: Sequence[Plan],
) -> Plan:
    """Take in breakdowns one after the other, each only if all cells together still pass the audit.

    Fewer cells never tell more, so where all together pass, one audit is enough.
    """
    known = [total, *(_recounted(part, counts) for before in earlier for part in before.cells)]
    wanted = list(wanted)
    everything = [*known, *(part for breakdown in wanted for part in breakdown.cells)]
    if total.n >= thresholds.cell and audit(everything, counts, thresholds.cell).clean:
        return _sorted_out(total, wanted, [breakdown for breakdown in wanted if breakdown.cells])
    k = thresholds.cell if any(before.breakdowns for before in earlier) else thresholds.total
    if total.n < thresholds.total or not audit(known, counts, k).clean:
        return Plan(None)
    admitted = []
    for breakdown in wanted:
        if breakdown.cells and audit([*known, *breakdown.cells], counts, thresholds.cell).clean:
            admitted.append(breakdown)
            known += breakdown.cells
    return _sorted_out(total, wanted, admitted)


def _sorted_out(total: Cell, wanted: Iterable[Breakdown], admitted: Sequence[Breakdown]) -> Plan:
    withheld = tuple(breakdown.places for breakdown in wanted if breakdown not in admitted)
    return Plan(total, tuple(admitted), withheld)


def _one_way(partition: Partition, counts: Mapping[Atom, int]) -> Breakdown:
    place = partition.dimension.place
    cells = tuple(cell(counts, {place: group}) for group in partition.groups)
    return Breakdown((place,), tuple((group,) for group in partition.groups), cells, partition.rest_size)


def _two_way(one: Partition, other: Partition, counts: Mapping[Atom, int], k: int) -> Breakdown:
    places = one.dimension.place, other.dimension.place
    pairs: Counter[tuple[int, int]] = Counter()
    for atom, n in counts.items():
        pairs[atom[places[0]], atom[places[1]]] += n
    shown = cross(pairs, one, other, k)
    groups = tuple((one.groups[i], other.groups[j]) for i, j in shown)
    cells = tuple(cell(counts, dict(zip(places, pair, strict=True))) for pair in groups)
    return Breakdown(places, groups, cells, pairs.total() - sum(shown.values()))


def _by_place(counts: Mapping[Atom, int], place: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for atom, n in counts.items():
        found[atom[place]] += n
    return found


def _recounted(part: Cell, counts: Mapping[Atom, int]) -> Cell:
    return Cell(part.atoms, count(part.atoms, counts))
