"""Writing a letter: once, whatever fails around it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from letters.actions import send, working_hour, write
from letters.models import JobRun, Letter
from letters.tasks import deliver
from qmportal.celery import app
from tests.factories import make_user, seat
from workplans.tasks import write_deadline_letters


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


@pytest.fixture
def near(activity):
    """The deadline is in seven days."""
    activity.set_deadline(due_on=timezone.localdate() + timedelta(days=7), by=None, reason="a correction")
    return activity


def test_the_owner_who_also_sits_in_the_subgroup_gets_one(near, member):
    type(near).objects.update(owner=member)

    write_deadline_letters()

    assert list(Letter.objects.values_list("recipient", flat=True)) == [member.pk]


@pytest.mark.parametrize("state", ["proposed", "on_hold", "done", "confirmed", "cancelled"])
def test_N_26_no_letter_for_what_needs_none(state, near, member):
    type(near).objects.update(state=state, review_on=timezone.localdate())

    write_deadline_letters()

    assert not Letter.objects.exists()


@pytest.mark.parametrize("change", [{"wants_reminders": False}, {"address_state": "bouncing"}, {"is_active": False}])
def test_no_letter_to_people_who_get_none(change, near, member):
    type(member).objects.update(**change)

    write_deadline_letters()

    assert not Letter.objects.exists()


def test_N_22_one_poisonous_reader_does_not_stop_the_others(near, institution, subgroup, lead, mail_server):
    poisonous = make_user(institution=institution, time_zone="Nowhere/Land")
    seat(poisonous, subgroup, institution)
    last = make_user(institution=institution)
    seat(last, subgroup, institution)

    write_deadline_letters()
    for pk in Letter.objects.values_list("pk", flat=True):
        send(pk)

    assert {letter.recipient: letter.state for letter in Letter.objects.all()} == {
        lead: "sent",
        poisonous: "failed",
        last: "sent",
    }
    assert Letter.objects.get(recipient=poisonous).answer.startswith("ZoneInfoNotFoundError")
    assert JobRun.objects.get().error == ""


def test_N_22_a_letter_that_can_no_longer_be_rendered_fails_once(near, member, mail_server):
    write_deadline_letters()
    letter = Letter.objects.get()
    type(member).objects.update(time_zone="Nowhere/Land")

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert letter.state == "failed"


@pytest.mark.django_db(transaction=True)
def test_N_03_without_a_broker_the_letter_is_written_and_the_sweep_sends_it(near, member, mail_server, monkeypatch):
    to_nowhere = app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "connection_for_write", lambda: to_nowhere)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    begun = time.perf_counter()

    write_deadline_letters()

    assert time.perf_counter() - begun < 2
    [due] = Letter.objects.to_send(timezone.now())
    deliver()
    assert Letter.objects.get().state == "sent"


def test_N_25_names_cannot_write_headers_or_markup(near, member, settings, mail_server):
    type(near).objects.update(title_en="A\r\nBcc: thief@test.example <a href='x'>")
    type(member).objects.update(display_name="Eve\nFrom x <b>")

    write_deadline_letters()
    send(Letter.objects.get().pk)

    [message] = mail_server.messages
    assert message["Bcc"] is None
    assert message["To"] == member.email
    assert message.get_content_type() == "text/plain"
    assert message["Subject"] == "Due in 7 days: 1.1 A Bcc: thief@test.example <a href='x'>"
    assert len(message_from_bytes(message.as_bytes()).get_all("Subject")) == 1


def test_a_failed_run_is_recorded_and_reported(near, member, monkeypatch):
    monkeypatch.setattr("workplans.tasks.people_of", lambda activity: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write_deadline_letters()

    run = JobRun.objects.get()
    assert run.error == "ZeroDivisionError: division by zero"
    assert run.ended_at is not None


def test_the_sweep_finds_what_the_broker_lost_by_range(near, member, lead, monkeypatch):
    write_deadline_letters()
    Letter.objects.filter(recipient=lead).update(try_at=timezone.now() + timedelta(hours=1))
    queued = []
    monkeypatch.setattr(send_letter, "apply_async", lambda args, **options: queued.append((args, options)))

    send_due_letters()

    assert queued == [((Letter.objects.get(recipient=member).pk,), {"expires": 60})]


def test_an_unknown_occasion_is_kept_as_failed(member):
    letter = write(to=member, key="k", occasion="nothing", payload={})

    assert letter.state == "failed"
    assert write(to=member, key="k", occasion="nothing", payload={}) is None


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
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Sarajevo", "Europe/Helsinki"])
def test_letters_wait_for_the_readers_working_morning(now, then, zone):
    here = ZoneInfo(zone)
    expected = datetime.fromisoformat(then).replace(tzinfo=here)

    assert working_hour(datetime.fromisoformat(now).replace(tzinfo=here), zone) == expected


@pytest.mark.parametrize(("field", "value"), [("state", "lost"), ("sent_at", datetime(2027, 3, 1, tzinfo=UTC))])
def test_the_database_knows_the_states(field, value, near, member):
    write_deadline_letters()
    letter = Letter.objects.get()
    setattr(letter, field, value)

    with pytest.raises(ValidationError):
        letter.full_clean()
