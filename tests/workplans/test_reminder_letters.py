"""What letters about the plan say, and when they are dropped: the readers of the occasions."""

from __future__ import annotations

import threading
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.actions import NoLongerTrue, preview
from letters.actions.occasions import read_again
from letters.models import Letter, OptOut, ReminderRule
from letters.tasks import deliver
from tests.factories import LONG_KNOWN, make_activity, make_user, seat
from workplans.models import Activity, WorkPlan
from workplans.tasks import write_reminders


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


def due_in(days: int, activity: Activity) -> None:
    due_on = timezone.localdate() + timedelta(days=days)
    activity.set_deadline(due_on=due_on, by=None, reason="a correction", set_at=LONG_KNOWN)


def the_letter(occasion: str, **only: Any) -> Letter:
    write_reminders()
    return Letter.objects.get(occasion=occasion, **only)


def why_dropped(letter: Letter) -> str:
    """The reason, or nothing while the letter holds."""
    reading = read_again([letter])[letter.pk]
    return str(reading) if isinstance(reading, NoLongerTrue) else ""


@pytest.fixture
def near(activity, member) -> Letter:
    due_in(7, activity)
    return the_letter("deadline")


@pytest.fixture
def late(activity, member) -> Letter:
    due_in(-3, activity)
    return the_letter("overdue")


FINISHED = "The activity is finished, on hold or cancelled."
MOVED = "The deadline has moved since."
LEFT = "The recipient no longer works on the activity."
OVERTAKEN = "A later reminder takes its place."
CHANGES = {
    "done": ({"state": "done"}, FINISHED),
    "on hold": ({"state": "on_hold", "review_on": "2030-01-01"}, FINISHED),
    "cancelled": ({"state": "cancelled"}, FINISHED),
    "other subgroup": ({"subgroup": None}, LEFT),
}


@pytest.mark.parametrize("why", CHANGES)
@pytest.mark.parametrize("kind", ["near", "late"])
def test_N_20_what_changed_meanwhile_is_not_said(request, why, kind, activity):
    letter = request.getfixturevalue(kind)
    assert why_dropped(letter) == ""
    change, reason = CHANGES[why]

    Activity.objects.update(**change)

    assert why_dropped(letter) == reason


@pytest.mark.parametrize("kind", ["near", "late"])
def test_N_20_moved_meanwhile(request, kind, activity):
    letter = request.getfixturevalue(kind)

    due_in(100, activity)

    assert why_dropped(letter) == MOVED


@pytest.mark.parametrize("kind", ["near", "late"])
def test_a_plan_that_was_closed(request, kind):
    letter = request.getfixturevalue(kind)

    WorkPlan.objects.update(state="closed")

    assert why_dropped(letter) == "The plan is no longer in force."


def test_N_21_who_left_meanwhile(near, member, institution):
    institution.memberships.update(valid_to=timezone.localdate())

    assert why_dropped(near) == LEFT


def test_N_21_handed_over_meanwhile(activity, lead, outsider):
    Activity.objects.update(owner=outsider, subgroup=None)
    due_in(7, activity)
    letter = the_letter("deadline", recipient=outsider)

    Activity.objects.update(owner=lead)

    assert why_dropped(letter) == LEFT


@pytest.mark.parametrize(("days", "reason"), [(5, ""), (6, OVERTAKEN), (7, OVERTAKEN)])
def test_a_later_step_takes_its_place(near, time_machine, days, reason):
    time_machine.shift(timedelta(days=days))

    assert why_dropped(near) == reason


def test_the_last_day_over_a_weekend_is_still_said_until_it_is_overdue(activity, member, time_machine):
    due_in(4, activity)  # Saturday
    time_machine.shift(timedelta(days=4))
    letter = the_letter("deadline")
    assert letter.bundle_on.isoformat() == "2027-03-08"

    time_machine.shift(timedelta(days=2))
    assert preview(letter)[0] == "Was due 2 days ago: 1.1 Write the guideline"
    time_machine.shift(timedelta(days=1))

    assert why_dropped(letter) == OVERTAKEN


def test_N_13_a_missed_step_says_that_it_is_late(activity, member):
    due_in(5, activity)

    text = preview(the_letter("deadline"))[1]

    assert "Late – this reminder was meant for 28 February 2027" in text


