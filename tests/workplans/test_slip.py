"""Arithmetic of slips and forecasts: known values, and what holds for all."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workplans.results.forecast import ENOUGH, Forecast, forecast
from workplans.results.slip import Slip, slip_of

DAYS = st.integers(-2000, 2000)
DUE = date(2018, 3, 31)


def test_known_values():
    """R: quantile(c(-5, 0, 10, 30, 90), c(.25, .5, .75)) gives 0, 10, 30."""
    assert slip_of([30, -5, 90, 0, 10]) == Slip(5, median=10, lower=0, upper=30, largest=90, on_time_rate=0.4)


def test_of_two_only_the_count_is_told():
    assert slip_of([5, 400]) == Slip(2)
    assert slip_of([5, 400]).is_withheld


@given(st.lists(DAYS, min_size=3))
def test_figures_are_in_order_and_do_not_depend_on_it(days):
    slip = slip_of(days)

    assert min(days) <= slip.lower <= slip.median <= slip.upper <= slip.largest == max(days)
    assert 0 <= slip.on_time_rate <= 1
    assert slip == slip_of(sorted(days, reverse=True))


@given(st.lists(DAYS, min_size=3), DAYS)
def test_later_baselines_move_every_figure_alike(days, shift):
    slip, moved = slip_of(days), slip_of([day + shift for day in days])

    assert (moved.median, moved.lower, moved.largest) == (slip.median + shift, slip.lower + shift, slip.largest + shift)


@given(st.lists(DAYS, max_size=ENOUGH - 1), DAYS)
def test_too_little_history_gives_no_range(slips, age):
    assert forecast(due=DUE, slips=slips, today=DUE + timedelta(days=age)) is None


@given(st.lists(DAYS, min_size=ENOUGH), DAYS)
def test_a_range_never_lies_in_the_past_and_says_what_supports_it(slips, age):
    today = DUE + timedelta(days=age)

    found = forecast(due=DUE, slips=slips, today=today)

    if found is not None:
        assert today <= found.first <= found.last <= DUE + timedelta(days=max(slips))
        assert ENOUGH <= found.count <= len(slips)


def test_only_those_count_that_slipped_as_far():
    slips = [-10, -5, 0, 0, 20, 40, 60, 80, 100, 120, 140, 160]

    early = forecast(due=DUE, slips=slips, today=DUE - timedelta(days=100))
    overdue = forecast(due=DUE, slips=slips, today=DUE + timedelta(days=10))

    assert early == Forecast(DUE, DUE + timedelta(days=105), 12)
    assert overdue == Forecast(DUE + timedelta(days=55), DUE + timedelta(days=125), 8)
    assert forecast(due=DUE, slips=slips, today=DUE + timedelta(days=21)) is None


def test_nothing_beyond_the_calendar():
    assert forecast(due=date(9999, 12, 1), slips=[2000] * 8, today=date(2018, 1, 1)) is None
