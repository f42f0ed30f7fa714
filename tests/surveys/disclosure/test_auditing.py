"""The rank audit, against a slow judge that tries every union of atoms with fractions."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.disclosure import auditing
from surveys.results.disclosure.algebra import basis, contains
from surveys.results.disclosure.auditing import audit, solvable
from surveys.results.disclosure.cells import Cell, batches, cell

ATOMS = [(place, 1) for place in range(1, 8)]


def rank(rows):
    """Plain elimination with fractions."""
    rows, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def exposed_by_trying(cells, counts, k):
    """Every union of atoms that holds 1 to k - 1 answers and lies in the row space."""
    atoms = sorted(atom for atom, n in counts.items() if n)
    rows = [[int(atom in part.atoms) for atom in atoms] for part in cells]
    found = []
    for many in range(1, len(atoms) + 1):
        for group in combinations(atoms, many):
            if sum(counts[atom] for atom in group) < k:
                indicator = [int(atom in group) for atom in atoms]
                if rank([*rows, indicator]) == rank(rows):
                    found.append(frozenset(group))
    return found


@st.composite
def small_worlds(draw):
    counts = {atom: draw(st.integers(0, 6)) for atom in ATOMS}
    groups = draw(st.lists(st.frozensets(st.sampled_from(ATOMS), min_size=1), min_size=1, max_size=6))
    return [Cell(group, sum(counts[atom] for atom in group)) for group in groups], counts


@settings(max_examples=150, deadline=None)
@given(world=small_worlds(), k=st.sampled_from([5, 10]))
def test_REQ_06_the_audit_finds_a_group_exactly_when_there_is_one(world, k):
    cells, counts = world
    truth = exposed_by_trying(cells, counts, k)

    found = audit(cells, counts, k)

    assert found.complete
    assert {group.atoms for group in found.exposed} <= set(truth)
    assert found.clean == (not truth)
    assert all(0 < group.n < k for group in found.exposed)


@settings(max_examples=100, deadline=None)
@given(world=small_worlds(), wanted=st.frozensets(st.sampled_from(ATOMS), min_size=1))
def test_REQ_06_what_is_solvable_agrees_with_the_rank(world, wanted):
    cells, counts = world
    atoms = [atom for atom in ATOMS if counts[atom]]
    rows = [[int(atom in part.atoms) for atom in atoms] for part in cells]
    indicator = [int(atom in wanted) for atom in atoms]

    assert solvable(cells, counts, wanted) == (rank([*rows, indicator]) == rank(rows))


@given(rows=st.lists(st.lists(st.integers(0, 6), unique=True), max_size=7))
def test_reduced_rows_have_the_rank_of_the_rows(rows):
    found = basis(rows, range(7))

    assert len(found.pivots) == rank([[int(column in row) for column in range(7)] for row in rows])
    assert all(contains(found, row) for row in rows)
    for pivot, row in zip(found.pivots, found.rows, strict=True):
        assert row[pivot] == 1
        assert not any(other in row for other in found.pivots if other != pivot)


def test_REQ_05_the_missing_sibling_is_found():
    counts = {(1, 1): 20, (2, 1): 15, (3, 1): 4}
    cells = [cell(counts), cell(counts, {0: [1]}), cell(counts, {0: [2]})]

    assert audit(cells, counts, 10).exposed == (Cell(frozenset({(3, 1)}), 4),)
    assert audit(cells[:2], counts, 10).clean


def test_REQ_06_a_union_of_small_groups_is_found():
    """No single small group can be calculated here, only two of them together."""
    counts = {(1, 1, 1): 20, (2, 2, 1): 3, (3, 3, 1): 4, (1, 2, 1): 12, (2, 1, 1): 12}
    cells = [cell(counts), Cell(frozenset({(1, 1, 1), (1, 2, 1), (2, 1, 1)}), 44)]

    assert audit(cells, counts, 10).exposed == (Cell(frozenset({(2, 2, 1), (3, 3, 1)}), 7),)


def test_REQ_06_a_combination_nobody_has_helps_the_reader():
    """Everybody of group 1 is in unit 1; who knows that subtracts the two."""
    counts = {(1, 1, 1): 12, (2, 1, 1): 3, (2, 2, 1): 20}
    cells = [
        cell(counts),
        cell(counts, {0: [1]}),
        cell(counts, {0: [2]}),
        cell(counts, {1: [1]}),
        cell(counts, {1: [2]}),
    ]

    assert audit(cells, counts, 10).exposed == (Cell(frozenset({(2, 1, 1)}), 3),)


def test_REQ_10_a_straggler_between_two_releases_is_found():
    counts = batches([{(1,): 20, (2,): 20}, {(1,): 21, (2,): 29}])
    first = [Cell(frozenset({(1, 1), (2, 1)}), 40), Cell(frozenset({(1, 1)}), 20)]
    second = [cell(counts), cell(counts, {0: [1]})]

    assert audit([first[0], second[0]], counts, 10).clean
    assert [group.n for group in audit(first + second, counts, 10).exposed] == [1, 9]


def test_atoms_come_from_what_each_release_added():
    assert batches([{(1,): 5}, {(1,): 5, (2,): 3}, {(1,): 9, (2,): 3}]) == {(1, 1): 5, (2, 2): 3, (1, 3): 4}
    with pytest.raises(ValueError, match="disappeared"):
        batches([{(1,): 5}, {(1,): 4}])


def test_a_search_that_is_cut_off_is_not_clean(monkeypatch):
    counts = {(place, 1): 2 for place in range(1, 9)}
    cells = [Cell(frozenset({(a, 1), (a % 8 + 1, 1), ((a + 3) % 8 + 1, 1)}), 6) for a in range(1, 9)]
    assert audit(cells, counts, 5).complete

    monkeypatch.setattr(auditing, "MOST_STEPS", 1)

    assert not audit(cells, counts, 5).complete
    assert not audit(cells, counts, 5).clean


@pytest.mark.parametrize("people", [2, 12])
def test_REQ_18_three_questions_of_six_answers_are_within_reach(people):
    """216 atoms and 127 cells, once each atom small and once each large, with one atom that only two people are in."""
    counts = {(*answers, 1): people for answers in product(range(1, 7), repeat=3)} | {(6, 6, 6, 1): 2}
    cells = [cell(counts), *(cell(counts, {place: [a]}) for place in range(3) for a in range(1, 7))]
    for one, other in combinations(range(3), 2):
        cells += [cell(counts, {one: [a], other: [b]}) for a, b in product(range(1, 7), repeat=2)]

    assert audit(cells, counts, 10).clean
    given_away = audit([*cells, Cell(frozenset(counts) - {(6, 6, 6, 1)}, 0)], counts, 10)
    assert Cell(frozenset({(6, 6, 6, 1)}), 2) in given_away.exposed


def test_nothing_released_exposes_nobody():
    assert audit([], {(1, 1): 3}, 10).clean
    assert not solvable([], {(1, 1): 3}, {(1, 1)})
