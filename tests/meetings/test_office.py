"""Meetings in the secretariat's office: what people rely on is changed only where they hear of it."""

from datetime import date

import pytest
from django.contrib import admin

from meetings.models import Decision, Meeting
from tests.factories import make_action, make_institution, make_meeting, make_minutes
from tests.qmportal.office import drawer, form_data

DRAWER = "meetings.meeting"
pytestmark = pytest.mark.django_db


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def save(client, meeting, **said):
    url = drawer(DRAWER, "change", meeting.pk)
    answer = client.post(url, {**form_data(client.get(url)), **said})
    assert answer.status_code == 302
    meeting.refresh_from_db()


def test_minutes_and_decisions_have_no_drawer():
    ours = {model for model in admin.site._registry if model._meta.app_label == "meetings"}

    assert ours == {Meeting}


def test_life_and_days_of_the_groups_own_meetings_stay(host):
    meeting = make_meeting(code="tenth", days=2, state="announced", zone="Europe/Sarajevo")
    days = {"days-0-held_on": "2030-01-01", "days-1-DELETE": "on", "days-TOTAL_FORMS": "3", "days-INITIAL_FORMS": "2"}
    added = {"days-2-held_on": "2030-01-02", "days-2-meeting": meeting.pk}
    facts = {"state": "cancelled", "kind": "event", "zone": "Europe/London", "code": "other"}

    save(host, meeting, **facts, **days, **added, title_en="Another title", number="10")

    assert (meeting.state, meeting.kind, meeting.zone, meeting.code) == (
        "announced",
        "meeting",
        "Europe/Sarajevo",
        "tenth",
    )
    assert [day.held_on for day in meeting.days.order_by("held_on")] == [date(2017, 11, 5), date(2017, 11, 6)]
    assert (meeting.title_en, meeting.number) == ("Another title", "10")


def test_conferences_and_events_are_kept_here(host):
    meeting = make_meeting(kind="event", state="announced")

    save(host, meeting, state="held", zone="Europe/London", **{"days-0-held_on": "2017-12-01"})

    assert (meeting.state, meeting.zone) == ("held", "Europe/London")
    assert [day.held_on for day in meeting.days.all()] == [date(2017, 12, 1)]


def test_a_new_one_is_pencilled_in(host):
    url = drawer(DRAWER, "add")
    days = {"days-TOTAL_FORMS": "1", "days-0-held_on": "2030-01-01"}

    answer = host.post(url, {**form_data(host.get(url)), "code": "new", "title_en": "New", "state": "held", **days})

    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.days.count()) == ("pencilled", 1)


@pytest.mark.parametrize("kind", ["meeting", "event"])
@pytest.mark.parametrize("bearer", ["decision", "action"])
def test_a_number_that_decisions_bear_stays(host, secretariat, kind, bearer):
    meeting = make_meeting(number="10", kind=kind)
    make_minutes(meeting, state="drafting")
    if bearer == "action":
        make_action("Do it.", meeting=meeting, institution=make_institution())
    else:
        words = dict.fromkeys(("en", "bs", "sv"), "So it is.")
        Decision.record(meeting, item=None, words=words, language="en", decided_on=date(2017, 11, 5), by=secretariat)

    save(host, meeting, number="99")

    assert meeting.number == "10"
