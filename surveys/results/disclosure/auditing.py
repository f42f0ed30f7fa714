"""The rank audit: which small groups can be calculated from everything ever released (REQ-5, 6, 10).

Every released number of a cell (how many, how many chose an answer, a sum) is the sum of the same number over the
atoms of the cell. Whoever adds and subtracts releases can learn a number of a group exactly if the group's indicator
lies in the row space of the cells. A group is exposed if that is so and it holds between 1 and k - 1 answers.

Readers may know which combinations nobody has (the only two lawyers are in unit 3), so empty atoms are left out of the
unknowns, which exposes more, never less. Atoms that are in exactly the same cells cannot be told apart and are one
block. A group whose indicator x is in the row space is the sum of those rows of the reduced form whose pivots it holds
(other pivots of these rows are 0). So groups are searched by adding reduced rows: from each row, a column that is
neither 0 nor 1 must be put right by a row that touches it. Pivots are the largest blocks, so that few of them fit into
k - 1 answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from surveys.results.disclosure.algebra import PRIME, Basis, basis, contains
from surveys.results.disclosure.cells import Atom, Cell, count

MOST_STEPS = 20_000  # of one search; a second or two, and never reached where every cell holds ten answers
MOST_FOUND = 20  # groups that one audit names


@dataclass(frozen=True)
class Audit:
    """The exposed groups found, smallest first; unless ``complete``, others may exist, and nothing may be released."""

    exposed: tuple[Cell, ...]
    complete: bool

    @property
    def clean(self) -> bool:
        return self.complete and not self.exposed


@dataclass
class _Blocks:
    """Atoms that no cell tells apart; a column of the matrix is the place of a block."""

    sizes: list[int] = field(default_factory=list)
    atoms: list[list[Atom]] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)

    def basis(self) -> Basis:
        return basis(self.rows, sorted(range(len(self.sizes)), key=lambda block: -self.sizes[block]))


def audit(cells: Collection[Cell], counts: Mapping[Atom, int], k: int) -> Audit:
    """Find groups of 1 to ``k`` - 1 answers, atoms or unions of atoms, that the cells give away.

    ``cells`` are all cells ever released for the campaign and those about to be; ``counts`` the answers of each atom:
    of respondents, or of one item. No group is found exactly when none exists, unless the search was cut off.
    """
    blocks = _blocks(cells, counts)
    found, complete = _Search(blocks.basis(), blocks.sizes, k).run()
    groups = [frozenset(atom for block in group for atom in blocks.atoms[block]) for group in found]
    exposed = sorted((Cell(atoms, count(atoms, counts)) for atoms in groups), key=lambda c: (c.n, sorted(c.atoms)))
    return Audit(tuple(exposed), complete)


def solvable(cells: Collection[Cell], counts: Mapping[Atom, int], atoms: Collection[Atom]) -> bool:
    """Say whether the numbers of this one group can be calculated from the cells."""
    wanted = frozenset(atom for atom in atoms if counts.get(atom, 0))
    blocks = _blocks(cells, counts)
    ones = [place for place, members in enumerate(blocks.atoms) if wanted.issuperset(members)]
    if sum(len(blocks.atoms[place]) for place in ones) < len(wanted):
        return False  # part of a block, or in no cell at all
    return contains(blocks.basis(), ones)


def _blocks(cells: Collection[Cell], counts: Mapping[Atom, int]) -> _Blocks:
    touched: dict[Atom, int] = {}
    distinct = list(dict.fromkeys(cell.atoms for cell in cells))
    for number, atoms in enumerate(distinct):
        for atom in atoms:
            if counts.get(atom, 0):
                touched[atom] = touched.get(atom, 0) | 1 << number
    by_cells: dict[int, list[Atom]] = {}
    for atom in sorted(touched):
        by_cells.setdefault(touched[atom], []).append(atom)
    blocks = _Blocks(rows=[[] for _ in distinct])
    for place, (mask, members) in enumerate(by_cells.items()):
        blocks.sizes.append(count(members, counts))
        blocks.atoms.append(members)
        for number, row in enumerate(blocks.rows):
            if mask >> number & 1:
                row.append(place)
    return blocks


class _Search:
    """Groups below k among the 0/1 sums of reduced rows."""

    def __init__(self, found: Basis, sizes: list[int], k: int) -> None:
        self.sizes, self.k = sizes, k
        small = [i for i, pivot in enumerate(found.pivots) if sizes[pivot] < k]
        small.sort(key=lambda i: -sizes[found.pivots[i]])
        self.pivots = [found.pivots[i] for i in small]
        self.rows = [{c: v for c, v in found.rows[i].items() if c != found.pivots[i]} for i in small]
        self.touching: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            for column in row:
                self.touching.setdefault(column, []).append(number)
        self.steps = 0
        self.groups: set[frozenset[int]] = set()

    def run(self) -> tuple[set[frozenset[int]], bool]:
        """The groups, and whether the whole space was searched (or enough was found)."""
        for first, row in enumerate(self.rows):
            self._extend([first], dict(row), set(range(first)))
            if self.steps > MOST_STEPS or len(self.groups) >= MOST_FOUND:
                break
        return self.groups, self.steps <= MOST_STEPS

    def _extend(self, chosen: list[int], sums: dict[int, int], barred: set[int]) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or len(self.groups) >= MOST_FOUND:
            return
        weight = sum(self.sizes[self.pivots[number]] for number in chosen)
        candidates = self._candidates(sums, weight, barred.union(chosen))
        if candidates is None:
            self.groups.add(frozenset([*(self.pivots[number] for number in chosen), *sums]))
            return
        gone: set[int] = set()
        for number in candidates:
            self._extend([*chosen, number], _added(sums, self.rows[number]), barred | gone)
            gone.add(number)

    def _candidates(self, sums: dict[int, int], weight: int, barred: set[int]) -> list[int] | None:
        """Rows of which the group must hold at least one more; None if it is a small group already."""
        wrong = [c for c, value in sums.items() if value != 1 or self.sizes[c] >= self.k]
        if not wrong:
            if weight + sum(self.sizes[column] for column in sums) < self.k:
                return None
            return sorted({number for column in sums for number in self._usable(column, weight, barred)})
        return min((list(self._usable(column, weight, barred)) for column in wrong), key=len)

    def _usable(self, column: int, weight: int, barred: set[int]) -> Iterator[int]:
        for number in self.touching[column]:
            if number not in barred and weight + self.sizes[self.pivots[number]] < self.k:
                yield number


def _added(sums: dict[int, int], row: dict[int, int]) -> dict[int, int]:
    total = dict(sums)
    for column, value in row.items():
        left = (total.get(column, 0) + value) % PRIME
        if left:
            total[column] = left
        else:
            total.pop(column, None)
    return total
