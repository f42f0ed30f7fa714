"""How far a plan is: every activity weighs the same, and the database counts as people do."""

from __future__ import annotations

import random

import pytest

from tests.factories import make_activity, make_area, make_subgroup
from workplans.models import Activity, Area
from workplans.models.rows import NOT_COUNTED, Progress, progress_parts
from workplans.models.states import DONE_STATES, State
from workplans.results.rollup import roll_up


@pytest.mark.parametrize(
    ("progress", "percent"),
    [
        (Progress(), None),
        (Progress(counted=3, done=3, points=300), 100),
        (Progress(counted=2, done=0, points=1), 1),
        (Progress(counted=3, done=0, points=1), 0),
        (Progress(counted=200, done=199, points=19_999), 99),
        (Progress(counted=4, done=1, points=150), 38),
    ],
)
def test_the_mean_is_rounded_but_100_means_all_done(progress, percent):
    assert progress.percent == percent


def test_done_counts_100_on_hold_as_reported_and_cancelled_not_at_all(db):
    area = make_area()
    for state, percent in (
        (State.DONE, 100),
        (State.CONFIRMED, 90),
        (State.ON_HOLD, 40),
        (State.PLANNED, 0),
        (State.CANCELLED, 70),
        (State.PROPOSED, 50),
    ):
        make_activity(area=area, state=state, percent=percent)

    assert Activity.objects.progress() == Progress(counted=4, done=2, points=240)
    assert Activity.objects.progress().percent == 60


def test_an_empty_area_is_there_with_nothing(db):
    full, _empty = make_area(number=1), make_area(number=2)
    make_activity(area=full, percent=30)

    areas = Area.objects.annotate(**progress_parts("activities__")).order_by("number")
    rolled = roll_up(areas)

    assert [progress.percent for _area, progress in rolled.parts] == [30, None]
    assert rolled.total == Progress(counted=1, done=0, points=30)


def test_the_database_agrees_with_counting_by_hand(db, django_assert_num_queries):
    chance = random.Random(11)
    areas, subgroups = [make_area(number=number) for number in (1, 2, 3)], [make_subgroup(), make_subgroup(), None]
    for _number in range(60):
        state = chance.choice(State.values)
        percent = 100 if state in DONE_STATES else chance.randrange(100)
        make_activity(area=chance.choice(areas), subgroup=chance.choice(subgroups), state=state, percent=percent)

    for key in ("area", "subgroup"):
        by_hand: dict[int | None, Progress] = {}
        for activity in Activity.objects.all():
            place = getattr(activity, f"{key}_id")
            counts = activity.state not in NOT_COUNTED
            is_done = activity.state in DONE_STATES
            one = Progress(int(counts), int(is_done), activity.percent * counts)
            by_hand[place] = by_hand.get(place, Progress()) + one

        with django_assert_num_queries(1):
            rows = list(Activity.objects.progress_by(key))
        assert {row.pop(key): Progress(**row) for row in rows} == by_hand
