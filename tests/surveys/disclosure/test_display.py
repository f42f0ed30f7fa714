"""Blurring of unanimity, and rough counts while people answer."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from surveys.results.disclosure.auditing import solvable
from surveys.results.disclosure.cells import Cell, cell
from surveys.results.disclosure.display import (
    Figure,
    Shares,
    blurred,
    fieldwork_count,
    index_score,
    is_unanimous,
    item_score,
    shares,
)
from surveys.results.disclosure.publishing import STAFF, USERS

POINTS = (0, 25, 50, 75, 100)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 0, 0, 0, 0), True),
        ((19, 1, 0, 0, 0), False),  # exactly 95 %
        ((20, 1, 0, 0, 0), True),
        ((0, 0, 29, 0, 0), True),
        ((0, 0, 30, 0, 0), False),  # large enough
        ((0, 0, 0, 0, 0), False),
    ],
)
def test_REQ_17_a_small_group_of_one_mind(counts, expected):
    assert is_unanimous(counts) == expected


def test_REQ_17_unanimity_is_shown_as_at_least_90_percent():
    assert shares((12, 0, 0, 0, 0)) == Shares(12, None, option=0, at_least=90)
    assert shares((9, 0, 0, 0, 3)) == Shares(12, (75, 0, 0, 0, 25))
    assert shares((0, 0, 0, 0, 40)).percents == (0, 0, 0, 0, 100)
    assert shares((0, 0)) is None


@pytest.mark.parametrize(
    ("counts", "figure"),
    [
        ((12, 0, 0, 0, 0), Figure(0, 10)),
        ((0, 0, 12, 0, 0), Figure(45, 55)),
        ((0, 0, 0, 0, 12), Figure(90, 100)),
        ((6, 0, 0, 0, 6), Figure(50, 50)),
        ((0, 0, 0, 0, 30), Figure(100, 100)),
    ],
)
def test_REQ_17_the_score_of_an_item_says_no_more_than_its_shares(counts, figure):
    assert item_score(counts, POINTS) == figure
    assert item_score(counts, POINTS).is_exact == (shares(counts).percents is not None)


def test_REQ_17_an_item_without_answers_has_no_score():
    assert item_score((0, 0), (0, 100)) is None


@pytest.mark.parametrize(
    ("index", "n", "figure"),
    [
        (97.5, 29, Figure(90, 100)),
        (2.5, 12, Figure(0, 10)),
        (95.0, 12, Figure(95.0, 95.0)),
        (5.0, 12, Figure(5.0, 5.0)),
        (99.0, 30, Figure(99.0, 99.0)),
        (61.2, 12, Figure(61.2, 61.2)),
    ],
)
def test_REQ_17_the_index_is_capped_by_the_same_rule(index, n, figure):
    assert index_score(index, n) == figure


@given(counts=st.lists(st.integers(0, 30), min_size=2, max_size=5))
def test_REQ_17_no_shown_share_of_a_small_group_is_above_95_percent(counts):
    shown = shares(counts)

    if shown and shown.n < 30 and shown.percents:
        assert max(shown.percents) <= 95


def test_REQ_17_a_blurred_cell_is_not_the_difference_of_its_siblings():
    counts = {(1, 1): 30, (2, 1): 12, (3, 1): 14}
    total, large, one_mind, other = cell(counts), *(cell(counts, {0: [a]}) for a in (1, 2, 3))

    assert blurred([total, large, one_mind, other], counts, [one_mind]) == {one_mind, other}
    assert blurred([total, large, other], counts, [one_mind]) == {other}  # it is the rest of the breakdown
    assert blurred([total, large, other], counts, []) == frozenset()


@hypothesis_settings(deadline=None, max_examples=60)
@given(
    sizes=st.lists(st.integers(0, 20), min_size=6, max_size=6),
    groups=st.lists(st.frozensets(st.integers(0, 5), min_size=1), min_size=1, max_size=6, unique=True),
    data=st.data(),
)
def test_REQ_17_no_blurred_cell_can_be_calculated(sizes, groups, data):
    counts = {(place, 1): n for place, n in enumerate(sizes)}
    cells = [Cell(frozenset((place, 1) for place in group), sum(sizes[place] for place in group)) for group in groups]
    unanimous = [each for each in data.draw(st.lists(st.sampled_from(cells), unique=True)) if each.n]

    hidden = blurred(cells, counts, unanimous)

    assert hidden >= set(unanimous)
    exact = [each for each in cells if each not in hidden]
    assert not any(solvable(exact, counts, each.atoms) for each in unanimous)


@pytest.mark.parametrize(
    ("answers", "thresholds", "shown"),
    [(14, STAFF, 10), (15, STAFF, 10), (9, STAFF, 0), (14, USERS, 10), (15, USERS, 15)],
)
def test_REQ_08_answers_are_counted_in_whole_folds(answers, thresholds, shown):
    assert fieldwork_count(answers, thresholds) == shown


@given(answers=st.integers(0, 500), fold=st.sampled_from([USERS, STAFF]))
def test_REQ_08_a_count_tells_of_folds_only(answers, fold):
    shown = fieldwork_count(answers, fold)

    assert shown % fold.fold == 0
    assert 0 <= answers - shown < fold.fold


def test_REQ_08_nothing_is_counted_of_small_units():
    assert fieldwork_count(9, STAFF, headcount=9) is None
    assert fieldwork_count(10, STAFF, headcount=10) == 10
