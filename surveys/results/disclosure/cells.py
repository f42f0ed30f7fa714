"""Atoms and cells: whom a published number is about.

An atom is the smallest group a campaign could speak of: everybody with one combination of background answers, first
counted in one release. It is a tuple (answer to background question 1, …, number of the release); 0 is no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Atom = tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """A published group: its atoms and how many answers they hold. Two cells of one group are the same cell."""

    atoms: frozenset[Atom]
    n: int


def batches(snapshots: Sequence[Mapping[tuple[int, ...], int]]) -> dict[Atom, int]:
    """Count the atoms from how many answers each combination had at the first, second, … release.

    Answers are never taken away: ValueError if a combination has fewer than before.
    """
    atoms: dict[Atom, int] = {}
    before: Mapping[tuple[int, ...], int] = {}
    for number, now in enumerate(snapshots, start=1):
        for combination in sorted({*before, *now}):
            added = now.get(combination, 0) - before.get(combination, 0)
            if added < 0:
                raise ValueError(f"Answers disappeared before release {number}.")
            if added:
                atoms[(*combination, number)] = added
        before = now
    return atoms


def cell(counts: Mapping[Atom, int], wanted: Mapping[int, Collection[int]] | None = None) -> Cell:
    """The atoms whose answer to each question in ``wanted`` (its place, from 0) is one of those given; all without."""
    wanted = wanted or {}
    atoms = frozenset(atom for atom in counts if all(atom[place] in answers for place, answers in wanted.items()))
    return Cell(atoms, count(atoms, counts))


def count(atoms: Iterable[Atom], counts: Mapping[Atom, int]) -> int:
    """Answers of these atoms together."""
    return sum(counts.get(atom, 0) for atom in atoms)
