"""Merge to k: declared categories are joined with their neighbours until no published cell is small (REQ-5, 6, 18).

Categories and the order in which they may be merged are declared before a campaign opens, so that nobody chooses cuts
after having seen answers. What cannot be merged is withheld whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_QUESTIONS = 3  # background questions of a campaign
MOST_CATEGORIES = 6  # answers of each; with k = 10 a handful of colluding readers learns nothing (REQ-18)
NO_ANSWER = 0

Group = tuple[int, ...]


@dataclass(frozen=True)
class Dimension:
    """A background question: ``chains`` are runs of neighbouring categories which may be merged with one another.

    Ages are one chain ((1, 2, 3, 4),); categories nothing else may join are chains of one: ((1,), (2,)). Category 0
    stands for no answer, belongs to no chain and is never shown alone. ``place`` counts questions from 0.
    """

    place: int
    chains: tuple[Group, ...]

    def __post_init__(self) -> None:
        categories = self.categories
        if not 0 <= self.place < MOST_QUESTIONS:
            raise ValueError(f"A campaign has at most {MOST_QUESTIONS} background questions.")
        if not 2 <= len(categories) <= MOST_CATEGORIES:
            raise ValueError(f"A background question has 2 to {MOST_CATEGORIES} answers.")
        if len(set(categories)) < len(categories) or min(categories) <= NO_ANSWER:
            raise ValueError("Each category is declared once, with a number above 0.")

    @property
    def categories(self) -> Group:
        return tuple(category for chain in self.chains for category in chain)


@dataclass(frozen=True)
class Partition:
    """Merged categories in declared order, each with at least k answers; ``rest`` are all others, 0 or at least k.

    Without ``groups`` the whole breakdown is withheld. ``sizes`` and ``rest_size`` count answers.
    """

    dimension: Dimension
    groups: tuple[Group, ...] = ()
    sizes: tuple[int, ...] = ()
    rest: Group = ()
    rest_size: int = 0


def merge(dimension: Dimension, counts: Mapping[int, int], k: int) -> Partition:
    """Merge categories upwards until every cell holds ``k`` answers; ``counts`` by category, 0 for no answer.

    The last cell of a chain has no neighbour above and joins the one below. If a chain that somebody answered stays
    below ``k``, or only one cell would be left that holds everybody, the breakdown is withheld. Between 1 and k - 1
    people without an answer take the smallest cell with them, or they would be the difference to the total.
    """
    if unknown := set(counts) - {NO_ANSWER, *dimension.categories}:
        raise ValueError(f"Undeclared categories: {sorted(unknown)}")
    cells: list[tuple[Group, int]] = []
    for chain in dimension.chains:
        merged = _merge_chain(chain, counts, k)
        if merged is None:
            return Partition(dimension)
        cells += merged
    rest: Group = (NO_ANSWER,)
    rest_size = counts.get(NO_ANSWER, 0)
    if 0 < rest_size < k and cells:
        smallest = min(cells, key=lambda part: part[1])
        cells.remove(smallest)
        rest, rest_size = (*rest, *smallest[0]), rest_size + smallest[1]
    if len(cells) + (rest_size > 0) < 2 or not cells:
        return Partition(dimension)
    groups, sizes = zip(*cells, strict=True)
    return Partition(dimension, groups, sizes, rest, rest_size)


def _merge_chain(chain: Group, counts: Mapping[int, int], k: int) -> list[tuple[Group, int]] | None:
    """Cells of one chain; none if nobody answered it, None if all of it together is below ``k``."""
    cells: list[tuple[Group, int]] = []
    open_group: Group = ()
    open_size = 0
    for category in chain:
        open_group, open_size = (*open_group, category), open_size + counts.get(category, 0)
        if open_size >= k:
            cells.append((open_group, open_size))
            open_group, open_size = (), 0
    if not cells:
        return None if open_size else []
    if open_group:
        group, size = cells[-1]
        cells[-1] = ((*group, *open_group), size + open_size)
    return cells


def cross(counts: Mapping[tuple[int, int], int], first: Partition, second: Partition, k: int) -> dict[Group, int]:
    """The two-way table of two breakdowns: {(place in ``first``, place in ``second``): answers}.

    Empty, that is withheld whole, unless every cell holds ``k`` answers and every remainder of a row or column, that is
    people outside one of the breakdowns, is 0 or at least ``k``. ``counts`` by pair of categories.
    """
    if not first.groups or not second.groups:
        return {}
    rows, columns = (_places(partition) for partition in (first, second))
    table: dict[Group, int] = {(i, j): 0 for i in range(len(first.groups)) for j in range(len(second.groups))}
    shown = set(table)
    for (a, b), n in counts.items():
        pair = rows.get(a, -1), columns.get(b, -1)
        table[pair] = table.get(pair, 0) + n
    if any(n < k if pair in shown else 0 < n < k for pair, n in table.items()):
        return {}
    return {pair: n for pair, n in table.items() if pair in shown}


def _places(partition: Partition) -> dict[int, int]:
    return {category: place for place, group in enumerate(partition.groups) for category in group}
