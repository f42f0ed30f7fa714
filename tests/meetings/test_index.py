"""The list of meetings."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.models import Meeting
from meetings.views.public import PER_PAGE
from tests.factories import make_meeting, make_minutes
from tests.pages import squeezed

URL = "/en/meetings/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read_the_list(client, request, who):
    make_meeting(title_en="Tenth meeting", days=2)
    if who:
        client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert answer.status_code == 200
    assert "Tenth meeting" in squeezed(answer)
    assert "<span>5–6 November 2017</span>" in squeezed(answer)
    assert who or not answer.cookies


def test_next_meetings_soonest_first_past_ones_by_year(client):
    today = timezone.localdate()
    later = make_meeting(on=today + timedelta(days=9), state=Meeting.State.ANNOUNCED)
    sooner = make_meeting(on=today, state=Meeting.State.ANNOUNCED)
    called_off = make_meeting(on=today + timedelta(days=20), state=Meeting.State.CANCELLED)
    first = make_meeting(on=date(2017, 3, 1))
    second = make_meeting(on=date(2017, 11, 5))
    third = make_meeting(on=date(2018, 4, 12))

    context = client.get(URL).context

    assert list(context["upcoming"]) == [sooner, later, called_off]
    assert context["years"] == [(2018, [third]), (2017, [second, first])]


def test_past_meetings_come_page_by_page(client):
    for day in range(PER_PAGE + 1):
        make_meeting(on=date(2017, 3, 1) + timedelta(days=day))

    assert sum(len(meetings) for _year, meetings in client.get(URL).context["years"]) == PER_PAGE
    answer = client.get(URL, {"page": "2"})
    assert [meeting.first_on for _year, meetings in answer.context["years"] for meeting in meetings] == [
        date(2017, 3, 1)
    ]
    assert "Page 2 of 2" in squeezed(answer)


def test_a_meeting_that_lasts_until_today_is_not_over(client):
    meeting = make_meeting(on=timezone.localdate() - timedelta(days=1), days=2)

    assert list(client.get(URL).context["upcoming"]) == [meeting]


def test_pencilled_and_internal_meetings_are_only_for_the_group(client, outsider):
    make_meeting(title_en="Perhaps in spring", state=Meeting.State.PENCILLED, days=0)
    make_meeting(title_en="Among ourselves", is_public=False)

    page = squeezed(client.get(URL))
    assert "Perhaps in spring" not in page
    assert "Among ourselves" not in page

    client.force_login(outsider)
    page = squeezed(client.get(URL))
    assert "Perhaps in spring" in page
    assert '<span class="tag tag--muted">pencilled in</span>' in page
    assert '<h2 id="undated">Without a date</h2>' in page
    assert '<span class="tag tag--muted">only for the group</span>' in page


def test_a_cancelled_meeting_is_marked(client):
    make_meeting(on=timezone.localdate(), state=Meeting.State.CANCELLED)

    assert '<span class="tag tag--warning">cancelled</span>' in squeezed(client.get(URL))


def test_an_empty_list_tells_the_next_step(client):
    assert "No meeting is announced at present" in squeezed(client.get(URL))


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("", ["published"]),
        ("member", ["published", "approved", "circulated"]),
        ("secretariat", ["published", "approved", "circulated", "drafting"]),
    ],
)
def test_minutes_one_may_read_are_a_click_away(client, request, who, codes):
    states = ("published", "approved", "circulated", "drafting")
    for day, state in enumerate(states):
        make_minutes(make_meeting(code=state, on=date(2017, 11, 9) - timedelta(days=day)), state=state)
    make_meeting(code="none")
    if who:
        client.force_login(request.getfixturevalue(who))

    page = squeezed(client.get(URL))

    assert re.findall('href="/en/meetings/([a-z]+)/minutes/"', page) == codes
    assert {client.get(f"{URL}{code}/minutes/").status_code for code in codes} == {200}


def test_the_list_costs_the_same_for_many(client, django_assert_num_queries):
    make_minutes(make_meeting())
    make_meeting(on=timezone.localdate(), state=Meeting.State.ANNOUNCED)
    with django_assert_num_queries(6):
        client.get(URL)
    for number in range(3):
        make_minutes(make_meeting(on=date(2015 + number, 1, 1), days=2))
        make_meeting(on=timezone.localdate() + timedelta(days=number), state=Meeting.State.ANNOUNCED)

    with django_assert_num_queries(6):
        client.get(URL)
