"""Who is due which letter about the plan, and when: the planner's rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import GroupMembership
from letters.models import JobRun, Letter, OptOut, ReminderRule
from tests.factories import LONG_AGO, LONG_KNOWN, make_activity, make_user, seat
from workplans.models import Activity, StateChange, WorkPlan
from workplans.tasks import write_reminders


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


@pytest.fixture
def no_news_wanted(db):
    """Only deadlines matter here."""
    ReminderRule.objects.create(occasion="stale_report", steps=[3000], is_on=False)


def due_in(days: int, activity: Activity, *, set_at: datetime = LONG_KNOWN) -> Activity:
    """Move its deadline to so many days from today; people have known it for long."""
    due_on = timezone.localdate() + timedelta(days=days)
    activity.set_deadline(due_on=due_on, by=None, reason="a correction", set_at=set_at)
    return activity


def written(**only: Any) -> list[tuple[str, int, int]]:
    """Occasion, step and recipient of every letter, in the order of their keys."""
    letters = Letter.objects.filter(**only).order_by("key")
    return list(letters.values_list("occasion", "payload__step", "recipient"))


@pytest.mark.parametrize(
    ("days", "occasion", "step"),
    [
        (31, None, None),
        (30, "deadline", 30),
        (8, "deadline", 30),
        (7, "deadline", 7),
        (1, "deadline", 1),
        (0, "deadline", 0),
        (-2, "deadline", 0),  # a weekend or a power cut hid the last day
        (-3, "overdue", -3),
        (-13, "overdue", -3),
        (-14, "overdue", -14),
        (-300, "overdue", -14),
    ],
)
def test_the_newest_step_that_has_come_is_written_once(days, occasion, step, no_news_wanted, activity, member):
    due_in(days, activity)

    for _time in range(3):
        write_reminders()

    assert written(recipient=member) == ([(occasion, step, member.pk)] if occasion else [])


def test_who_gets_what(no_news_wanted, activity, member, lead, coordinator, secretariat, admin, outsider):
    due_in(-28, activity)

    write_reminders()

    assert sorted(written()) == sorted(
        [
            ("overdue", -14, member.pk),
            ("overdue", -14, lead.pk),
            ("overdue_coordinator", -21, coordinator.pk),
            ("overdue_secretariat", -28, secretariat.pk),
        ]
    )


def test_the_owner_who_also_sits_in_the_subgroup_gets_one(no_news_wanted, activity, member):
    Activity.objects.update(owner=member)
    due_in(7, activity)

    write_reminders()

    assert written() == [("deadline", 7, member.pk)]


def test_who_left_gets_none(no_news_wanted, activity, member, outsider, coordinator, institution):
    due_in(-21, activity)
    Activity.objects.update(owner=outsider)
    GroupMembership.objects.update(valid_to=timezone.localdate())

    write_reminders()

    assert not Letter.objects.exists()


def test_lead_body_of_today_is_asked(no_news_wanted, activity, coordinator, institution):
    due_in(-21, activity)
    activity.bodies.update(valid_to=timezone.localdate())

    write_reminders()

    assert not Letter.objects.filter(occasion="overdue_coordinator").exists()


@pytest.mark.parametrize("state", ["proposed", "on_hold", "done", "confirmed", "cancelled"])
def test_N_26_nothing_for_what_needs_none(state, activity, member):
    due_in(7, activity)
    Activity.objects.update(state=state, review_on=date(2030, 1, 1))

    write_reminders()

    assert not Letter.objects.exists()


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_N_26_only_the_plan_in_force(state, activity, member):
    due_in(7, activity)
    WorkPlan.objects.update(state=state)

    write_reminders()

    assert not Letter.objects.exists()


@pytest.mark.parametrize(("days", "later"), [(1, 0), (1, 1), (7, 0), (8, 1), (-10, 0), (-2, 2)])
def test_N_26_nothing_within_a_day_of_the_announcement(days, later, no_news_wanted, activity, member, time_machine):
    due_in(days, activity, set_at=timezone.now())
    time_machine.shift(timedelta(days=later))

    write_reminders()

    assert not Letter.objects.exists()


def test_a_deadline_set_for_next_week_is_reminded_of_on_its_day(no_news_wanted, activity, member, time_machine):
    due_in(8, activity, set_at=timezone.now())

    for _day in range(9):
        write_reminders()
        time_machine.shift(timedelta(days=1))

    assert sorted(written()) == [("deadline", 0, member.pk), ("deadline", 1, member.pk)]


def test_a_moved_deadline_is_announced_anew(no_news_wanted, activity, member):
    due_in(7, activity)
    write_reminders()

    due_in(6, activity)
    write_reminders()

    assert [letter.payload["version"] for letter in Letter.objects.order_by("key")] == [2, 3]


def test_N_13_missed_steps_fold_into_the_newest(no_news_wanted, activity, member, time_machine):
    due_in(31, activity)
    write_reminders()

    time_machine.shift(timedelta(days=30, hours=2))  # 30 and 7 days before were missed
    write_reminders()

    assert written() == [("deadline", 1, member.pk)]


def test_N_15_N_16_a_leaping_clock_and_summer_time_repeat_nothing(no_news_wanted, activity, member, time_machine):
    time_machine.move_to("2027-03-26 09:00:00Z", tick=False)
    due_in(5, activity)  # 31 March; the clocks change on the 28th
    hours = [0, 36, 0, *range(40, 48), 1]

    for hour in hours:
        time_machine.move_to(datetime(2027, 3, 26, 9, tzinfo=ZoneInfo("UTC")) + timedelta(hours=hour), tick=False)
        write_reminders()

    assert written() == [("deadline", 7, member.pk)]
    time_machine.move_to("2027-03-29 22:30:00Z", tick=False)  # half past midnight of the 30th in Sarajevo
    write_reminders()
    assert written() == [("deadline", 1, member.pk), ("deadline", 7, member.pk)]


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Europe/Sarajevo", "Atlantic/Azores"])
@pytest.mark.parametrize("time", ["21:30", "22:30", "23:30"])
def test_N_18_on_the_readers_own_day(zone, time, no_news_wanted, activity, institution, subgroup, time_machine):
    """Due on 15 June: the letter of the last day leaves on the reader's own 15 June, whenever the planner ran."""
    seat(make_user(institution=institution, time_zone=zone), subgroup, institution)
    activity.set_deadline(due_on=date(2027, 6, 15), by=None, reason="a correction", set_at=LONG_KNOWN)
    ReminderRule.objects.create(occasion="deadline", steps=[0])

    time_machine.move_to("2027-06-14 12:00:00Z", tick=False)
    write_reminders()
    assert not Letter.objects.exists()
    time_machine.move_to(f"2027-06-14 {time}:00Z", tick=False)
    write_reminders()
    time_machine.move_to("2027-06-15 00:30:00Z", tick=False)
    write_reminders()

    letter = Letter.objects.get()
    assert timezone.localtime(letter.try_at, ZoneInfo(zone)).isoformat()[:16] == "2027-06-15T07:00"


