"""The picture of a plan and the table beneath it: what it shows, to whom, and at what cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan, make_subgroup
from tests.pages import squeezed
from workplans.models import Activity, Dependency, WorkPlan

URL = "/en/work-plans/2017-2019/timeline/"
EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def plan(db) -> WorkPlan:
    return make_plan(code="2017-2019", **in_languages("title", "Plan of three years"))


@pytest.fixture
def areas(plan):
    return [make_area(plan, number=number) for number in (1, 2)]


def codes(answer) -> list[str]:
    return [line.code for line in answer.context["lines"]]


def test_a_line_says_what_was_promised_and_what_is_promised_now(client, areas, institution):
    activity = make_activity("Write the text", area=areas[1], lead_body=institution, due_on=date(2018, 3, 31))
    activity.set_deadline(due_on=date(2018, 6, 30), by=None, reason="Waiting.")
    activity.set_deadline(due_on=date(2018, 9, 30), by=None, precision="quarter", reason="Waiting.")

    page = squeezed(client.get(URL))

    assert (
        "<title>2.1 Write the text; overdue; third quarter 2018; baseline 31 March 2018; moved twice; 183 days later"
        in page
    )
    assert (
        f'<a href="/en/work-plans/activities/{activity.pk}/">Write the text</a></th>'
        '<td data-label="Lead body"><span>Office of Records</span></td><td data-label="Baseline">31 March 2018</td>'
        '<td data-label="Now due">third quarter 2018</td><td class="table__number" data-label="Slip in days">183</td>'
        '<td class="table__number" data-label="Moves">2</td>'
    ) in page


def test_dates_and_words_are_the_readers(client, areas):
    make_activity("Text", area=areas[0], due_on=date(2018, 9, 30))

    assert "Text (sv)" in client.get("/sv/work-plans/2017-2019/timeline/").content.decode()
    assert "30. septembar 2018." in client.get("/bs/work-plans/2017-2019/timeline/").content.decode()


def test_a_text_in_another_language_says_so(client, areas):
    activity = make_activity("Text", area=areas[0])
    Activity.objects.filter(pk=activity.pk).update(title_sv="")

    page = client.get("/sv/work-plans/2017-2019/timeline/").content.decode()

    assert f'<a href="/sv/work-plans/activities/{activity.pk}/" lang="' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1.1", "1.2", "2.1", "2.2"]),
        ("area=2", ["2.1", "2.2"]),
        ("state=overdue", ["1.1"]),
        ("state=done", ["2.1", "2.2"]),
        ("body=records", ["2.1", "2.2"]),
        ("subgroup=text", ["1.2"]),
        ("zoom=2018", ["2.1", "2.2"]),
        ("zoom=next", ["1.1", "1.2"]),
        ("sort=-slip", ["2.2", "1.1", "1.2", "2.1"]),
        ("sort=due", ["2.1", "2.2", "1.1", "1.2"]),
        ("sort=-moves&area=2", ["2.2", "2.1"]),
        ("sort=lead&area=1", ["1.1", "1.2"]),
    ],
)
def test_filters_period_and_order_are_in_the_address(client, areas, institution, query, expected):
    today = timezone.localdate()
    make_activity("Late", area=areas[0], due_on=today - timedelta(days=400))
    make_activity("Soon", area=areas[0], due_on=today + timedelta(days=20), subgroup=make_subgroup("Text", code="text"))
    make_activity(
        "Ready", area=areas[1], state=Activity.State.CONFIRMED, lead_body=institution, due_on=date(2018, 5, 1)
    )
    moved = make_activity("Moved", area=areas[1], contributing=(institution,), due_on=date(2017, 5, 1))
    moved.set_deadline(due_on=date(2019, 5, 1), by=None, reason="Waiting.")
    Activity.objects.filter(pk=moved.pk).update(state=Activity.State.DONE)

    assert codes(client.get(f"{URL}?{query}")) == expected


@pytest.mark.parametrize(
    "query",
    [
        "area=99&state=nonsense&body=%00&subgroup=%00&zoom=99999",
        "zoom=0&page=%00&sort=--due",
        "zoom=-1&page=99999999999999999999&sort=pk",
        "zoom=２０１８&page=-1&sort=due%00",
        "zoom=2018&zoom=next&area=1&area=1'--",
    ],
)
def test_D_24_hostile_addresses_show_the_plan(client, areas, query):
    make_activity("Text", area=areas[0], due_on=timezone.localdate())

    answer = client.get(f"{URL}?{query}")

    assert answer.status_code == 200
    assert codes(answer) == ["1.1"]


def test_impossible_dates_draw_what_can_be_drawn(client, db):
    plan = make_plan(code="2017-2019", starts_on=date(1, 1, 1), ends_on=date(9999, 12, 31))
    area = make_area(plan, number=1)
    make_activity("First", area=area, due_on=date(1, 1, 1))
    make_activity("Last", area=area, due_on=date(9999, 12, 31))

    for query in ("", "?zoom=1", "?zoom=next", "?sort=-slip"):
        assert client.get(URL + query).status_code == 200


def test_connectors_join_what_is_on_the_page(client, areas):
    first = make_activity("First", area=areas[0], due_on=date(2018, 3, 31))
    second = make_activity("Second", area=areas[1], due_on=date(2018, 9, 30))
    early = make_activity("Early", area=areas[1], due_on=date(2018, 1, 31))
    for activity in (second, early):
        Dependency.objects.create(activity=activity, predecessor=first)

    page = squeezed(client.get(URL))

    assert page.count("gantt__wire--conflict") > 1
    assert f'<td data-label="Waits for"><span><a href="/en/work-plans/activities/{first.pk}/">1.1</a></span>' in page
    assert f'<a href="/en/work-plans/activities/{first.pk}/">1.1</a>(due later)' in page.replace(" (due", "(due")


@pytest.mark.parametrize("who", ["visitor", *EVERYBODY])
def test_everybody_sees_plans_and_only_the_group_proposals(client, request, who, areas):
    make_plan(code="next", state=WorkPlan.State.DRAFT)
    seen = make_activity("Seen", area=areas[0], due_on=date(2018, 3, 31))
    hidden = make_activity("Only proposed", area=areas[0], state=Activity.State.PROPOSED, due_on=date(2018, 3, 31))
    Dependency.objects.create(activity=seen, predecessor=hidden)
    is_visitor = who == "visitor"
    if not is_visitor:
        client.force_login(request.getfixturevalue(who))

    assert client.get("/en/work-plans/next/timeline/").status_code == (404 if is_visitor else 200)
    assert ("Only proposed" in client.get(URL).content.decode()) is not is_visitor
    assert ("1.2" in client.get(URL).content.decode()) is not is_visitor


def test_Z_09_the_filter_names_no_place_that_only_has_proposals(client, areas):
    quiet = {"lead_body": make_institution("Quiet Office", code="quiet"), "subgroup": make_subgroup(code="silent")}
    make_activity(area=areas[0], state=Activity.State.PROPOSED, due_on=date(2030, 1, 1), **quiet)

    page = client.get(URL).content.decode()

    assert 'value="quiet"' not in page
    assert 'value="silent"' not in page


def test_Z_09_the_scale_does_not_reach_for_what_is_only_proposed(client, areas, member):
    make_activity(area=areas[0], due_on=date(2018, 3, 31))
    make_activity(area=areas[0], state=Activity.State.PROPOSED, due_on=date(2031, 1, 1))

    assert client.get(URL).context["window"].last.year < 2031
    client.force_login(member)
    assert client.get(URL).context["window"].last.year == 2031


def test_an_empty_plan_and_an_empty_answer_say_what_to_do(client, areas):
    assert "No activity has been recorded yet." in client.get(URL).content.decode()

    make_activity(area=areas[0])

    page = client.get(f"{URL}?state=done").content.decode()
    assert "No activity matches the filter." in page
    assert f'<a class="btn" href="{URL}">Show all activities</a>' in page


def test_a_long_plan_has_pages_and_columns_over_them(client, areas):
    for number in range(1, 63):
        make_activity(area=areas[number % 2], position=number, due_on=date(2018, number % 12 + 1, 1))

    first, second = client.get(f"{URL}?zoom=2018"), client.get(f"{URL}?zoom=2018&page=2")

    assert (len(codes(first)), len(codes(second))) == (60, 2)
    assert 'href="?zoom=2018&amp;page=2"' in first.content.decode()
    assert "<title>March 2018: 6 deadlines, done 0, overdue 6</title>" in first.content.decode()
    figures = (
        '<tr><th scope="row">March 2018</th><td class="table__number">6 / 0 / 6</td><td class="table__number">–</td>'
    )
    assert figures in squeezed(first)
    assert len(first.content) < 250_000


def test_query_count_is_the_same_for_one_line_and_sixty(client, areas, institution, subgroup):
    counted = []
    for more in (1, 2, 57, 5):
        for _number in range(more):
            late = make_activity(area=areas[0], lead_body=institution, subgroup=subgroup, due_on=date(2018, 3, 31))
            late.set_deadline(due_on=date(2018, 9, 30), by=None, reason="Waiting.")
            first = Activity.objects.order_by("pk").first()
            if late != first:
                Dependency.objects.create(activity=late, predecessor=first)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counted.append(len(queries))

    assert counted == [6, 6, 6, 6]


def test_a_visitor_gets_no_cookie(client, areas):
    assert not client.get(f"{URL}?area=1").cookies