def test_reported_meanwhile(activity, member):
    Activity.objects.update(added_on=timezone.localdate() - timedelta(days=60))
    letter = the_letter("stale_report")
    assert preview(letter)[0] == "How far is it? 1.1 Write the guideline"
    today = timezone.localdate()

    activity.report(
        by=member, acting_for_id=None, status="at_risk", percent=50, achieved="Ok.", seen_version=0, today=today
    )

    assert why_dropped(letter) == "Somebody has reported since."


def test_looked_at_again_meanwhile(activity, secretariat):
    activity.hold(by=secretariat, reason="no money", review_on=timezone.localdate())
    letter = the_letter("review")
    assert "no money" in preview(letter)[1]

    activity.resume(by=secretariat)

    assert why_dropped(letter).startswith("The activity is no longer on hold")


def test_declined_meanwhile_and_sent_all_the_same_when_it_is_a_duty(near, activity, member, mailoutbox):
    OptOut.objects.create(user=member, occasion="deadline")
    OptOut.objects.create(user=member, occasion="overdue")

    deliver()
    assert mailoutbox == []
    due_in(-3, activity)
    write_reminders()
    deliver()

    assert [message.subject for message in mailoutbox] == ["Overdue for 3 days: 1.1 Write the guideline"]


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (30, "Rok ističe za 30 dana: 1.1 Write the guideline (bs)"),
        (21, "Rok ističe za 21 dan: 1.1 Write the guideline (bs)"),
        (2, "Rok ističe za 2 dana: 1.1 Write the guideline (bs)"),
    ],
)
def test_N_24_plural_forms(days, subject, activity, member):
    type(member).objects.update(language="bs")
    due_in(days, activity)
    ReminderRule.objects.create(occasion="deadline", steps=[30, 21, 2])

    assert preview(the_letter("deadline"))[0] == subject


def test_N_24_each_in_her_own_language_with_her_dates(activity, institution, subgroup, mailoutbox):
    for number in range(30):
        reader = make_user(institution=institution, language=("en", "bs", "sv")[number % 3])
        seat(reader, subgroup, institution)
    due_in(7, activity)
    write_reminders()

    deliver()

    days = {"en": "Tuesday 9 March 2027", "bs": "utorak, 9. mart 2027.", "sv": "tisdag 9 mars 2027"}
    assert len(mailoutbox) == 30
    for message in mailoutbox:
        language = message.extra_headers["Content-Language"]
        assert [days[code] in message.body for code in days] == [code == language for code in days]
        assert f"/{language}/work-plans/answer/" in message.body


def test_N_22_a_poisonous_reader_stops_no_other(activity, member, lead, mailoutbox):
    type(lead).objects.filter(pk=lead.pk).update(time_zone="Nowhere/Land")
    due_in(7, activity)
    write_reminders()

    deliver()

    assert [message.to for message in mailoutbox] == [[member.email]]


def test_N_25_titles_cannot_write_headers(activity, member, mailoutbox):
    Activity.objects.update(title_en="A\r\nBcc: thief@test.example\r\n\r\n<a href='x'>[b](http://x)")
    due_in(7, activity)
    write_reminders()

    deliver()

    [message] = mailoutbox
    assert message_from_bytes(message.message().as_bytes())["Bcc"] is None
    assert message.content_subtype == "plain"
    assert message.subject.startswith("Due in 7 days: 1.1 A Bcc: thief@test.example <a href='x'>")


def test_reading_costs_the_same_for_one_letter_and_for_fifty(institution, subgroup, secretariat):
    for number in range(50):
        reader = make_user(institution=institution)
        seat(reader, subgroup, institution)
        activity = make_activity(f"Activity {number}", subgroup=subgroup, lead_body=institution, owner=reader)
        due_in(-28 if number % 2 else 7, activity)
    write_reminders()

    for occasion in ("deadline", "overdue", "overdue_secretariat"):
        letters = list(Letter.objects.filter(occasion=occasion).select_related("recipient").order_by("pk")[:50])
        assert len(letters) >= 25
        costs = []
        for some in (letters[:1], letters):
            with CaptureQueriesContext(connection) as seen:
                assert not any(isinstance(reading, Exception) for reading in read_again(some).values())
            costs.append(len(seen))
        assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_N_14_four_planners_at_once_write_one_letter_each(activity, member, lead):
    due_in(7, activity)

    def plan() -> None:
        write_reminders()
        connection.close()

    threads = [threading.Thread(target=plan) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    write_reminders()

    assert sorted(Letter.objects.values_list("recipient", flat=True)) == sorted([member.pk, lead.pk])
