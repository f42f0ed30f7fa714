"""Shares of the plan's bar, and how a deadline moved, in words."""

from __future__ import annotations

from datetime import date

import pytest

from workplans.models import Deadline
from workplans.results import deadline_words, plan_bar

NOTHING = dict.fromkeys(("total", "done", "under_way", "overdue", "planned", "on_hold", "cancelled"), 0)


def deadlines(*days: date, precision: str = "day") -> list[Deadline]:
    return [
        Deadline(version=version, due_on=day, precision=precision, is_baseline=version == 1)
        for version, day in enumerate(days, start=1)
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        ([date(2018, 3, 31)], "31 March 2018"),
        (
            [date(2018, 3, 31), date(2018, 4, 1)],
            "1 April 2018 (baseline 31 March 2018; moved once; 1 day later)",
        ),
        (
            [date(2018, 3, 31), date(2018, 6, 30), date(2018, 9, 30)],
            "30 September 2018 (was 30 June 2018; baseline 31 March 2018; moved twice; 183 days later)",
        ),
        (
            [date(2018, 3, 31), date(2018, 6, 30), date(2018, 9, 30), date(2018, 3, 29)],
            "29 March 2018 (was 30 September 2018; baseline 31 March 2018; moved 3 times; 2 days earlier)",
        ),
        (
            [date(2018, 3, 31), date(2018, 6, 30), date(2018, 3, 31)],
            "31 March 2018 (was 30 June 2018; baseline 31 March 2018; moved twice)",
        ),
    ],
)
def test_how_a_deadline_moved(days, words):
    assert deadline_words(deadlines(*days)) == words


def test_a_deadline_is_no_more_exact_than_it_was_meant():
    moved = deadlines(date(2018, 3, 31), date(2018, 6, 30), precision="quarter")

    assert deadline_words(moved) == "second quarter 2018 (baseline first quarter 2018; moved once; 91 days later)"


def test_pieces_of_the_bar_follow_each_other_without_empty_ones():
    pieces = plan_bar({**NOTHING, "total": 8, "done": 4, "overdue": 1, "cancelled": 3})

    assert [(piece.kind, piece.count, piece.x, piece.width) for piece in pieces] == [
        ("done", 4, 0.0, 50.0),
        ("overdue", 1, 50.0, 12.5),
        ("cancelled", 3, 62.5, 37.5),
    ]


def test_a_plan_without_activities_has_no_bar():
    assert plan_bar(NOTHING) == []
