"""The page of a plan: its bar, its areas, its activities and the filters over them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan
from workplans.models import Activity, WorkPlan

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def plan(db) -> WorkPlan:
    return make_plan(code="2017-2019", **in_languages("title", "Plan of three years"))


@pytest.fixture
def areas(plan):
    return [make_area(plan, number=number, aim_en=f"Aim {number}.") for number in range(1, 6)]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def titles(response) -> list[str]:
    return [activity.title for activity in response.context["page_obj"]]


def test_period_and_areas_with_aims(client, areas):
    text = text_of(client.get("/bs/work-plans/2017-2019/"))

    assert "1. januar 2017. – 31. decembar 2019." in text
    assert re.findall(r"Aim \d", text) == ["Aim 1", "Aim 2", "Aim 3", "Aim 4", "Aim 5"]


def test_without_activities_the_page_says_so(client, areas):
    assert "No activity has been recorded yet." in text_of(client.get("/en/work-plans/2017-2019/"))


def test_a_line_tells_who_does_what_until_when(client, areas, institution, subgroup):
    helper = make_institution("Helping Agency", short_name_en="HA")
    activity = make_activity(
        "Write the text",
        area=areas[1],
        lead_body=institution,
        contributing=(helper,),
        subgroup=subgroup,
        percent=40,
        due_on=date(2018, 3, 31),
    )
    activity.set_deadline(due_on=date(2018, 9, 30), by=None, precision="quarter", reason="Waiting.")

    text = text_of(client.get("/en/work-plans/2017-2019/"))

    assert (
        "2.1 Write the text Surveys Office of Records with: HA overdue third quarter 2018 baseline 31 March 2018 40%"
    ) in text


def test_dates_and_words_are_the_readers(client, areas):
    make_activity("Text", area=areas[0], due_on=date(2018, 9, 30))

    assert "30. septembar 2018." in text_of(client.get("/bs/work-plans/2017-2019/"))
    assert "30 september 2018" in text_of(client.get("/sv/work-plans/2017-2019/"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Late", "Sleeping", "Ready", "Going"]),
        ("area=2", ["Ready", "Going"]),
        ("state=overdue", ["Late"]),
        ("state=under_way", ["Going"]),
        ("state=done", ["Ready"]),
        ("state=on_hold", ["Sleeping"]),
        ("lead=records", ["Ready"]),
        ("area=2&state=under_way&lead=", ["Going"]),
        ("area=99&state=nonsense&lead=%00", ["Late", "Sleeping", "Ready", "Going"]),
    ],
)
def test_filters_are_in_the_address(client, areas, institution, query, expected):
    today = timezone.localdate()
    make_activity("Late", area=areas[0], due_on=today - timedelta(days=1))
    make_activity("Sleeping", area=areas[0], state=Activity.State.ON_HOLD, due_on=today - timedelta(days=1))
    make_activity("Ready", area=areas[1], state=Activity.State.CONFIRMED, lead_body=institution)
    make_activity("Going", area=areas[1], state=Activity.State.AT_RISK)

    response = client.get(f"/en/work-plans/2017-2019/?{query}")

    assert titles(response) == expected


def test_a_filter_that_finds_nothing_offers_all(client, areas):
    make_activity(area=areas[0])

    content = client.get("/en/work-plans/2017-2019/?state=done").content.decode()

    assert "No activity matches the filter." in content
    assert '<a class="btn" href="/en/work-plans/2017-2019/">Show all activities</a>' in content


def test_choices_of_the_filter_are_kept(client, areas):
    make_activity(area=areas[0])

    content = client.get("/en/work-plans/2017-2019/?area=2&state=overdue").content.decode()

    assert '<option value="2" selected>' in content
    assert '<option value="overdue" selected>' in content
    assert 'href="/bs/work-plans/2017-2019/?area=2&amp;state=overdue"' in content


def test_a_long_plan_has_pages_that_keep_the_filter(client, areas):
    for number in range(1, 62):
        make_activity(f"Number {number}", area=areas[0], position=number)

    first = client.get("/en/work-plans/2017-2019/?area=1")
    second = client.get("/en/work-plans/2017-2019/?area=1&page=2")

    assert len(titles(first)) == 50
    assert 'href="?area=1&amp;page=2"' in first.content.decode()
    assert titles(second) == [f"Number {number}" for number in range(51, 62)]
    assert len(first.content) < 160_000


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_z02_a_draft_is_as_absent_as_what_never_was(client, language, db):
    make_plan(code="next", state=WorkPlan.State.DRAFT)

    draft, nothing = (client.get(f"/{language}/work-plans/{code}/") for code in ("next", "never"))

    assert draft.status_code == nothing.status_code == 404
    assert draft.content.replace(b"next", b"never") == nothing.content


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_group_reads_drafts_and_proposals(client, request, who, areas):
    make_plan(code="next", state=WorkPlan.State.DRAFT)
    make_activity("Only proposed", area=areas[0], state=Activity.State.PROPOSED)
    client.force_login(request.getfixturevalue(who))

    assert "draft, visible to members only" in client.get("/en/work-plans/next/").content.decode()
    assert titles(client.get("/en/work-plans/2017-2019/")) == ["Only proposed"]


def test_z13_proposals_are_nowhere_on_the_visitors_page(client, areas):
    make_activity("Only proposed", area=areas[0], state=Activity.State.PROPOSED)

    text = text_of(client.get("/en/work-plans/2017-2019/?state="))

    assert "Only proposed" not in text
    assert "No activity has been recorded yet." in text
    assert "of area 1" not in text


def test_a_visitor_gets_no_cookie(client, areas):
    assert not client.get("/en/work-plans/2017-2019/?area=1").cookies


def test_query_count_is_the_same_for_one_activity_and_many(client, areas, institution, subgroup):
    counted = []
    for more in (1, 4):
        for _number in range(more):
            late = make_activity(
                area=areas[0],
                lead_body=institution,
                contributing=(make_institution(),),
                subgroup=subgroup,
                due_on=date(2018, 3, 31),
            )
            late.set_deadline(due_on=date(2018, 9, 30), by=None, reason="Waiting.")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/work-plans/2017-2019/")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 10


def test_Z_09_the_filter_names_no_institution_that_only_leads_what_is_proposed(client, areas, member):
    make_activity(area=areas[0], lead_body=make_institution("Quiet Office", code="quiet"), state="proposed")

    assert 'value="quiet"' not in client.get("/en/work-plans/2017-2019/").content.decode()
    client.force_login(member)
    assert 'value="quiet"' in client.get("/en/work-plans/2017-2019/").content.decode()


def test_areas_and_the_plan_say_how_far_they_are(client, areas):
    make_activity(area=areas[0], state=Activity.State.DONE, percent=100)
    make_activity(area=areas[0], percent=20)
    make_activity(area=areas[1], state=Activity.State.CANCELLED, percent=20)

    text = text_of(client.get("/en/work-plans/2017-2019/"))

    assert "Aim 1. 60% 1 of 2 done 2 activities of area 1" in text
    assert "Aim 2. 1 activity of area 2" in text
    assert "The whole plan 60% 1 of 2 done Every activity weighs the same." in text
