"""The door to the plans: straight to the only one, or a list."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.factories import in_languages, make_plan
from workplans.models import WorkPlan


def test_leads_straight_to_the_only_plan(client, db):
    make_plan(code="2017-2019")
    make_plan(code="2020-2022", state=WorkPlan.State.DRAFT)

    response = client.get("/sv/work-plans/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/sv/work-plans/2017-2019/"


def test_lists_plans_newest_first(client, db):
    make_plan(state=WorkPlan.State.CLOSED, **in_languages("title", "First plan"))
    make_plan(starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31), **in_languages("title", "Second plan"))

    content = client.get("/bs/work-plans/").content.decode()

    assert re.findall("First plan|Second plan", content) == ["Second plan", "First plan"]
    assert "1. januar 2020. – 31. decembar 2022." in content


def test_says_that_there_is_no_plan_yet(client, db):
    make_plan(state=WorkPlan.State.DRAFT)

    response = client.get("/en/work-plans/")

    assert response.status_code == 200
    assert "No work plan has been adopted yet." in response.content.decode()


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_the_group_sees_drafts_marked_as_such(client, request, who, db):
    make_plan(**in_languages("title", "Adopted plan"))
    make_plan(state=WorkPlan.State.DRAFT, **in_languages("title", "Next plan"))
    client.force_login(request.getfixturevalue(who))

    content = client.get("/en/work-plans/").content.decode()

    assert "Next plan" in content
    assert "draft, visible to members only" in content
