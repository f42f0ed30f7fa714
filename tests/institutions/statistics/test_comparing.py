"""Sample sizes, response, two waves, families of comparisons, benchmark and funnel."""

from __future__ import annotations

import itertools
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    Benchmark,
    Interval,
    Sample,
    Standing,
    benchmark,
    benchmark_of_others,
    compare_means,
    compare_shares,
    funnel,
    gross_sample,
    holm,
    minimum_detectable_change,
    response,
    sample_size,
    share_funnel,
    standing,
)


@given(st.integers(1, 10_000), st.floats(0.01, 0.5), st.floats(0.01, 0.99))
def test_never_more_answers_than_people_and_more_for_a_smaller_margin(population, margin, share):
    found, finer = (sample_size(e, population=population, share=share) for e in (margin, margin / 2))

    assert found is not None
    assert finer is not None
    assert 1 <= found.n <= finer.n <= population
    endless = sample_size(margin, share=share)
    assert endless is not None
    assert found.n <= endless.n


def test_planner_against_a_reference_table():
    sizes = {people: sample_size(5, population=people).n for people in (1, 100, 250, 500, 5000)}

    assert sizes == {1: 1, 100: 80, 250: 152, 500: 218, 5000: 357}
    assert sample_size(0.05) == sample_size(5)
    assert sample_size(5, population=0) is None
    assert sample_size(0.02, share=0.1, z=2).n == 900  # and not 901 for 900.0000000000001
    assert sample_size(0.99, share=1e-12).n == 1
    assert gross_sample(80, 0.5, population=100) == 100
    assert gross_sample(7, 0.07) == 100
    for wrong in ({"margin": 0}, {"margin": 100}, {"margin": 5, "share": 1}, {"margin": 5, "population": -1}):
        with pytest.raises(ValueError, match="between 0 and 1"):
            sample_size(**wrong)
    with pytest.raises(ValueError, match="response rate"):
        gross_sample(80, 35)


def test_response_is_unknown_for_an_open_link():
    assert response(12).response_percent is None
    assert response(12, started=16).completion_percent == 75
    assert response(0, invited=8, undeliverable=8).response_percent is None
    with pytest.raises(ValueError, match="12 completed of 10"):
        response(12, invited=11, undeliverable=1)


@given(st.integers(2, 500), st.integers(2, 500), st.floats(0, 40))
def test_detectable_change_shrinks_with_answers_and_vanishes_in_a_census(one, other, sd):
    found = minimum_detectable_change(one, other, sd=sd)

    assert found is not None
    assert minimum_detectable_change(one + 1, other, sd=sd) <= found
    assert minimum_detectable_change(one, other, sd=sd, population1=2 * one) <= found
    assert minimum_detectable_change(one, other, sd=sd, population1=one, population2=other) == 0
    assert minimum_detectable_change(0, other, sd=sd) is None


def test_detectable_change_of_a_known_plan():
    assert minimum_detectable_change(100, 100, sd=20) == pytest.approx(2.80159 * 20 * 0.141421, abs=1e-3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        minimum_detectable_change(100, 100, sd=20, power=80)


shares = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares, shares)
def test_two_shares_swapped_turn_the_difference_round(one, other):
    there, back = compare_shares(*one, *other), compare_shares(*other, *one)

    assert there is not None
    assert back is not None
    assert there.difference == pytest.approx(-back.difference)
    assert there.interval.low == pytest.approx(-back.interval.high)
    assert there.p_value == pytest.approx(back.p_value)
    assert 0 <= there.p_value <= 1
    assert there.interval.contains(there.difference)
    assert (there.is_clear is None) == (min(one[1], other[1]) < 30)


samples = st.tuples(st.integers(2, 200), st.floats(0, 100), st.floats(0.1, 40)).map(lambda s: Sample(*s))


@given(samples, samples)
def test_two_means_have_a_clear_difference_exactly_when_p_is_small(one, other):
    found = compare_means(one, other)

    assert found is not None
    assert min(one.n, other.n) - 1 - 1e-6 <= found.df <= one.n + other.n - 2 + 1e-6
    assert (found.is_clear is None) == (min(one.n, other.n) < 30)
    if found.is_clear is not None and abs(found.p_value - 0.05) > 1e-9:
        assert found.is_clear == (found.p_value < 0.05)


