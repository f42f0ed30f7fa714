"""The pages on which a plan is adopted, amended and closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import make_activity, make_area, make_plan
from workplans.models import PlanBaseline, WorkPlan

ADOPT = "/en/work-plans/2020-2022/adopt/"
SAID = {"adopted_on": "2020-01-15", "decision": "2020/1-D1", "number": "1"}
ROLES = [("member", 403), ("lead", 403), ("coordinator", 403), ("secretariat", 200), ("admin", 403), ("outsider", 403)]


@pytest.fixture
def draft(institution) -> WorkPlan:
    plan = make_plan(code="2020-2022", state="draft", starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    make_activity("Ready", area=make_area(plan), lead_body=institution, state="proposed", due_on=None)
    return plan


@pytest.mark.parametrize(("who", "status"), ROLES)
def test_only_the_secretariat_adopts(who, status, client, request, draft):
    client.force_login(request.getfixturevalue(who))

    for page in ("adopt", "close"):
        assert client.get(f"/en/work-plans/2020-2022/{page}/").status_code == status
    assert client.post(ADOPT, {}).status_code == status
    assert not PlanBaseline.objects.exists()


def test_the_page_names_what_is_missing_with_the_way_there(client, secretariat, draft):
    bare = make_activity("Bare", area=draft.areas.get(), state="proposed", title_sv="")
    client.force_login(secretariat)

    page = client.get(ADOPT)

    assert page.context["without_lead"] == [bare]
    assert len(page.context["without_deadline"]) == 2
    assert list(page.context["untranslated"]) == [bare]
    assert f"/en/work-plans/activities/{bare.pk}/edit/" in page.content.decode()
    refused = client.post(ADOPT, SAID)
    assert refused.status_code == 409
    assert "these have no lead body: 1.2." in refused.content.decode()
    assert WorkPlan.objects.get(code="2020-2022").state == "draft"


def test_adopting_freezes_version_one_and_twice_is_harmless(client, secretariat, draft):
    client.force_login(secretariat)

    first, second = client.post(ADOPT, SAID), client.post(ADOPT, SAID)

    assert first.url == second.url == "/en/work-plans/2020-2022/versions/1/"
    version = PlanBaseline.objects.get()
    assert (version.adopted_on, version.decision, version.adopted_by) == (date(2020, 1, 15), "2020/1-D1", secretariat)


def test_bodies_written_down_after_the_day_of_adoption_begin_with_it(client, secretariat, draft):
    activity = draft.areas.get().activities.get()
    activity.bodies.update(valid_from=timezone.localdate())
    client.force_login(secretariat)

    client.post(ADOPT, SAID)

    assert activity.bodies.get().valid_from == date(2020, 1, 15)


def test_an_amendment_takes_in_proposals_and_needs_some(client, secretariat, draft, institution):
    client.force_login(secretariat)
    client.post(ADOPT, SAID)
    amendment = {**SAID, "number": "2", "decision": "2021/1-D1", "adopted_on": "2021-02-01"}
    assert client.post(ADOPT, amendment).status_code == 409
    late = make_activity("Late", area=draft.areas.get(), lead_body=institution, state="proposed")

    assert client.post(ADOPT, {**amendment, "number": "1"}).url.endswith("/versions/1/")
    assert client.post(ADOPT, amendment).url.endswith("/versions/2/")

    late.refresh_from_db()
    assert (late.state, late.baseline_number, late.added_on) == ("planned", 2, date(2021, 2, 1))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("adopted_on", "2020-02-30", "Write the day as 2018-06-30."),
        ("adopted_on", "10000-01-01", "Write the day as 2018-06-30."),
        ("adopted_on", "1999-12-31", "Choose a year from 2000 to 2100."),
        ("adopted_on", "2099-01-01", "This day is still to come; adopt the plan when the decision has been taken."),
        ("adopted_on", "2020-01-14", "The version before was adopted on 15 January 2020."),
        ("decision", "", "This field is required."),
        ("decision", "a\0", "Null characters are not allowed."),
        ("number", "1e9", "Open the page again before you save."),
        ("number", "9" * 40, "Open the page again before you save."),
    ],
)
def test_D_24_to_26_hostile_values_get_a_message(field, value, message, client, secretariat, draft):
    draft.adopt(by=secretariat, on=date(2020, 1, 15))
    client.force_login(secretariat)

    response = client.post(ADOPT, {**SAID, "adopted_on": "2021-01-01", "number": "2", field: value})

    assert response.status_code == 200
    assert response.context["form"].errors == {field: [message]}


def test_a_page_from_another_time_adopts_nothing(client, secretariat, draft):
    client.force_login(secretariat)

    assert client.post(ADOPT, {**SAID, "number": "7"}).url == "/en/work-plans/2020-2022/edit/"

    assert not PlanBaseline.objects.exists()


def test_another_plan_in_force_is_said_with_the_way_to_close_it(client, secretariat, draft):
    other = make_plan(code="2017-2019")
    client.force_login(secretariat)
    assert "/en/work-plans/2017-2019/close/" in client.get(ADOPT).content.decode()
    refused = client.post(ADOPT, SAID)
    assert (refused.status_code, "Another plan is in force" in refused.content.decode()) == (409, True)

    assert b"There is no way back" in client.get("/en/work-plans/2017-2019/close/").content
    for status in ("closed", "closed"):
        client.post("/en/work-plans/2017-2019/close/")
        other.refresh_from_db()
        assert other.state == status

    assert client.post(ADOPT, SAID).status_code == 302


def test_a_draft_cannot_be_closed(client, secretariat, draft):
    client.force_login(secretariat)

    client.post("/en/work-plans/2020-2022/close/")

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_offered_day_is_today(client, secretariat, draft):
    client.force_login(secretariat)
    today = timezone.localdate()

    assert client.get(ADOPT).context["form"]["adopted_on"].value() == today
    assert client.post(ADOPT, {**SAID, "adopted_on": str(today + timedelta(days=1))}).status_code == 200
