"""Rows, histograms and moments say the same; rounding is half up and once."""

from __future__ import annotations

import math
import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    FIVE_POINTS,
    Moments,
    Sample,
    half_up,
    histogram,
    mean_interval,
    moments_of,
    sample_from_histogram,
    sample_from_moments,
    sample_of,
)

answers = st.lists(st.integers(1, 5), max_size=60)


@given(answers)
def test_rows_histogram_and_moments_agree(rows):
    from_rows, from_counts = sample_of(rows), sample_from_histogram(histogram(rows))

    assert from_counts == sample_from_moments(moments_of(rows))
    assert from_rows.n == from_counts.n == len(rows)
    if rows:
        assert from_counts.mean == pytest.approx(statistics.fmean(rows), rel=1e-12)
        assert from_rows.mean == pytest.approx(from_counts.mean, rel=1e-12)
    if len(rows) > 1:
        assert from_counts.sd == pytest.approx(statistics.stdev(rows), rel=1e-12)
        assert from_rows.sd == pytest.approx(from_counts.sd, rel=1e-12)
        assert from_rows.variance == pytest.approx(statistics.variance(rows), rel=1e-12)


@given(answers, answers)
def test_moments_of_two_groups_add_up(first, second):
    assert moments_of(first) + moments_of(second) == moments_of(first + second)


@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=40))
def test_moments_of_sums_give_the_interval_of_persons_indices(people):
    indices = [100 * (sum(row) / 4 - 1) / 4 for row in people]

    from_rows = mean_interval(sample_of(indices), population=50)
    from_moments = mean_interval(
        FIVE_POINTS.indexed(sample_from_moments(moments_of(sum(row) for row in people)), items=4), population=50
    )

    assert from_rows is not None
    assert from_moments is not None
    assert from_moments.low == pytest.approx(from_rows.low, abs=1e-6)
    assert from_moments.high == pytest.approx(from_rows.high, abs=1e-6)


def test_nobody_has_no_mean_and_one_person_no_deviation():
    assert sample_of([]) == sample_of([None]) == sample_from_histogram([0] * 5) == Sample(0, None, None)
    assert sample_of([4]) == sample_from_histogram([0, 0, 0, 1, 0]) == Sample(1, 4.0, None)
    assert Sample(0, None, None).rescaled(25) == Sample(0, None, None)
    assert Sample(1, 4.0, None).variance is None


def test_people_who_all_say_the_same_have_no_spread():
    assert sample_of([3.3] * 3).sd == 0
    assert sample_from_histogram([0, 0, 7, 0, 0]) == Sample(7, 3.0, 0.0)


def test_a_million_people_lose_no_digit():
    sample = sample_from_moments(Moments(10**6, 10**15 + 1, 10**24 + 2 * 10**9 + 1))

    assert sample.mean == 1_000_000_000.000001
    assert sample.sd == pytest.approx(math.sqrt((10**6 - 1) / (10**6 - 1)) / 1000, rel=1e-9)


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (0, 1, 1), (2, 10, 49), (1, 3, 8)])
def test_impossible_moments_are_refused(numbers):
    with pytest.raises(ValueError, match="no group"):
        Moments(*numbers)


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="never below 0"):
        sample_from_histogram([3, -1, 0, 0, 0])


@given(st.decimals(-1000, 1000, places=3), st.integers(0, 2))
def test_rounds_what_a_number_says_not_what_binary_keeps(number, places):
    exact = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    assert half_up(float(number), places) == half_up(number, places) == half_up(Fraction(number), places)
    assert half_up(number, places) == float(exact)


def test_rounding_meets_what_computing_leaves_behind():
    assert 100 * 0.145 < 14.5
    assert half_up(100 * 0.145) == 15
    assert half_up(2.675, 2) == 2.68
    assert half_up(-0.5) == -1
    assert math.copysign(1, half_up(-0.001, 2)) == 1
    assert half_up(1250, -2) == 1300
    assert half_up(10**15 + 1) == 10**15 + 1


def test_no_result_stays_no_result():
    assert half_up(None) is None
    assert half_up(None, 2) is None
    with pytest.raises(ValueError, match="not a finite number"):
        half_up(math.nan)
