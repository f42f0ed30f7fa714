"""From the first release to this one: what people had written stays, and what rows of their own tell is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

FIRST = [("workplans", "0001_initial")]
STATES = ("done", "on_hold", "confirmed", "planned", "proposed")
AT = datetime(2018, 3, 30, 9, tzinfo=UTC)


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Migrate, and return the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def first_release(transactional_db) -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # also of rooms that stand on this one
    yield migrate(FIRST), newest
    migrate(newest)
    pgtrigger.disable("workplans.PlanBaseline:never_emptied")  # so that the next test finds an empty database


def write_as_then(apps: Any) -> None:
    """An activity in each of the states that need something of their own now, two of them reported as done."""
    old = {name: apps.get_model("workplans", name) for name in ("WorkPlan", "Area", "Activity", "Deadline")}
    author = apps.get_model("institutions", "User").objects.create(email="a@test.example", display_name="A")
    period = {"starts_on": date(2017, 1, 1), "ends_on": date(2019, 12, 31)}
    plan = old["WorkPlan"].objects.create(code="old", title_en="Old", state="adopted", **period)
    area = old["Area"].objects.create(plan=plan, number=1, title_en="One")
    facts = {"confirmed": {"last_report_on": AT.date(), "percent": 100, "version": 1}, "done": {"version": 1}}
    rows = {}
    for position, state in enumerate(STATES, start=1):
        words = {"area": area, "position": position, "title_en": state, "state": state}
        rows[state] = old["Activity"].objects.create(**words, **facts.get(state, {}))
    old["Deadline"].objects.create(
        activity=rows["confirmed"],
        version=1,
        due_on=date(2018, 3, 20),
        is_baseline=True,
        set_at=datetime(2017, 2, 1, tzinfo=UTC),
    )
    said = {"version": 1, "status": "done", "percent": 100, "achieved": "It is done.", "language": "en"}
    reports = apps.get_model("workplans", "ProgressReport").objects
    for state in facts:
        reports.create(activity=rows[state], author=author, reported_at=AT, **said)


def test_data_of_the_first_release_arrives_whole(first_release):
    apps, newest = first_release
    write_as_then(apps)

    new = migrate(newest)
    activities = {one.state: one for one in new.get_model("workplans", "Activity").objects.all()}
    steps = new.get_model("workplans", "StateChange").objects
    reports = new.get_model("workplans", "ProgressReport").objects

    assert set(activities) == set(STATES)
    assert set(reports.values_list("achieved", "percent")) == {("It is done.", 100)}
    assert activities["on_hold"].review_on == timezone.localdate()
    assert activities["confirmed"].added_on == date(2017, 2, 1)
    assert activities["done"].added_on == AT.date()
    confirmed = steps.get(activity=activities["confirmed"].pk)
    assert (confirmed.from_state, confirmed.to_state, confirmed.slip_days) == ("done", "confirmed", 10)
    assert (confirmed.changed_by_id, confirmed.reason) == (None, "")
    assert set(steps.values_list("to_state", flat=True)) == {"confirmed", "on_hold"}
    assert {one.baseline_number for one in activities.values()} == {None}
