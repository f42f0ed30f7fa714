"""Margins and intervals: inside their scale, narrower with more answers, and gone when everybody answered."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from institutions.results.statistics import (
    Interval,
    Sample,
    finite_correction,
    mean_interval,
    sample_of,
    sample_of_interval,
    share_margin,
    wilson,
)


@st.composite
def counts(draw):
    """A count, the answers it is of, and a population of at least as many."""
    n = draw(st.integers(1, 300))
    return draw(st.integers(0, n)), n, draw(st.integers(n, 3 * n))


@given(counts())
def test_wilson_stays_between_0_and_100_and_holds_the_share(case):
    count, n, population = case

    plain, corrected = wilson(count, n), wilson(count, n, population=population)

    assert plain is not None
    assert corrected is not None
    share = 100 * count / n
    for interval in (plain, corrected):
        assert 0 <= interval.low <= share + 1e-9
        assert share - 1e-9 <= interval.high <= 100
    assert corrected.width <= plain.width + 1e-9


@given(counts())
def test_wilson_mirrors_when_the_question_is_turned_round(case):
    count, n, population = case

    one, other = wilson(count, n, population=population), wilson(n - count, n, population=population)

    assert one is not None
    assert other is not None
    assert one.low == pytest.approx(100 - other.high, abs=1e-9)


@given(counts())
def test_everybody_answered_leaves_no_width(case):
    count, n, _ = case
    everybody = wilson(count, n, population=n)
    margin = share_margin(count / n, n, population=n)

    assert everybody is not None
    assert everybody.low == pytest.approx(everybody.high, abs=1e-9)
    assert everybody.low == pytest.approx(100 * count / n)
    assert margin is not None
    assert margin.corrected_margin == margin.correction == 0


@given(st.lists(st.integers(1, 5), min_size=2, max_size=50))
def test_mean_of_everybody_has_no_width_either(rows):
    sample = sample_of(rows)

    census = mean_interval(sample, population=len(rows))
    plain, wide = mean_interval(sample), mean_interval(sample, level=0.99)

    assert census == Interval(sample.mean, sample.mean)
    assert plain is not None
    assert wide is not None
    assert plain.contains(sample.mean)
    assert plain.width <= wide.width


@given(st.integers(2, 500), st.integers(2, 500), st.floats(0.1, 30))
def test_more_answers_narrow_the_interval(one, other, sd):
    few, many = sorted((one, other))
    assume(few < many)

    narrow, wide = mean_interval(Sample(many, 50, sd)), mean_interval(Sample(few, 50, sd))

    assert narrow is not None
    assert wide is not None
    assert narrow.width < wide.width


@given(st.integers(0, 400), st.integers(0, 400))
def test_correction_falls_from_1_to_0(n, more):
    population = n + more

    factor = finite_correction(n, population)

    assert 0 <= factor <= 1
    assert (factor == 0) == (n == population)
    if 0 < n < population:
        assert factor == pytest.approx(math.sqrt((population - n) / (population - 1)))
        assert finite_correction(n + 1, population) < factor


def test_no_answers_give_no_interval():
    assert wilson(0, 0) is None
    assert share_margin(0.5, 0) is None
    assert mean_interval(sample_of([])) is None
    assert mean_interval(sample_of([4])) is None
    assert mean_interval(sample_of([4]), population=1) is None
    assert finite_correction(1, 1) == 0
    assert finite_correction(5, None) == 1


def test_data_errors_speak():
    with pytest.raises(ValueError, match="6 answers of 5 people"):
        finite_correction(6, 5)
    with pytest.raises(ValueError, match="3 of 2 answers"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_margin(62, 220)


def test_an_interval_can_be_cut_to_its_scale():
    assert Interval(-4, 60).within(0, 100) == Interval(0, 60)
    assert Interval(101, 120).within(0, 100) == Interval(100, 100)
    assert Interval(1, 3).contains(3)
    assert not Interval(1, 3).contains(3.01)


@pytest.mark.parametrize("population", [None, 41, 400])
def test_a_group_is_found_again_from_its_interval(population):
    sample = Sample(40, 71.5, 18.25)
    interval = mean_interval(sample, population=population)

    found = sample_of_interval(40, 71.5, interval, population=population)
    assert (found.n, found.mean, found.sd) == (40, 71.5, pytest.approx(18.25))


def test_an_interval_cut_at_the_end_of_the_scale_still_tells():
    sample = Sample(8, 95.0, 12.0)
    cut = mean_interval(sample).within(0, 100)

    assert cut.high == 100
    assert sample_of_interval(8, 95.0, cut).sd == pytest.approx(12.0)


def test_a_census_or_a_single_answer_tells_nothing_of_the_spread():
    assert sample_of_interval(30, 50.0, Interval(50.0, 50.0), population=30) is None
    assert sample_of_interval(1, 50.0, Interval(50.0, 50.0)) is None
