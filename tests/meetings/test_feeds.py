"""The public calendar and the feed: what everybody may know, and nobody's name."""

from __future__ import annotations

from datetime import date, time, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Invitee, MeetingDay
from meetings.models.states import State
from tests.factories import in_languages, make_meeting, make_minutes

CALENDAR, FEED = "/en/meetings/calendar.ics", "/en/meetings/feed/"


def events(response) -> list:
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_days_are_events_of_one_uid(client, db):
    meeting = make_meeting(on=timezone.localdate(), days=2, state=State.ANNOUNCED, online_url="https://room.example/1")
    MeetingDay.objects.update(starts=time(9), ends=time(16))

    response = client.get(CALENDAR)
    first, second = events(response)
    assert str(first["UID"]) == str(second["UID"]) == str(meeting.uid)
    assert first.decoded("RDATE").dts[0].dt == second.decoded("RECURRENCE-ID") == second.decoded("DTSTART")
    assert Calendar.from_ical(response.content)["METHOD"] == "PUBLISH"
    assert b"room.example" not in response.content
    assert client.get(CALENDAR).content == response.content


@pytest.mark.parametrize("address", [CALENDAR, FEED])
def test_only_what_is_public_is_told_and_nobody_named(client, member, secretariat, address):
    day = timezone.localdate() + timedelta(days=9)
    told = make_meeting(on=day, state=State.ANNOUNCED, **in_languages("title", "Told"))
    make_meeting(on=day, state=State.PENCILLED, **in_languages("title", "Unspoken"))
    make_meeting(on=day, state=State.ANNOUNCED, is_public=False, **in_languages("title", "Unspoken"))
    make_meeting(state=State.PENCILLED).days.all().delete()
    Invitee.objects.create(meeting=told, person=member, note="Member comes")
    client.force_login(secretariat)

    said = client.get(address).content.decode()
    assert "Told" in said
    assert not [word for word in ("Unspoken", "Member", "@test.example", "mailto") if word in said]


def test_what_is_called_off_says_so(client, secretariat):
    meeting = make_meeting(on=timezone.localdate() + timedelta(days=9), state=State.ANNOUNCED)
    meeting.cancel(by=secretariat, reason={"en": "No room"})

    (event,) = events(client.get(CALENDAR))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert "cancelled; No room" in client.get(FEED).content.decode()


def test_old_meetings_leave_the_calendar_and_stay_in_the_feed(client, db):
    make_meeting(on=date(2017, 11, 5))

    assert events(client.get(CALENDAR)) == []
    assert len(ElementTree.fromstring(client.get(FEED).content).findall("{*}entry")) == 1


def test_published_minutes_are_told_with_their_summary_and_nothing_else(client, secretariat):
    published = timezone.now() - timedelta(days=2)
    words = in_languages("title", "Tenth")
    make_minutes(make_meeting(code="tenth", **words), published_at=published, summary_en="They agreed.", public="Text")
    make_minutes(make_meeting(is_public=False), summary_en="Unspoken")
    make_minutes(make_meeting(), state="approved", summary_en="Unspoken")
    client.force_login(secretariat)

    feed = client.get("/sv/meetings/feed/").content
    assert b"Unspoken" not in feed
    assert b"Text" not in feed
    (entry,) = [one for one in ElementTree.fromstring(feed).findall("{*}entry") if "They" in one.findtext("{*}summary")]
    assert entry.findtext("{*}title").endswith("Tenth (sv)")
    assert entry.find("{*}link").get("href").endswith("/sv/meetings/tenth/minutes/")
    assert entry.findtext("{*}published").startswith(f"{published:%Y-%m-%dT%H:%M:%S}")


def test_as_many_queries_for_many_as_for_one(client, db, django_assert_num_queries):
    make_meeting(on=timezone.localdate(), state=State.ANNOUNCED)
    with django_assert_num_queries(2):
        client.get(CALENDAR)
    for _number in range(20):
        make_meeting(on=timezone.localdate(), days=2, state=State.ANNOUNCED)
    with django_assert_num_queries(2):
        client.get(CALENDAR)
