"""Joining neighbouring categories until no cell is small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.results.disclosure.merging import Dimension, cross, merge

AGES = Dimension(0, ((1, 2, 3, 4),))
UNITS = Dimension(1, ((1,), (2,), (3,)))

dimensions = st.sampled_from([AGES, UNITS, Dimension(2, ((1, 2), (3, 4, 5, 6))), Dimension(0, ((1, 2, 3), (4,)))])


@pytest.mark.parametrize(
    ("counts", "groups", "sizes"),
    [
        ({1: 20, 2: 20, 3: 20, 4: 20}, ((1,), (2,), (3,), (4,)), (20, 20, 20, 20)),
        ({1: 4, 2: 20, 3: 20, 4: 20}, ((1, 2), (3,), (4,)), (24, 20, 20)),
        ({1: 4, 2: 5, 3: 20, 4: 20}, ((1, 2, 3), (4,)), (29, 20)),
        ({1: 20, 2: 20, 3: 20, 4: 4}, ((1,), (2,), (3, 4)), (20, 20, 24)),
        ({1: 20, 3: 20}, ((1,), (2, 3, 4)), (20, 20)),
    ],
)
def test_small_cells_join_the_neighbour_above_and_the_last_one_below(counts, groups, sizes):
    partition = merge(AGES, counts, 10)

    assert (partition.groups, partition.sizes, partition.rest_size) == (groups, sizes, 0)


def test_a_category_that_cannot_be_merged_withholds_the_breakdown():
    assert merge(UNITS, {1: 30, 2: 30, 3: 9}, 10).groups == ()


def test_a_category_nobody_chose_is_left_out():
    assert merge(UNITS, {1: 30, 2: 30}, 10).groups == ((1,), (2,))


def test_one_cell_that_holds_everybody_is_no_breakdown():
    assert merge(AGES, {1: 9, 2: 9}, 10).groups == ()


def test_a_few_without_an_answer_take_the_smallest_cell_with_them():
    partition = merge(AGES, {0: 3, 1: 20, 2: 11, 3: 30, 4: 40}, 10)

    assert partition.groups == ((1,), (3,), (4,))
    assert (partition.rest, partition.rest_size) == ((0, 2), 14)


def test_many_without_an_answer_are_the_rest():
    partition = merge(AGES, {0: 12, 1: 20, 4: 20}, 10)

    assert (partition.groups, partition.rest, partition.rest_size) == (((1,), (2, 3, 4)), (0,), 12)


@given(
    dimension=dimensions,
    sizes=st.lists(st.integers(0, 30), min_size=7, max_size=7),
    k=st.sampled_from([5, 10]),
)
def test_REQ_05_no_published_partition_leaves_a_small_remainder(dimension, sizes, k):
    counts = {category: sizes[category] for category in (0, *dimension.categories)}

    partition = merge(dimension, counts, k)

    shown = [category for group in partition.groups for category in group]
    assert len(shown) == len(set(shown))
    if partition.groups:
        assert all(n >= k for n in partition.sizes)
        assert list(partition.sizes) == [sum(counts[c] for c in group) for group in partition.groups]
        assert partition.rest_size == 0 or partition.rest_size >= k
        assert partition.rest_size == sum(counts.values()) - sum(partition.sizes)


@given(sizes=st.lists(st.integers(0, 60), min_size=20, max_size=20), k=st.sampled_from([5, 10]))
def test_REQ_06_a_two_way_table_is_published_only_if_every_cell_is_large(sizes, k):
    counts = {(a, b): sizes[a * 4 + b] for a in range(5) for b in range(4)}
    rows = merge(AGES, {a: sum(counts[a, b] for b in range(4)) for a in range(5)}, k)
    columns = merge(UNITS, {b: sum(counts[a, b] for a in range(5)) for b in range(4)}, k)

    table = cross(counts, rows, columns, k)

    if table:
        assert len(table) == len(rows.groups) * len(columns.groups)
        assert all(n >= k for n in table.values())
        for i, whole in enumerate(rows.sizes):
            rest = whole - sum(n for (row, _), n in table.items() if row == i)
            assert rest == 0 or rest >= k


def test_REQ_06_one_small_cell_withholds_the_whole_table():
    counts = {(a, b): 20 for a in (1, 2) for b in (1, 2)}
    rows, columns = Dimension(0, ((1, 2),)), Dimension(1, ((1, 2),))
    by_row, by_column = merge(rows, {1: 40, 2: 40}, 10), merge(columns, {1: 40, 2: 40}, 10)

    assert cross(counts, by_row, by_column, 10) == {(0, 0): 20, (0, 1): 20, (1, 0): 20, (1, 1): 20}
    assert cross(counts | {(1, 1): 9, (1, 2): 31}, by_row, by_column, 10) == {}
    assert cross(counts | {(1, 0): 3}, by_row, by_column, 10) == {}


@pytest.mark.parametrize(
    ("place", "chains"),
    [
        (3, ((1, 2),)),
        (0, ((1, 2, 3, 4, 5, 6, 7),)),
        (0, ((1,),)),
        (0, ((1, 2), (2, 3))),
        (0, ((0, 1, 2),)),
    ],
)
def test_REQ_18_at_most_three_questions_of_six_categories(place, chains):
    with pytest.raises(ValueError, match=r"."):
        Dimension(place, chains)


def test_undeclared_categories_are_refused():
    with pytest.raises(ValueError, match="Undeclared"):
        merge(AGES, {5: 10}, 10)