@pytest.mark.parametrize(("age", "step"), [(59, None), (60, 60), (89, 60), (95, 90), (400, 360)])
def test_old_reports(age, step, activity, member, lead):
    Activity.objects.update(last_report_on=timezone.localdate() - timedelta(days=age), version=3, due_on=None)

    write_reminders()

    people = {letter.recipient for letter in Letter.objects.filter(occasion="stale_report", payload__step=step)}
    assert people == ({member, lead} if step else set())


def test_news_is_asked_of_the_owner_alone(activity, member, lead):
    Activity.objects.update(added_on=timezone.localdate() - timedelta(days=61), owner=lead, due_on=None)

    write_reminders()

    assert written() == [("stale_report", 60, lead.pk)]


def test_whoever_is_reminded_of_the_deadline_is_not_asked_for_news_too(activity, member, time_machine):
    Activity.objects.update(added_on=LONG_AGO)
    due_in(7, activity)

    write_reminders()
    assert written() == [("deadline", 7, member.pk)]

    ReminderRule.objects.create(occasion="deadline", steps=[7])
    time_machine.shift(timedelta(days=7))
    write_reminders()
    assert ("stale_report", 360, member.pk) in written()


def test_a_review_that_has_come(activity, member, lead, secretariat, outsider, coordinator):
    today = timezone.localdate()
    activity.hold(by=secretariat, reason="no money", review_on=today + timedelta(days=1))
    write_reminders()
    assert not Letter.objects.exists()

    Activity.objects.update(review_on=today)
    write_reminders()

    assert {row[2] for row in written(occasion="review")} == {lead.pk, secretariat.pk}
    assert StateChange.objects.count() == 1


def test_the_secretariats_rule_counts(activity, member):
    due_in(12, activity)
    ReminderRule.objects.create(occasion="deadline", steps=[12, 2])
    ReminderRule.objects.create(occasion="stale_report", steps=[1], is_on=False)

    write_reminders()

    assert written() == [("deadline", 12, member.pk)]


def test_declined_unless_it_is_a_duty(no_news_wanted, activity, member):
    OptOut.objects.create(user=member, occasion="deadline")
    OptOut.objects.create(user=member, occasion="overdue")

    write_reminders() if due_in(7, activity) else None
    assert not Letter.objects.exists()
    due_in(-3, activity)
    write_reminders()

    assert written() == [("overdue", -3, member.pk)]


def test_a_run_counts_by_rule_in_a_constant_number_of_queries(no_news_wanted, activity, member, secretariat):
    due_in(7, activity)
    with CaptureQueriesContext(connection) as for_one:
        write_reminders()
    for number in range(20):
        extra = make_activity(f"More {number}", subgroup=activity.subgroup, due_on=date(2026, 1, 1))
        due_in(-40, extra)

    with CaptureQueriesContext(connection) as for_many:
        write_reminders()

    assert len(for_many) == len(for_one)
    first, second = JobRun.objects.order_by("pk")
    assert (first.job, first.error) == ("workplans.write_reminders", "")
    assert {name: count for name, count in first.counts.items() if count} == {"deadline": 1}
    assert {name: count for name, count in second.counts.items() if count} == {
        "overdue": 20,
        "overdue_secretariat": 20,
    }
