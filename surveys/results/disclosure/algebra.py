"""Exact linear algebra over the integers modulo a large prime.

Rows of zeros and ones have minors of at most (r + 1)^((r + 1) / 2) / 2^r (Hadamard). Below rank 180 that is less than
the prime, so a rank or a membership found here is the one over the fractions, without their growing numerators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PRIME = 2**521 - 1


@dataclass(frozen=True)
class Basis:
    """Reduced row echelon form: row i is {column: value}, 1 at ``pivots[i]`` and absent at every other pivot."""

    pivots: tuple[int, ...]
    rows: tuple[dict[int, int], ...]


def basis(rows: Iterable[Iterable[int]], order: Sequence[int]) -> Basis:
    """Reduce rows of zeros and ones, each given as its columns with a one.

    Pivots are the earliest columns of ``order`` they can be.
    """
    place = {column: position for position, column in enumerate(order)}
    reduced: dict[int, dict[int, int]] = {}
    for ones in rows:
        row = _without(dict.fromkeys(ones, 1), reduced)
        if not row:
            continue
        pivot = min(row, key=lambda column: place[column])
        inverse = pow(row[pivot], -1, PRIME)
        row = {column: value * inverse % PRIME for column, value in row.items()}
        reduced[pivot] = row
    for pivot in sorted(reduced, key=lambda column: place[column], reverse=True):
        others = {column: row for column, row in reduced.items() if column != pivot}
        reduced[pivot] = _without(reduced[pivot], others)
    return Basis(tuple(reduced), tuple(reduced.values()))


def contains(found: Basis, ones: Iterable[int]) -> bool:
    """Say whether the sum over these columns can be calculated from the rows."""
    return not _without(dict.fromkeys(ones, 1), dict(zip(found.pivots, found.rows, strict=True)))


def _without(row: dict[int, int], reduced: dict[int, dict[int, int]]) -> dict[int, int]:
    """Take multiples of the reduced rows away until nothing is left at their pivots."""
    while hits := row.keys() & reduced.keys():
        for hit in hits:
            factor = row.get(hit, 0)
            for column, value in reduced[hit].items() if factor else ():
                left = (row.get(column, 0) - factor * value) % PRIME
                if left:
                    row[column] = left
                else:
                    row.pop(column, None)
    return row
