"""The secretariat's table of activities: all columns, filters, order, and the ways to act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import in_languages, make_activity, make_area, make_plan
from tests.pages import squeezed
from workplans.models import Activity, DeadlineProposal, WorkPlan

URL = "/en/work-plans/2017-2019/table/"


@pytest.fixture
def area(db):
    return make_area(make_plan(code="2017-2019", **in_languages("title", "Plan of three years")), number=1)


def propose(activity: Activity, by, days: int) -> DeadlineProposal:
    return DeadlineProposal.objects.create(
        activity=activity,
        seen_version=activity.deadline_version,
        due_on=activity.due_on + timedelta(days=days),
        reason_class="scope",
        reason="Larger.",
        language="en",
        proposed_by=by,
    )


def codes(answer) -> list[str]:
    return [entry["line"].code for entry in answer.context["lines"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("lead", 403), ("coordinator", 403), ("secretariat", 200), ("admin", 403), ("outsider", 403)],
)
def test_only_the_secretariat_opens_it(client, request, area, who, status):
    make_plan(code="next", state=WorkPlan.State.DRAFT)
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == status
    assert client.get("/en/work-plans/next/table/").status_code == status


def test_visitors_are_led_to_sign_in(client, area):
    assert client.get(URL).headers["Location"] == f"/en/accounts/login/?next={URL}"


def test_a_line_says_all_and_offers_what_can_be_done(client, area, secretariat, member, institution):
    today = timezone.localdate()
    activity = make_activity(
        "Text", area=area, lead_body=institution, owner=member, due_on=date(2018, 3, 31), last_report_on=today
    )
    activity.set_deadline(due_on=date(2018, 4, 30), by=None, reason="Waiting.")
    small = propose(activity, member, 10)
    large = propose(make_activity("Other", area=area, due_on=date(2018, 3, 31)), member, 200)
    client.force_login(secretariat)

    page = squeezed(client.get(f"{URL}?sort=code"))

    assert '<span>Office of Records</span></td><td data-label="Owner">Member</td>' in page
    assert '<span>30 April 2018<span class="table__note">baseline 31 March 2018</span>' in page
    assert '<td class="table__number" data-label="Slip">30 days</td><td data-label="Last report">today</td>' in page
    back = "%2Fen%2Fwork-plans%2F2017-2019%2Ftable%2F%3Fsort%3Dcode"
    for deed in ("edit", "move-deadline", "remind"):
        assert f'href="/en/work-plans/activities/{activity.pk}/{deed}/?next={back}"' in page
    assert f'formaction="/en/work-plans/proposals/{small.pk}/approve/"' in page
    assert f'href="/en/work-plans/proposals/{large.pk}/approve/?next={back}"' in page


def test_a_proposal_is_approved_in_one_click(client, area, secretariat, member):
    activity = make_activity("Text", area=area, due_on=date(2018, 3, 31))
    proposal = propose(activity, member, 10)
    client.force_login(secretariat)

    answer = client.post(f"/en/work-plans/proposals/{proposal.pk}/approve/", {"next": f"{URL}?need=proposal"})

    assert answer.headers["Location"] == f"{URL}?need=proposal"
    activity.refresh_from_db()
    assert activity.due_on == date(2018, 4, 10)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1.1", "1.2", "1.3", "1.4"]),
        ("need=lead", ["1.2"]),
        ("need=owner", ["1.1", "1.2"]),
        ("need=report", ["1.1", "1.2"]),
        ("need=proposal", ["1.1"]),
        ("need=confirm", ["1.3"]),
        ("state=proposed", ["1.4"]),
        ("lead=records&state=overdue", ["1.1"]),
        ("sort=-code", ["1.4", "1.3", "1.2", "1.1"]),
        ("sort=title", ["1.1", "1.2", "1.3", "1.4"]),
        ("sort=-due", ["1.2", "1.1", "1.3", "1.4"]),
        ("sort=owner", ["1.3", "1.1", "1.2", "1.4"]),
        ("sort=lead", ["1.1", "1.2", "1.3", "1.4"]),
        ("sort=proposal", ["1.1", "1.2", "1.3", "1.4"]),
        ("need=%00&sort=--x&page=x&area=9", ["1.1", "1.2", "1.3", "1.4"]),
    ],
)
def test_filters_and_order_are_in_the_address(client, area, secretariat, member, institution, query, expected):
    long_ago, today = date(2017, 5, 1), timezone.localdate()
    late = make_activity("A", area=area, lead_body=institution, due_on=date(2018, 1, 1), last_report_on=long_ago)
    propose(late, member, 10)
    make_activity("B", area=area, due_on=today + timedelta(days=5), added_on=long_ago)
    make_activity("C", area=area, state=Activity.State.DONE, owner=member)
    make_activity("D", area=area, state=Activity.State.PROPOSED)
    client.force_login(secretariat)

    assert codes(client.get(f"{URL}?{query}")) == expected


def test_an_empty_plan_leads_to_its_editing(client, area, secretariat):
    client.force_login(secretariat)

    assert 'href="/en/work-plans/2017-2019/edit/"' in squeezed(client.get(URL))
    make_activity(area=area)
    assert "No activity matches the filter." in client.get(f"{URL}?state=done").content.decode()


def test_query_count_is_the_same_for_one_line_and_many(client, area, secretariat, member, institution):
    client.force_login(secretariat)
    client.get(URL)
    counted = []
    for more in (1, 2, 57):
        for _number in range(more):
            activity = make_activity(area=area, lead_body=institution, owner=member, due_on=date(2018, 3, 31))
            propose(activity, member, 10)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counted.append(len(queries))

    assert counted[0] == counted[1] == counted[2] <= 11
