"""The public calendar of a plan, as programs that subscribe read it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.factories import (
    in_languages,
    make_activity,
    make_area,
    make_plan,
)
from workplans.models import Activity

PUBLIC = "/en/work-plans/2017-2019/calendar.ics"


@pytest.fixture
def area(db):
    return make_area(make_plan(code="2017-2019", **in_languages("title", "Plan")))


@pytest.fixture
def work(area, institution, subgroup) -> Activity:
    return make_activity(
        "Write, then; check", area=area, lead_body=institution, subgroup=subgroup, due_on=date(2018, 9, 30)
    )


def events(response) -> list:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_deadline_is_a_whole_day(client, work):
    (event,) = events(client.get(PUBLIC))

    assert event["UID"] == f"activity-{work.pk}@localhost"
    assert event["SEQUENCE"] == 0
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2018, 9, 30), date(2018, 10, 1))
    assert str(event["SUMMARY"]) == "1.1 Write, then; check"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
    assert event["URL"] == f"https://localhost/en/work-plans/activities/{work.pk}/"
    assert "Lead body: Office of Records" in event["DESCRIPTION"]
    assert "Europe/Sarajevo" in event["DESCRIPTION"]


def test_the_calendar_says_what_it_is(client, work):
    response = client.get(PUBLIC)

    calendar = Calendar.from_ical(response.content)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"], calendar["X-WR-TIMEZONE"]) == (
        "PUBLISH",
        "Plan",
        "Europe/Sarajevo",
    )
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    assert not response.cookies


def test_the_period_and_the_state_are_in_the_language_of_the_address(client, work):
    work.set_deadline(due_on=date(2018, 12, 31), precision="quarter", by=None, reason="Waiting.")

    (event,) = events(client.get("/sv/work-plans/2017-2019/calendar.ics"))

    assert str(event["SUMMARY"]) == "1.1 Write, then; check (sv) (fjärde kvartalet 2018)"
    assert event["SUMMARY"].params["LANGUAGE"] == "sv"
    assert event.decoded("DTSTART") == date(2018, 12, 31)


def test_equal_data_give_equal_bytes_and_a_short_answer(client, work):
    first, second = client.get(PUBLIC), client.get(PUBLIC)
    again = client.get(PUBLIC, headers={"If-None-Match": first["ETag"]})

    assert first.content == second.content
    assert (again.status_code, again.content) == (304, b"")


def test_a_move_raises_the_sequence_and_keeps_the_uid(client, work):
    (before,) = events(client.get(PUBLIC))
    work.set_deadline(due_on=date(2018, 12, 31), by=None, reason="Waiting.")
    (after,) = events(client.get(PUBLIC))

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_steps_raise_the_sequence_and_the_end_is_a_cancellation(client, work, secretariat):
    found = []
    for step in (
        lambda: work.hold(by=secretariat, reason="Rest.", review_on=date(2019, 1, 1)),
        lambda: work.resume(by=secretariat),
        lambda: work.cancel(by=secretariat, reason="No money.", decision="2018/2-D1"),
    ):
        step()
        (event,) = events(client.get(PUBLIC))
        found.append((event["UID"], event["SEQUENCE"], event["STATUS"]))

    uid = f"activity-{work.pk}@localhost"
    assert found == [(uid, 1, "CONFIRMED"), (uid, 2, "CONFIRMED"), (uid, 3, "CANCELLED")]
    assert str(event["SUMMARY"]) == "cancelled: 1.1 Write, then; check"


def test_what_is_done_says_so_and_confirming_is_no_change(client, area, secretariat):
    done = make_activity("Ready", area=area, state="done", due_on=date(2018, 9, 30), last_report_on=date(2018, 9, 1))
    done.confirm(by=secretariat)

    (event,) = events(client.get(PUBLIC))
    assert (str(event["SUMMARY"]), event["SEQUENCE"]) == ("done, confirmed: 1.1 Ready", 0)


def test_without_a_date_there_is_no_event_and_a_date_taken_away_is_cancelled(client, area, work):
    make_activity("Some day", area=area)
    work.set_deadline(due_on=date(2018, 9, 30), precision="none", by=None, reason="Nobody knows.")

    (event,) = events(client.get(PUBLIC))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_proposals_are_tentative_and_for_the_group(client, area, member):
    make_activity("Idea", area=area, state="proposed")
    Activity.objects.update(due_on=date(2018, 9, 30), due_precision="day")

    assert events(client.get(PUBLIC)) == []
    client.force_login(member)
    assert [event["STATUS"] for event in events(client.get(PUBLIC))] == ["TENTATIVE"]


def test_queries_are_the_same_for_one_event_and_many(client, area, institution):
    counted = []
    for more in (1, 4):
        for _number in range(more):
            make_activity(area=area, lead_body=institution, due_on=date(2018, 3, 31))
        with CaptureQueriesContext(connection) as queries:
            client.get(PUBLIC)
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 7
