"""Random campaigns, and a reader who has everything that was ever released of one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations, product

from surveys.results.disclosure.cells import Atom, Cell, batches, cell
from surveys.results.disclosure.merging import Dimension, merge
from surveys.results.disclosure.publishing import STAFF, USERS, Plan, Thresholds, plan


@dataclass(frozen=True)
class World:
    """A campaign with one release or two; ``yes`` counts in each atom who answered a certain item with yes."""

    dimensions: tuple[Dimension, ...]
    thresholds: Thresholds
    snapshots: tuple[dict[tuple[int, ...], int], ...]
    counts: dict[Atom, int]
    yes: dict[Atom, int]

    def plans(self) -> list[Plan]:
        """Every release as the portal makes it, each with all that went before in mind."""
        made: list[Plan] = []
        for number in range(1, len(self.snapshots) + 1):
            made.append(
                plan(
                    batches(self.snapshots[:number]),
                    self.dimensions,
                    self.thresholds,
                    crossings=combinations(self.dimensions, 2),
                    earlier=made,
                )
            )
        return made

    def merged_cells(self) -> list[Cell]:
        """What merging alone would show at every release that is large enough, without the audit."""
        cells: list[Cell] = []
        for number in range(1, len(self.snapshots) + 1):
            counts = batches(self.snapshots[:number])
            if cell(counts).n < self.thresholds.cell or (cells and cell(counts).n - cells[0].n < self.thresholds.cell):
                continue
            cells.append(cell(counts))
            for dimension in self.dimensions:
                sizes = {a: cell(counts, {dimension.place: [a]}).n for a in (0, *dimension.categories)}
                partition = merge(dimension, sizes, self.thresholds.cell)
                cells += [cell(counts, {dimension.place: group}) for group in partition.groups]
        return cells

    def naive_cells(self, k: int) -> list[Cell]:
        """What tools with a threshold only would show: each cell of at least ``k`` answers, at every release."""
        places = [(dimension.place, dimension.categories) for dimension in self.dimensions]
        cells = []
        for number in range(1, len(self.snapshots) + 1):
            counts = batches(self.snapshots[:number])
            cells += [cell(counts), *(cell(counts, {place: [a]}) for place, answers in places for a in answers)]
            for (one, first), (other, second) in combinations(places, 2):
                cells += [cell(counts, {one: [a], other: [b]}) for a, b in product(first, second)]
        return [part for part in cells if part.n >= k]


def random_world(seed: int) -> World:
    """One to three questions, 5 to 1,000 people, skewed and dependent categories, some people without an answer."""
    draw = random.Random(seed)
    dimensions = []
    for place in range(draw.randint(1, 3)):
        categories = tuple(range(1, draw.randint(2, 6) + 1))
        chains = draw.choice([(categories,), tuple((c,) for c in categories), (categories[:1], categories[1:])])
        dimensions.append(Dimension(place, chains))
    skew, silent, alike = draw.choice([1.0, 2.0]), draw.choice([0, 0, 0.02, 0.1]), draw.choice([0, 0, 0.5, 0.9])

    def person() -> tuple[int, ...]:
        answers = []
        for dimension in dimensions:
            many = len(dimension.categories)
            answer = int(draw.random() ** skew * many) + 1
            if answers and draw.random() < alike:
                answer = min(max(answers[0], 1), many)
            answers.append(0 if draw.random() < silent else answer)
        return tuple(answers)

    now: dict[tuple[int, ...], int] = {}
    snapshots = []
    for size in [int(5 * 200 ** draw.random()), draw.choice([1, 4, 5, 9, 10, 15, 40])][: draw.choice([1, 1, 2])]:
        for _ in range(size):
            combination = person()
            now[combination] = now.get(combination, 0) + 1
        snapshots.append(dict(now))
    counts = batches(snapshots)
    yes = {atom: draw.randint(0, n) for atom, n in counts.items()}
    return World(tuple(dimensions), draw.choice([USERS, STAFF]), tuple(snapshots), counts, yes)


class Attacker:
    """Least squares in floating point: knows of each cell whom it is about, and how many said yes; nothing else.

    Gram-Schmidt carries the released numbers along. A group is recovered if nothing of its indicator is left outside
    the span, and then its number is the same combination of the released ones.
    """

    def __init__(self, cells: list[Cell], world: World) -> None:
        self.atoms = sorted(atom for atom, n in world.counts.items() if n)
        self.place = {atom: i for i, atom in enumerate(self.atoms)}
        self.basis: list[tuple[list[float], float]] = []
        for part in {part.atoms: part for part in cells}.values():
            row = [float(atom in part.atoms) for atom in self.atoms]
            value = float(sum(world.yes[atom] for atom in part.atoms if atom in world.yes))
            for _ in range(2):  # twice, against rounding
                for unit, known in self.basis:
                    along = sum(a * b for a, b in zip(row, unit, strict=True))
                    row = [a - along * b for a, b in zip(row, unit, strict=True)]
                    value -= along * known
            length = sum(a * a for a in row) ** 0.5
            if length > 1e-6:
                self.basis.append(([a / length for a in row], value / length))

    def recover(self, group: frozenset[Atom]) -> float | None:
        """How many of the group said yes, if that can be calculated."""
        places = [self.place[atom] for atom in group if atom in self.place]
        along = [sum(unit[place] for place in places) for unit, _ in self.basis]
        if not places or abs(sum(a * a for a in along) - len(places)) > 1e-6:
            return None
        return sum(a * value for a, (_, value) in zip(along, self.basis, strict=True))


def small_groups(world: World, cells: list[Cell], k: int) -> list[frozenset[Atom]]:
    """Groups of 1 to k - 1 people somebody might ask for: single atoms, pairs and triples of them, categories and
    crossed categories in each release or all, unions of two categories, differences of released cells."""
    atoms = sorted(world.counts)
    small = [atom for atom in atoms if world.counts[atom] < k]
    groups = {frozenset([atom]) for atom in small}
    groups |= {frozenset(pair) for pair in combinations(small, 2)}
    groups |= {frozenset(triple) for triple in combinations(small[:12], 3)}
    named = {cell(world.counts, {place: [a]}).atoms for place in range(len(world.dimensions)) for a in range(7)}
    named |= {one & other for one, other in combinations(named, 2)} | {a | b for a, b in combinations(named, 2)}
    releases = {frozenset(atom for atom in atoms if atom[-1] == number) for number in (1, 2)}
    groups |= named | releases | {group & release for group in named for release in releases}
    groups |= {a.atoms - b.atoms for a in cells for b in cells if b.atoms < a.atoms}
    return [group for group in groups if 0 < sum(world.counts[atom] for atom in group) < k]
