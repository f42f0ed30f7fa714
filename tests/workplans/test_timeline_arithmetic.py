"""Where things stand in the picture of a plan: windows, scales, places, connectors."""

from __future__ import annotations

from datetime import date

import pytest

from workplans.results.timeline import (
    Drawing,
    Mark,
    Promise,
    Span,
    Window,
    Wire,
    ahead,
    connect,
    draw,
    histogram,
    period_of,
    scale_of,
    whole,
    year,
)

TODAY = date(2018, 7, 2)
YEAR = year(2018)


def promise(**facts) -> Promise:
    known = {
        "state": "under_way",
        "percent": 0,
        "begins_on": date(2018, 1, 1),
        "begun_on": None,
        "ended_on": None,
        "due_on": date(2018, 12, 31),
        "precision": "day",
        "is_overdue": False,
    }
    return Promise(**{**known, **facts})


def test_days_stand_in_percent_of_the_window():
    assert YEAR.days == 365
    assert (YEAR.begin(date(2018, 1, 1)), YEAR.end(date(2018, 12, 31))) == (0, 100)
    assert YEAR.end(date(2018, 1, 1)) == YEAR.begin(date(2018, 1, 2)) == 0.27
    assert YEAR.begin(date(2017, 12, 31)) < 0 < 100 < YEAR.end(date(2019, 1, 1))


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [
        (date(2017, 1, 1), date(2019, 12, 31), Span(0, 100)),
        (date(2017, 1, 1), date(2018, 1, 1), Span(0, 0.27)),
        (date(2018, 12, 31), date(2030, 1, 1), Span(99.73, 0.27)),
        (date(2017, 1, 1), date(2017, 12, 31), None),
        (date(2019, 1, 1), date(2019, 1, 2), None),
        (date(2018, 5, 2), date(2018, 5, 1), None),
    ],
)
def test_spans_are_cut_at_the_edges(first, last, seen):
    assert YEAR.span(first, last) == seen


def test_a_short_span_is_still_seen_inside_the_window():
    assert YEAR.span(date(2018, 12, 31), date(2018, 12, 31), least=0.4) == Span(99.6, 0.4)


@pytest.mark.parametrize(
    ("latest", "last"),
    [
        (None, date(2019, 12, 31)),
        (date(2018, 3, 1), date(2019, 12, 31)),
        (date(2020, 2, 3), date(2020, 2, 29)),
        (date(9999, 12, 31), date(2059, 12, 31)),
    ],
)
def test_the_whole_plan_reaches_to_its_latest_deadline_within_reason(latest, last):
    assert whole(date(2017, 1, 15), date(2019, 12, 30), latest) == Window(date(2017, 1, 1), last)


def test_windows_at_the_ends_of_the_calendar():
    assert whole(date(1, 1, 1), date(9999, 12, 31), date(9999, 12, 31)).last == date(9999, 12, 31)
    assert ahead(date(9999, 12, 31)).last == date(9999, 12, 31)
    assert scale_of(whole(date(1, 1, 1), date(9999, 12, 31), None)).parts


def test_six_months_ahead_are_whole_months():
    assert ahead(date(2018, 8, 31)) == Window(date(2018, 8, 1), date(2019, 2, 28))


