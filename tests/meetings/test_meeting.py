"""One meeting: its days, its hours with their clock, its report."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings.models import Meeting
from tests.factories import make_meeting
from tests.pages import squeezed

URL = "/en/meetings/tenth/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(code="tenth", title_en="Tenth meeting", days=2, report_bs="**Koristi** sistema.")


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read(client, request, meeting, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert answer.status_code == 200
    assert "<h1>Tenth meeting</h1>" in squeezed(answer)
    assert who or not answer.cookies


def test_each_day_stands_in_words_with_its_hours_and_their_clock(client, meeting):
    meeting.days.filter(held_on=date(2017, 11, 5)).update(starts=time(10), ends=time(16, 30))
    meeting.days.filter(held_on=date(2017, 11, 6)).update(starts=time(9))

    page = squeezed(client.get(URL))

    assert '<time datetime="2017-11-05">5 November 2017</time>, 10:00–16:30 (Central European Standard Time)' in page
    assert '<time datetime="2017-11-06">6 November 2017</time>, from 09:00 (Central European Standard Time)' in page


def test_the_hours_are_those_of_the_place(client, member):
    meeting = make_meeting(code="sofia", on=date(2018, 4, 12), zone="Europe/Sofia")
    meeting.days.update(starts=time(9))
    client.force_login(member)

    assert "from 09:00 (Eastern European Summer Time)" in squeezed(client.get("/en/meetings/sofia/"))


def test_a_report_in_another_language_says_so(client, meeting):
    page = squeezed(client.get(URL))

    assert "This text does not exist in English yet; you are reading it in Bosnian." in page
    assert '<div class="prose" lang="bs"><p><strong>Koristi</strong>sistema.</p>' in page
    assert "notice--" not in squeezed(client.get("/bs/meetings/tenth/"))


def test_a_past_meeting_without_report_says_so(client):
    make_meeting(code="tenth")
    make_meeting(code="next", on=timezone.localdate() + timedelta(days=1), state=Meeting.State.ANNOUNCED)

    assert "No report has been published yet." in squeezed(client.get(URL))
    assert "No report has been published yet." not in squeezed(client.get("/en/meetings/next/"))


def test_a_meeting_without_a_day_says_so(client, member):
    make_meeting(code="tenth", days=0, state=Meeting.State.PENCILLED)
    client.force_login(member)

    assert "not fixed yet" in squeezed(client.get(URL))


def test_internal_meetings_do_not_exist_for_strangers(client):
    make_meeting(code="tenth", is_public=False)

    assert client.get(URL).status_code == 404


def test_a_cancelled_meeting_says_so_in_its_heading(client):
    make_meeting(code="tenth", title_en="Tenth", state=Meeting.State.CANCELLED)

    page = squeezed(client.get(URL))

    assert '<h1>Tenth<span class="tag tag--warning">cancelled</span>' in page
    assert "No report" not in page


def test_a_meeting_costs_five_queries(client, meeting, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get(URL)
