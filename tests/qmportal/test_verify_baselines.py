"""Tampering with what was adopted: refused by the database and the office, and found where neither could refuse it."""

from __future__ import annotations

import io
from datetime import date

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import make_activity, make_area, make_plan
from tests.qmportal.office import drawer, form_data
from workplans.models import Activity, Deadline, PlanBaseline, WorkPlan

READ_ONLY = ["planbaseline", "statechange", "deadlineproposal", "calendarlink", "dependency"]


@pytest.fixture
def plan(institution, secretariat) -> WorkPlan:
    plan = make_plan(code="2017-2019", state="draft")
    activity = make_activity(area=make_area(plan), lead_body=institution, state="proposed")
    Activity.objects.filter(pk=activity.pk).update(due_on=date(2018, 3, 31), due_precision="quarter")
    plan.adopt(by=secretariat, on=date(2017, 1, 2), decision="2016/3-D2")
    make_activity(area=activity.area, lead_body=institution, state="proposed")
    plan.amend(by=secretariat, on=date(2018, 5, 2), decision="2018/1-D3")
    return plan


def verify(**options: str) -> tuple[list[str], list[str]]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_baselines", stdout=out, stderr=err, **options)
    except CommandError as refusal:
        err.write(str(refusal))
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def by_sql(query: str, *triggers: str) -> None:
    """As somebody who owns the database would: with the triggers that stand in the way switched off."""
    with pgtrigger.ignore(*triggers) if triggers else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)


def test_intact_versions_are_listed_with_their_hashes(plan):
    assert verify(plan="2017-2019") == (
        [f"2017-2019 version {one.number}, {one.adopted_on}: {one.hash}" for one in plan.baselines.order_by("number")],
        [],
    )
    assert verify() == verify(plan="2017-2019")
    assert verify(plan="none") == ([], ["There is no plan none."])


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE workplans_planbaseline SET decision = 'other'",
        "UPDATE workplans_planbaseline SET hash = previous_hash WHERE number = 2",
        "DELETE FROM workplans_planbaseline WHERE number = 2",
        "TRUNCATE workplans_planbaseline",
        "UPDATE workplans_deadline SET due_on = '2018-12-31'",
        "DELETE FROM workplans_deadline",
        "UPDATE workplans_statechange SET changed_at = now()",
        "DELETE FROM workplans_statechange",
    ],
)
def test_the_database_refuses(query, plan):
    by_sql("SET CONSTRAINTS ALL IMMEDIATE")
    pgtrigger.enable("workplans.PlanBaseline:never_emptied")

    with pytest.raises(DatabaseError, match=r"Cannot update or delete|kept for ever"), transaction.atomic():
        by_sql(query)

    assert plan.baselines.count() == 2


@pytest.mark.parametrize(
    ("query", "trigger", "told"),
    [
        (
            "UPDATE workplans_planbaseline SET content = jsonb_set(content, '{activities,0,title_en}', '\"Less\"')"
            " WHERE number = 1",
            "workplans.PlanBaseline:append_only",
            "does not fit its hash",
        ),
        (
            "UPDATE workplans_planbaseline SET adopted_on = '2016-01-01' WHERE number = 2",
            "workplans.PlanBaseline:append_only",
            "does not fit its hash",
        ),
        (
            "DELETE FROM workplans_planbaseline WHERE number = 1",
            "workplans.PlanBaseline:append_only",
            "follows version 0",
        ),
        (
            "DELETE FROM workplans_planbaseline WHERE number = 2",
            "workplans.PlanBaseline:append_only",
            "belongs to version 2, which is gone",
        ),
        (
            "UPDATE workplans_deadline SET due_on = '2018-12-31'",
            "workplans.Deadline:append_only",
            "has the baseline 2018-03-31, its first deadline 2018-12-31",
        ),
    ],
)
def test_what_was_changed_with_triggers_off_is_found(query, trigger, told, plan):
    by_sql(query, trigger)

    _lines, errors = verify()

    assert any(told in line for line in errors), errors
    assert errors[-1].endswith("differences: something was changed behind the portal's back.")


def test_a_version_with_a_new_hash_breaks_the_chain(plan):
    forged = plan.baselines.get(number=1)
    forged.decision = "other"
    with pgtrigger.ignore("workplans.PlanBaseline:append_only"):
        PlanBaseline.objects.filter(pk=forged.pk).update(decision="other", hash=forged.computed_hash())

    _lines, errors = verify()

    assert "does not hold the hash of the version before it" in errors[0]


def test_a_baseline_changed_in_both_its_rows_differs_from_the_version(plan):
    Activity.objects.filter(baseline_number=1).update(baseline_due_on=date(2018, 12, 31))
    with pgtrigger.ignore("workplans.Deadline:append_only"):
        Deadline.objects.update(due_on=date(2018, 12, 31))

    _lines, errors = verify()

    assert [line.split(", ", 1)[1] for line in errors[:2]] == [
        f"version {one.number} (row {one.pk}) says 2018-03-31" for one in plan.baselines.order_by("number")
    ]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (None, "which is gone or not adopted"),
        (2, "says version 2 added it"),
    ],
)
def test_an_activity_that_says_it_came_otherwise_is_found(number, told, plan):
    Activity.objects.filter(baseline_number=1).update(baseline_number=number)

    _lines, errors = verify()

    assert any(told in line for line in errors), errors


def test_an_activity_smuggled_into_a_version_is_found(plan):
    smuggled = make_activity(area=plan.areas.get(), baseline_number=1)

    _lines, errors = verify()

    assert f"activity {smuggled.pk} belongs to version 1" in errors[0]


@pytest.mark.parametrize("name", READ_ONLY)
def test_the_office_shows_and_changes_nothing(name, client, secretariat, plan):
    client.force_login(secretariat)
    label, version = f"workplans.{name}", plan.baselines.get(number=1)
    before = PlanBaseline.objects.order_by("number").values()[0]

    assert client.get(drawer(label)).status_code == 200
    assert client.post(drawer(label, "add"), {}).status_code == 403
    if name == "planbaseline":
        page = client.get(drawer(label, "change", version.pk))
        assert version.hash in page.content.decode()
        assert client.post(drawer(label, "change", version.pk), {"decision": "other"}).status_code == 403
        assert client.post(drawer(label, "delete", version.pk), {"post": "yes"}).status_code == 403
    assert PlanBaseline.objects.order_by("number").values()[0] == before


def test_the_office_moves_no_baseline_state_or_number(client, secretariat, plan):
    client.force_login(secretariat)
    activity = Activity.objects.get(baseline_number=1)
    url = drawer("workplans.activity", "change", activity.pk)
    forged = {"state": "confirmed", "baseline_due_on": "2018-12-31", "due_on": "2018-12-31", "baseline_number": "2"}

    client.post(url, {**form_data(client.get(url)), **forged, "position": "9", "priority": "1"})
    client.post(drawer("workplans.workplan", "change", plan.pk), {"state": "draft"})

    activity.refresh_from_db()
    plan.refresh_from_db()
    assert (activity.priority, activity.state, activity.position) == (1, "planned", 1)
    assert (activity.baseline_due_on, activity.baseline_number) == (date(2018, 3, 31), 1)
    assert plan.state == "adopted"
