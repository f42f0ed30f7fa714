"""The page of slips: figures with their counts, too few withheld, nobody ranked; and likely ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_activity, make_area, make_institution, make_plan
from workplans.models import Activity

URL = "/en/work-plans/2017-2019/statistics/"


@pytest.fixture
def plan(db):
    plan = make_plan(code="2017-2019")
    for number in (1, 2):
        make_area(plan, number=number)
    return plan


@pytest.fixture
def finish(plan, secretariat):
    """Finish an activity so many days after its baseline deadline."""

    def finish(days: int, *, area: int = 1, **fields) -> Activity:
        today = timezone.localdate()
        due_on = today - timedelta(days=days)
        activity = make_activity(area=plan.areas.get(number=area), due_on=due_on, **fields)
        done = {"status": "done", "percent": 100, "achieved": "Done.", "output": "Here.", "seen_version": 0}
        activity.report(by=secretariat, acting_for_id=None, today=today, **done)
        return activity

    return finish


def rows(response, number: int = 0) -> list[list[str]]:
    """The cells of a table of the page."""
    table = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)[number]
    cut = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cut]


def test_each_figure_stands_beside_its_count(client, finish):
    for days in (-5, 0, 10, 30, 90):
        finish(days)
    for days in (1, 400):
        finish(days, area=2)

    assert rows(client.get(URL)) == [
        ["1. Area 1", "5", "5", "40%", "10", "0 to 30", "90", "0"],
        ["2. Area 2", "2", "2", *["too few"] * 4, "0"],
        ["All together", "7", "7", "29%", "10", "0 to 60", "400", "0"],
    ]


def test_cancelled_and_proposed_activities_are_not_counted(client, finish):
    finish(3, state="under_way")
    for state in ("cancelled", "proposed"):
        make_activity(state=state)

    assert rows(client.get(URL))[-1][:3] == ["All together", "1", "1"]


def test_kinds_of_reasons_are_counted_and_their_texts_hidden(client, plan, member):
    today = timezone.localdate()
    activity = make_activity(area=plan.areas.get(number=1), due_on=today)
    for kind in ("capacity", "capacity", "scope"):
        activity.set_deadline(due_on=today, by=None, reason="Unspoken.", reason_class=kind)

    page = client.get(URL)

    assert rows(page, 1) == [
        ["not enough people or time", "2", "67%"],
        ["the work turned out larger or different", "1", "33%"],
    ]
    assert rows(page)[0][-1] == "3, of 1 activity"
    assert "Unspoken" not in page.content.decode()


def test_lead_bodies_are_for_members_and_in_the_order_of_names(client, finish, member):
    for name, days in (("Zenica", -9), ("Čapljina", 99), ("Cazin", 5)):
        body = make_institution(name)
        for _turn in range(3):
            finish(days, lead_body=body)

    assert "By lead body" not in client.get(URL).content.decode()
    client.force_login(member)
    page = client.get(URL.replace("/en/", "/bs/"))
    assert [row[0] for row in rows(page, 1)] == ["Cazin (bs)", "Čapljina (bs)", "Zenica (bs)"]
    assert "?sort" not in page.content.decode()


@pytest.mark.parametrize(("finished", "shown"), [(7, "too little history"), (8, "likely")])
def test_an_end_is_foreseen_from_eight_finished_activities_on(client, finish, plan, finished, shown):
    for days in range(finished):
        finish(days)
    due_on = timezone.localdate() + timedelta(days=50)
    make_activity("Open", area=plan.areas.get(number=1), due_on=due_on)

    end, count = rows(client.get(URL), -1)[0][-2:]

    assert (end == "too little history") is (shown == "too little history")
    assert count == ("–" if finished < 8 else "8")


def test_an_empty_plan_says_so(client, plan):
    assert "Nothing can be counted yet." in client.get(URL).content.decode()


def test_query_count_is_the_same_for_one_activity_and_many(client, finish, plan, member):
    client.force_login(member)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    def add() -> None:
        activity = finish(5, lead_body=make_institution())
        activity.reopen(by=member, reason="x")
        activity.set_deadline(due_on=timezone.localdate(), by=None, reason="x", reason_class="scope")
        finish(2)

    add()
    before = queries()
    for _turn in range(3):
        add()

    assert queries() == before
