"""Quadrants with doubt, and correlations from rows against tables of counts."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    Estimate,
    Interval,
    Quadrant,
    correlation,
    correlation_from_joint,
    importance_performance,
)

pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=60)
figures = st.dictionaries(st.sampled_from("ABCDEFGH"), st.tuples(st.floats(1, 5), st.floats(1, 5)), min_size=3)


def joint(rows):
    table = [[0] * 5 for _ in range(5)]
    for a, b in rows:
        table[a - 1][b - 1] += 1
    return table


def ranks(values):
    ordered = sorted(values)
    return [statistics.fmean(place for place, other in enumerate(ordered, 1) if other == value) for value in values]


@given(pairs)
def test_correlation_from_rows_from_a_table_and_from_the_library_agree(rows):
    first, second = zip(*rows, strict=True)

    from_rows, from_table = correlation(first, second), correlation_from_joint(joint(rows))

    if len(set(first)) < 2 or len(set(second)) < 2:
        assert from_rows is None
        assert from_table is None
        return
    assert from_rows is not None
    assert from_table is not None
    assert from_rows.n == from_table.n == len(rows)
    assert from_rows.is_thin == (len(rows) < 30)
    for found in (from_rows, from_table):
        assert found.pearson == pytest.approx(statistics.correlation(first, second), abs=1e-9)
        assert found.spearman == pytest.approx(statistics.correlation(ranks(first), ranks(second)), abs=1e-9)


@given(pairs)
def test_correlation_is_bounded_symmetric_and_turns_its_sign(rows):
    first, second = zip(*rows, strict=True)
    found = correlation(first, second)
    if found is None:
        return

    swapped, turned = correlation(second, first), correlation(first, [6 - b for b in second])

    assert -1 <= found.pearson <= 1
    assert -1 <= found.spearman <= 1
    assert swapped is not None
    assert turned is not None
    assert swapped.pearson == pytest.approx(found.pearson, abs=1e-9)
    assert turned.pearson == pytest.approx(-found.pearson, abs=1e-9)
    assert (found.interval is None) == (len(rows) < 4)
    assert found.interval is None or found.interval.contains(found.pearson)


@given(pairs)
def test_a_known_population_narrows_the_interval_down_to_nothing(rows):
    first, second = zip(*rows, strict=True)
    plain = correlation(first, second)
    if plain is None or plain.interval is None:
        return

    half, census = (correlation(first, second, population=factor * len(rows)) for factor in (2, 1))

    assert half is not None
    assert census is not None
    assert half.interval is not None
    assert census.interval is not None
    assert half.interval.width <= plain.interval.width + 1e-12
    assert census.interval.width == pytest.approx(0, abs=1e-9)


def test_rows_with_gaps_are_left_out_and_columns_are_equally_long():
    found = correlation([1, None, 3, 5, 4], [2, 4, None, 5, 3])

    assert found is not None
    assert found.n == 3
    assert found.interval is None
    assert correlation([], []) is None
    assert correlation_from_joint([[0, 0], [0, 0]]) is None
    perfect = correlation([1, 2, 3, 4], [2.5, 3.5, 4.5, 5.5])
    assert perfect is not None
    assert perfect.interval == Interval(1, 1)
    with pytest.raises(ValueError, match="shorter"):
        correlation([1, 2], [1])
    with pytest.raises(ValueError, match="never below 0"):
        correlation_from_joint([[1, -1]])


def test_interval_of_a_known_table():
    found = correlation_from_joint([[6, 2], [2, 6]])

    assert found is not None
    assert found.pearson == found.spearman == pytest.approx(0.5)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.0057, 0.79794), abs=5e-5)


def test_columns_with_hardly_any_spread_have_no_correlation():
    assert correlation([1e-320, 2e-320, 1e-320], [1, 2, 3]) is None


@given(figures)
def test_every_point_has_one_quadrant_and_high_means_on_the_line_or_above(both):
    chart = importance_performance({k: s for k, (s, _) in both.items()}, {k: i for k, (_, i) in both.items()})

    assert chart is not None
    for name, (score, weight) in both.items():
        point = chart.points[name]
        good = score >= chart.cross_satisfaction - 1e-9
        weighty = weight >= chart.cross_importance - 1e-9
        assert (
            point.verdict
            == point.quadrant
            == {
                (True, True): Quadrant.KEEP_UP,
                (False, True): Quadrant.CONCENTRATE,
                (True, False): Quadrant.OVERKILL,
                (False, False): Quadrant.LOW_PRIORITY,
            }[good, weighty]
        )
        assert point.gap == score - weight


@given(figures, st.floats(0, 1), st.floats(0, 1))
def test_a_point_is_uncertain_exactly_when_an_interval_crosses_its_line(both, below, above):
    satisfaction = {k: Estimate(s, Interval(s - below, s + above)) for k, (s, _) in both.items()}
    importance = {k: Estimate(i, Interval(i, i)) for k, (_, i) in both.items()}

    chart = importance_performance(satisfaction, importance, cross=(3, 3))

    assert chart is not None
    for name, (score, _) in both.items():
        crosses = score - below < 3 - 1e-9 <= score + above
        assert (chart.points[name].verdict is Quadrant.UNCERTAIN) == crosses


def test_fewer_than_three_complete_points_make_no_chart():
    assert importance_performance({"A": 3.0, "B": 4.0, "C": 2.0}, {"A": 3.0, "B": 4.0, "C": None}) is None
    assert importance_performance({"A": 3.0, "B": 4.0, "C": None}, {"A": 3.0, "B": 4.0, "C": 3.0}) is None


def test_a_tie_counts_as_high_whatever_the_mean_leaves_behind():
    same = dict.fromkeys("ABCDEFG", 3.3)

    chart = importance_performance(same, same)

    assert chart is not None
    assert {point.verdict for point in chart.points.values()} == {Quadrant.KEEP_UP}
