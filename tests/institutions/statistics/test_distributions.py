"""The t distribution against closed forms, printed tables and its own inverse."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics.distributions import (
    incomplete_beta,
    normal_cdf,
    normal_p_value,
    normal_quantile,
    t_cdf,
    t_p_value,
    t_quantile,
)

shares = st.floats(0.001, 0.999)
freedoms = st.floats(0.5, 2000)


@given(shares)
def test_one_and_two_degrees_of_freedom_have_closed_forms(share):
    assert t_quantile(share, 1) == pytest.approx(math.tan(math.pi * (share - 0.5)), rel=1e-9, abs=1e-9)
    assert t_quantile(share, 2) == pytest.approx((2 * share - 1) / math.sqrt(2 * share * (1 - share)), abs=1e-8)


@pytest.mark.parametrize(
    ("share", "df", "printed"),
    [(0.95, 5, 2.015), (0.975, 30, 2.0423), (0.995, 10, 3.1693), (0.9, 120, 1.2886), (0.9995, 3, 12.924)],
)
def test_quantiles_of_printed_tables(share, df, printed):
    assert t_quantile(share, df) == pytest.approx(printed, abs=0.0005)


@given(shares, freedoms)
def test_quantile_undoes_the_distribution_and_mirrors_at_zero(share, df):
    t = t_quantile(share, df)

    assert t_cdf(t, df) == pytest.approx(share, abs=1e-9)
    assert t_quantile(1 - share, df) == pytest.approx(-t, rel=1e-6, abs=1e-9)


@given(st.floats(0.51, 0.999), freedoms, freedoms)
def test_more_people_need_a_smaller_quantile(share, one, other):
    assert t_quantile(share, min(one, other)) >= t_quantile(share, max(one, other)) - 1e-9
    assert t_quantile(share, one) >= normal_quantile(share) - 1e-6


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.integers(0, 1024).map(lambda part: part / 1024))
def test_incomplete_beta_is_a_share_and_mirrors(a, b, x):
    value = incomplete_beta(a, b, x)

    assert -1e-12 <= value <= 1 + 1e-12
    assert value + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)


def test_very_many_degrees_of_freedom_are_normal():
    assert t_quantile(0.975, 1e9) == pytest.approx(statistics.NormalDist().inv_cdf(0.975), rel=1e-6)
    assert t_quantile(0.975, 9.9e5) == pytest.approx(t_quantile(0.975, 1.1e6), abs=1e-5)
    assert normal_cdf(0) == 0.5
    assert normal_p_value(0) == t_p_value(0, 5) == 1
    assert normal_p_value(-1.96) == normal_p_value(1.96) == pytest.approx(0.05, abs=1e-4)
    assert 0 < normal_p_value(30) < 1e-190
    assert t_quantile(0.5, 7) == pytest.approx(0, abs=1e-9)


def test_impossible_questions_are_refused():
    with pytest.raises(ValueError, match="quantile"):
        t_quantile(1.0, 5)
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_cdf(1.0, 0)
    with pytest.raises(ValueError, match="incomplete beta"):
        incomplete_beta(1, 1, 1.5)