def test_groups_without_spread_or_answers():
    same = compare_means(Sample(40, 50, 0.0), Sample(40, 50, 0.0))
    apart = compare_means(Sample(40, 50, 0.0), Sample(40, 60, 0.0))
    alike = compare_shares(40, 40, 50, 50)

    assert same is not None
    assert apart is not None
    assert alike is not None
    assert (same.t, same.p_value, same.is_clear) == (None, 1.0, False)
    assert (apart.t, apart.p_value, apart.is_clear) == (None, 0.0, True)
    assert (alike.z, alike.p_value, alike.is_clear) == (None, 1.0, False)
    assert compare_means(Sample(1, 50, None), Sample(40, 60, 9.0)) is None
    assert compare_shares(0, 0, 4, 9) is None
    with pytest.raises(ValueError, match="between 0 and the number"):
        compare_shares(5, 4, 4, 9)


@given(st.lists(st.one_of(st.floats(0, 1), st.none()), max_size=12))
def test_holm_only_raises_p_values_and_keeps_their_order(family):
    corrected = holm(family)

    both = [(p, q) for p, q in zip(family, corrected, strict=True) if p is not None]
    assert [q is None for q in corrected] == [p is None for p in family]
    assert all(p <= q <= 1 for p, q in both)
    assert all(q <= r for (_, q), (_, r) in itertools.pairwise(sorted(both)))
    if both:
        assert min(q for _, q in both) == pytest.approx(min(1, len(both) * min(p for p, _ in both)))


def test_holm_of_a_known_family():
    assert holm([0.01, 0.04, 0.03, None, 0.005]) == pytest.approx((0.03, 0.06, 0.06, None, 0.02))
    assert holm([]) == ()
    with pytest.raises(ValueError, match="p value"):
        holm([5])


@given(st.lists(st.floats(0, 100), min_size=3, max_size=15))
def test_benchmark_is_ordered_and_leaves_the_reader_out(values):
    found = benchmark([*values, None])
    pool = {str(number): value for number, value in enumerate(values)}

    assert found is not None
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)
    assert found.median == pytest.approx(statistics.median(values))
    others = benchmark_of_others({**pool, "own": 1000.0}, "own")
    assert others == found
    assert benchmark_of_others(pool, "0", fewest=len(values)) is None


def test_three_words_beside_others():
    others = Benchmark(5, 50, 60, 70)

    assert standing(Interval(60.1, 70), others) is Standing.ABOVE
    assert standing(Interval(40, 59.9), others) is Standing.BELOW
    assert standing(Interval(60, 80), others) is standing(Interval(40, 60), others) is Standing.WITHIN_NOISE
    assert standing(None, others) is None
    assert standing(Interval(1, 2), None) is None


@given(st.floats(0, 100), st.integers(1, 400), st.integers(0, 400))
def test_funnel_narrows_with_size_and_a_census_has_no_chance_left(percent, n, more):
    found = share_funnel(percent, n, population=n + more)

    assert found is not None
    assert 0 <= found.outer.low <= found.inner.low <= percent <= found.inner.high <= found.outer.high <= 100
    assert found.standing(percent) is Standing.WITHIN_NOISE
    census = share_funnel(percent, n, population=n)
    assert census is not None
    assert census.outer.width == 0


def test_funnel_of_a_known_group():
    found = funnel(60, 20, 100)

    assert found is not None
    assert (found.inner.low, found.inner.high) == pytest.approx((56.08, 63.92))
    assert (found.outer.low, found.outer.high) == pytest.approx((53.8196, 66.1804))
    assert [found.standing(value) for value in (53, 55, 67)] == [
        Standing.BELOW,
        Standing.WITHIN_NOISE,
        Standing.ABOVE,
    ]
    assert funnel(60, 20, 0) is None
    assert share_funnel(60, 0) is None
    with pytest.raises(ValueError, match="never below 0"):
        funnel(60, -1, 5)
    with pytest.raises(ValueError, match="percent"):
        share_funnel(101, 5)
