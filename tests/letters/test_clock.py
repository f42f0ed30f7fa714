"""Clocks that leap, stop and disagree; holidays; and the hour in which no mail server listens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from letters.actions import deliver, is_working_day, next_morning, readers_today, working_hour
from letters.models import Letter
from tests.factories import make_user
from tests.letters.conftest import matter

SARAJEVO = ZoneInfo("Europe/Sarajevo")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2027-03-02 12:00", "2027-03-02 12:00"),  # Tuesday noon
        ("2027-03-02 06:59", "2027-03-02 07:00"),
        ("2027-03-02 20:00", "2027-03-03 07:00"),
        ("2027-03-05 20:00", "2027-03-08 07:00"),  # Friday evening: Monday
        ("2027-03-06 03:00", "2027-03-08 07:00"),
        ("2027-03-07 12:00", "2027-03-08 07:00"),
        ("2027-03-26 21:00", "2027-03-29 07:00"),  # over the weekend the clock goes forward
        ("2027-10-29 21:00", "2027-11-01 07:00"),  # and back
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Sarajevo", "Europe/Helsinki"])
def test_letters_wait_for_the_readers_working_morning(now, then, zone):
    here = ZoneInfo(zone)
    expected = datetime.fromisoformat(then).replace(tzinfo=here)

    assert working_hour(datetime.fromisoformat(now).replace(tzinfo=here), here, "") == expected


@pytest.mark.parametrize(
    ("day", "calendar", "is_working"),
    [
        ("2027-11-25", "BA-BIH", False),  # Statehood Day
        ("2027-11-25", "BA-SRP", True),
        ("2027-01-14", "BA-SRP", False),  # Orthodox New Year
        ("2027-03-08", "BA-BRC", False),  # of the district alone
        ("2027-03-08", "BA-BIH", True),
        ("2027-06-25", "SE", True),
        ("2027-06-25", "FI", False),  # Midsummer Eve
        ("2027-12-06", "FI", False),
        ("2027-12-06", "", True),
    ],
)
def test_public_holidays_of_each_calendar(day, calendar, is_working):
    assert is_working_day(date.fromisoformat(day), calendar) is is_working


def test_over_a_chain_of_holidays():
    """Good Friday, Easter, Easter Monday: from Thursday evening to Tuesday."""
    evening = datetime(2027, 3, 25, 21, tzinfo=SARAJEVO)

    assert next_morning(evening, SARAJEVO, "BA-BIH") == datetime(2027, 3, 30, 7, tzinfo=SARAJEVO)


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Stockholm", "15"), ("Europe/Sarajevo", "15"), ("Atlantic/Azores", "14")]
)
def test_N_18_the_day_is_the_readers_own(zone, day, time_machine, db):
    time_machine.move_to("2027-06-14 22:30:00Z", tick=False)
    letter = Letter(recipient=make_user(time_zone=zone))

    assert str(readers_today(letter)) == f"2027-06-{day}"


@pytest.mark.parametrize(
    ("first", "last", "zone"),
    [
        ("2027-03-26 06:00:00Z", "2027-03-29 12:00:00Z", "Europe/Stockholm"),  # Good Friday to Easter Monday, SE
        ("2027-03-26 06:00:00Z", "2027-03-29 12:00:00Z", "Europe/Sarajevo"),
        ("2027-10-29 21:00:00Z", "2027-11-01 12:00:00Z", "Europe/Sarajevo"),
    ],
)
def test_N_16_once_over_the_change_of_the_clock(first, last, zone, mail_server, time_machine, settings, db):
    """Every quarter of an hour over the weekend: one message, on the first working morning, at seven."""
    settings.HOLIDAY_CALENDAR = ""
    now, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    time_machine.move_to(now + timedelta(hours=15), tick=False)
    matter(make_user(time_zone=zone))
    sent_at = []
    while now <= end:
        time_machine.move_to(now, tick=False)
        if deliver().get("sent"):
            sent_at.append(timezone.localtime(now, ZoneInfo(zone)))
        now += timedelta(minutes=15)

    assert len(mail_server.messages) == 1
    assert [(moment.weekday(), moment.hour, moment.minute) for moment in sent_at] == [(0, 7, 0)]


def test_N_13_a_missed_day_is_made_up_for_once(member, mail_server, time_machine):
    time_machine.move_to("2027-03-02 03:00:00Z", tick=False)
    matter(member, "missed")
    over = matter(member, "withdrawn")
    Letter.objects.filter(pk=over.pk).update(payload={"is_over": True})

    time_machine.move_to("2027-03-03 22:00:00Z", tick=False)  # two mornings later, at night
    deliver()
    assert mail_server.messages == []
    time_machine.move_to("2027-03-04 06:00:00Z", tick=False)
    for _time in range(2):
        deliver()

    assert [message["Subject"] for message in mail_server.messages] == ["missed"]
    assert Letter.objects.get(pk=over.pk).state == "dropped"


def test_N_15_a_clock_that_leaps_ahead_and_back_sends_nothing_twice(member, mail_server, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    matter(member, "today")
    deliver()
    time_machine.move_to("2027-03-03 21:00:00Z", tick=False)  # 36 hours ahead
    early = matter(member, "written ahead")
    deliver()
    time_machine.move_to("2027-03-02 09:01:00Z", tick=False)
    for _time in range(3):
        deliver()
    assert [message["Subject"] for message in mail_server.messages] == ["today"]

    time_machine.move_to(early.try_at, tick=False)
    deliver()

    assert [message["Subject"] for message in mail_server.messages] == ["today", "written ahead"]


def test_N_07_an_hour_without_a_mail_server(mail_server, settings, time_machine, db):
    """Growing gaps for the few that were tried, no attempt of the others; then everything leaves."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    for number in range(60):
        matter(make_user(f"{number}@test.example"))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for minute in range(60):
        time_machine.move_to(f"2027-03-02 09:{minute:02}:00Z", tick=False)
        deliver()
    tried = Letter.objects.filter(attempts__gt=0)
    assert tried.count() + Letter.objects.filter(attempts=0).count() == 60
    assert set(Letter.objects.values_list("state", flat=True)) == {"due"}
    assert max(tried.values_list("attempts", flat=True)) <= 5

    settings.EMAIL_PORT = port
    for hour in (10, 11, 12, 13, 14):
        time_machine.move_to(f"2027-03-02 {hour}:00:00Z", tick=False)
        deliver()

    assert len(mail_server.messages) == 60
    assert len({message["Message-ID"] for message in mail_server.messages}) == 60
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
