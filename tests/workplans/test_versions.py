"""The versions of a plan as everybody reads them."""

from __future__ import annotations

from datetime import date

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_activity, make_area, make_institution, make_plan
from tests.pages import squeezed
from workplans.models import WorkPlan
from workplans.results.versions import Frozen

VERSIONS = "/en/work-plans/2017-2019/versions/"
pytestmark = pytest.mark.django_db
EVERYBODY = ["visitor", "member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def plan(institution, secretariat) -> WorkPlan:
    """Adopted with one activity that was moved, worded anew and joined by another in version 2."""
    plan = make_plan(code="2017-2019", state="draft", title_en="Plan", title_bs="Plan rada")
    first = make_activity(
        "First", area=make_area(plan), lead_body=institution, state="proposed", title_bs="Prva", title_sv=""
    )
    first.due_on, first.due_precision = date(2018, 3, 31), "quarter"
    first.save()
    plan.adopt(by=secretariat, on=date(2017, 1, 2), decision="2016/3-D2")
    first.move_deadline(
        due_on=date(2018, 6, 30),
        precision="quarter",
        by=secretariat,
        reason_class="scope",
        reason="More.",
        seen_version=1,
        decision="D",
    )
    first.title_bs = "Prva riječ"
    first.save(update_fields=["title_bs"])
    make_activity("Second", area=first.area, lead_body=institution, state="proposed")
    plan.amend(by=secretariat, on=date(2018, 5, 2), decision="2018/1-D3")
    return plan


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_adopted_versions(who, client, request, plan):
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))

    for page in ("", "1/", "2/"):
        assert client.get(f"{VERSIONS}{page}").status_code == 200
    assert client.post(VERSIONS).status_code == 405


@pytest.mark.parametrize(("who", "status"), [("visitor", 404), ("outsider", 200)])
def test_of_a_draft_only_the_group_knows(who, status, client, request):
    make_plan(code="2017-2019", state="draft")
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))

    assert client.get(VERSIONS).status_code == status
    assert client.get(f"{VERSIONS}1/").status_code == 404


def test_the_list_tells_day_decision_and_fingerprint(client, plan):
    page = client.get(VERSIONS).content.decode()

    for baseline in plan.baselines.all():
        assert baseline.hash in page
    assert "2 January 2017" in page
    assert "2018/1-D3" in page
    assert page.count("<strong>intact</strong>") == 2


def test_the_list_reads_a_version_again_only_once_its_row_was_written_anew(client, plan):
    client.get(VERSIONS)
    with CaptureQueriesContext(connection) as queries:
        client.get(VERSIONS)
    assert not [query for query in queries if '"content"' in query["sql"]]

    with pgtrigger.ignore("workplans.PlanBaseline:append_only"):
        plan.baselines.filter(number=1).update(content={"plan": {}, "areas": [], "activities": []})
    page = client.get(VERSIONS).content.decode()

    assert page.count("<strong>intact</strong>") == 1
    assert "does not fit the content" in page


def test_a_version_shows_what_was_frozen_in_the_readers_language(client, plan):
    first = squeezed(client.get(f"{VERSIONS}1/".replace("/en/", "/sv/")))
    second = client.get(f"{VERSIONS}2/".replace("/en/", "/bs/")).content.decode()

    assert '<span lang="en">First</span>' in first
    assert "första kvartalet 2018" in first
    assert "Prva riječ" in second
    assert "Second" not in first


def test_what_changed_is_said(client, plan):
    changes = client.get(f"{VERSIONS}2/").context["changes"]

    assert [one.title_en for one in changes.added] == ["Second"]
    assert [(one.before.due, one.after.due) for one in changes.moved] == [(date(2018, 3, 31), date(2018, 6, 30))]
    assert [one.languages for one in changes.reworded] == [["bs"]]
    assert client.get(f"{VERSIONS}1/").context["changes"] is None
    page = squeezed(client.get(f"{VERSIONS}2/"))
    assert "first quarter 2018 → second quarter 2018" in page
    assert "1 activity added" in page


def test_another_lead_body_and_other_words_of_the_plan_are_said(client, plan, secretariat):
    activity = plan.areas.get().activities.get(position=1)
    activity.bodies.update(institution=make_institution("New Body", code="new"))
    plan.areas.update(aim_sv="Nytt mål")
    make_activity("Third", area=plan.areas.get(), lead_body=make_institution(), state="proposed")
    plan.amend(by=secretariat, on=date(2018, 6, 2), decision="2018/2-D3")

    page = squeezed(client.get(f"{VERSIONS}3/"))

    assert "Office of Records → New Body" in page
    assert "The plan or its areas have other words: in Swedish ." in page.replace("Swedish.", "Swedish .")


def test_what_a_version_did_not_know_is_empty():
    frozen = Frozen({"title_en": "Old"})

    assert (frozen.title_en, frozen.title_sv, frozen.bodies, frozen.due) == ("Old", "", [], None)
    assert not hasattr(frozen, "__html__")


def test_D_25_versions_that_do_not_exist_are_unknown(client, plan):
    for number in ("0", "3", str(2**31), str(2**63), "9" * 31, "-1"):
        assert client.get(f"{VERSIONS}{number}/").status_code == 404
    for page in ("2", "-1", "9" * 31, "x"):
        assert client.get(f"{VERSIONS}1/", {"page": page}).status_code == 200


def test_a_plan_of_earlier_releases_says_why_it_has_no_version(client):
    make_plan(code="2017-2019")

    assert "before the portal kept versions" in client.get(VERSIONS).content.decode()


def test_one_activity_and_many_cost_the_same(client, plan, secretariat):
    client.get(f"{VERSIONS}2/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{VERSIONS}2/")
    for _number in range(4):
        make_activity(area=make_area(plan), lead_body=make_institution(), state="proposed")
    plan.amend(by=secretariat, on=date(2018, 6, 2), decision="2018/2-D4")

    with CaptureQueriesContext(connection) as many:
        client.get(f"{VERSIONS}3/")

    assert len(many) == len(few)