@pytest.mark.parametrize(
    ("window", "years", "parts", "months"),
    [
        (ahead(TODAY), 2, 7, 1),
        (YEAR, 1, 12, 1),
        (whole(date(2017, 1, 1), date(2019, 12, 31), None), 3, 12, 3),
        (whole(date(2017, 2, 1), date(2019, 12, 31), None), 3, 12, 3),
        (whole(date(2017, 1, 1), date(2026, 12, 31), None), 0, 10, 12),
        (whole(date(2001, 1, 1), date(2060, 12, 31), None), 0, 13, 60),
    ],
)
def test_the_scale_fits_the_window(window, years, parts, months):
    scale = scale_of(window)

    assert (len(scale.years), len(scale.parts), scale.parts[0].months) == (years, parts, months)
    assert scale.parts[0].span.x == 0
    assert scale.parts[-1].span.end == pytest.approx(100, abs=0.05)
    assert all(
        one.span.end == pytest.approx(next_one.span.x, abs=0.02)
        for one, next_one in zip(scale.parts, scale.parts[1:], strict=False)
    )


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2018, 5, 20), date(2018, 5, 20)),
        ("none", date(2018, 5, 20), date(2018, 5, 20)),
        ("month", date(2018, 5, 1), date(2018, 5, 31)),
        ("quarter", date(2018, 4, 1), date(2018, 6, 30)),
        ("year", date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_deadlines_mean_their_whole_period(precision, first, last):
    assert period_of(date(2018, 5, 20), precision) == (first, last)


def test_the_bar_begins_with_the_first_report_and_ends_at_the_deadline():
    drawing = draw(promise(begun_on=date(2018, 7, 2), percent=50), YEAR, TODAY)

    assert drawing.promised == Span(0, 49.86)
    assert drawing.bar == Span(49.86, 50.14)
    assert drawing.filled == Span(49.86, 25.07)
    assert drawing.due == Mark(100)
    assert (drawing.late, drawing.baseline, drawing.slip, drawing.moves) == (None, None, None, ())


def test_what_is_done_ends_with_the_last_report_and_is_full():
    drawing = draw(
        promise(state="done", percent=100, begun_on=date(2018, 1, 1), ended_on=date(2018, 7, 1)), YEAR, TODAY
    )

    assert drawing.bar == drawing.filled == Span(0, 49.86)
    assert drawing.due == Mark(100)


def test_what_is_overdue_runs_late_until_today():
    drawing = draw(promise(due_on=date(2018, 6, 1), is_overdue=True), YEAR, TODAY)

    assert drawing.late == Span(YEAR.end(date(2018, 6, 1)), pytest.approx(YEAR.end(TODAY) - YEAR.end(date(2018, 6, 1))))


def test_the_past_of_a_deadline_stays():
    said = [(date(2018, 3, 31), "quarter"), (date(2018, 6, 30), "day"), (date(2018, 12, 31), "day")]

    drawing = draw(promise(deadlines=said), YEAR, TODAY)

    assert drawing.baseline == Span(0, 24.66)
    assert drawing.baseline_mark == Mark(24.66, Span(0, 24.66))
    assert drawing.slip == (24.66, 100)
    assert drawing.moves == (49.59,)


@pytest.mark.parametrize(("due_on", "beyond"), [(date(2017, 5, 1), "before"), (date(2019, 5, 1), "after")])
def test_a_deadline_outside_the_window_is_an_arrow(due_on, beyond):
    drawing = draw(promise(begins_on=date(2017, 1, 1), due_on=due_on), YEAR, TODAY)

    assert (drawing.due, drawing.beyond) == (None, beyond)


def test_without_a_deadline_the_bar_stays_open():
    drawing = draw(promise(due_on=None), YEAR, TODAY)

    assert drawing.is_open_ended
    assert (drawing.bar, drawing.due) == (Span(0, 100), None)


def test_connectors_go_through_the_lines_between():
    lines = [Drawing(due=Mark(20)), Drawing(), Drawing(due=Mark(50)), Drawing(due=Mark(10)), Drawing()]

    connect(lines, [(2, 0), (0, 3), (3, 3), (4, 0)])

    assert lines[0].wires == [Wire("leaves", 20), Wire("enters", 10, 20, is_down=False)]
    assert lines[1].wires == [Wire("passes", 20), Wire("passes", 10)]
    assert lines[2].wires == [Wire("enters", 20, 50), Wire("passes", 10)]
    assert lines[3].wires == [Wire("leaves", 10, is_down=False)]
    assert lines[4].wires == []


def test_what_is_due_before_its_predecessor_is_marked():
    lines = [Drawing(due=Mark(60)), Drawing(due=Mark(50))]

    connect(lines, [(1, 0)])

    assert lines[1].wires == [Wire("enters", 60, 50, is_conflict=True)]


def test_many_connectors_on_one_way_are_one():
    lines = [Drawing(due=Mark(20)), Drawing(), *(Drawing(due=Mark(40)) for _line in range(30))]

    connect(lines, [(line, 0) for line in range(2, 32)])

    assert lines[1].wires == [Wire("passes", 20)]
    assert len(lines[2].wires) == 2


def test_months_are_counted_by_part_of_the_scale():
    scale = scale_of(whole(date(2017, 1, 1), date(2019, 12, 31), None))
    months = [
        {"area_id": 7, "month": month, "total": 2, "done": 1, "overdue": 0}
        for month in (date(2017, 1, 1), date(2017, 3, 1), date(2019, 12, 1), date(2016, 12, 1), date(2020, 1, 1), None)
    ]

    counts = histogram(scale, months)

    assert counts == {
        (7, 0): {"total": 4, "done": 2, "overdue": 0},
        (7, 11): {"total": 2, "done": 1, "overdue": 0},
    }
