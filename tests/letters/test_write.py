"""Writing a letter: once, whatever fails around it."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from institutions.models import User
from letters.actions import NoLongerTrue, decline, deliver, preview, recorded, write
from letters.models import JobRun, Letter
from qmportal.celery import app
from tests.letters.conftest import matter

pytestmark = pytest.mark.usefixtures("working_day")


def test_written_once_under_its_key(member):
    letter = matter(member)

    again = write(to=member, key=letter.key, occasion="matter", payload={"says": "something else"})

    assert again is None
    assert (letter.subject, letter.state, str(letter.bundle_on)) == ("Paint the door", "due", "2027-03-02")


@pytest.mark.parametrize("change", [{"address_state": "bouncing"}, {"is_active": False}])
def test_no_letter_to_people_who_get_none(change, member):
    User.objects.filter(pk=member.pk).update(**change)
    member.refresh_from_db()

    assert write(to=member, key="k", occasion="matter", payload={"says": "x"}) is None


def test_no_letter_of_a_kind_that_was_declined(member):
    decline(member, ["matter", "duty"])

    assert write(to=member, key="k", occasion="matter", payload={"says": "x"}) is None
    assert write(to=member, key="k", occasion="duty", payload={"says": "x"}) is not None


def test_no_letter_about_what_is_over(member):
    assert write(to=member, key="k", occasion="matter", payload={"is_over": True}) is None


@pytest.mark.parametrize("poison", ["read", "render"])
def test_N_22_what_cannot_be_written_is_kept_as_failed(poison, member):
    letter = matter(member, "k", poison=poison)

    assert (letter.state, letter.answer) == ("failed", "ZeroDivisionError: poison")


def test_an_unknown_occasion_is_kept_as_failed(member):
    letter = write(to=member, key="k", occasion="nothing", payload={})

    assert letter.state == "failed"
    assert write(to=member, key="k", occasion="nothing", payload={}) is None


@pytest.mark.django_db(transaction=True)
def test_N_03_without_a_broker_the_letter_is_written_and_the_sweep_sends_it(member, mail_server, monkeypatch):
    to_nowhere = app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "connection_for_write", lambda: to_nowhere)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)  # or the tests after this one would inherit the broken one
    tries, connect = [], socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda own, to: tries.append(to) or connect(own, to))

    matter(member)

    assert tries == [("127.0.0.1", 1)]  # once, and never again while somebody waits for her page
    deliver()
    assert Letter.objects.get().state == "sent"


def test_a_preview_is_read_anew(member):
    letter = matter(member)
    Letter.objects.update(subject="", body="")
    letter.refresh_from_db()

    subject, body = preview(letter)

    assert subject == "Paint the door"
    assert body.startswith("Dear Member,")
    letter.payload = {"is_over": True}
    with pytest.raises(NoLongerTrue):
        preview(letter)


def test_a_failed_run_is_recorded_and_reported(db):
    with pytest.raises(ZeroDivisionError):
        recorded("planner")(lambda: 1 / 0)()

    run = JobRun.objects.get()
    assert (run.job, run.error) == ("planner", "ZeroDivisionError: division by zero")
    assert run.ended_at is not None


@pytest.mark.parametrize(("field", "value"), [("state", "lost"), ("sent_at", datetime(2027, 3, 1, tzinfo=UTC))])
def test_the_database_knows_the_states(field, value, member):
    letter = matter(member)
    setattr(letter, field, value)

    with pytest.raises(ValidationError):
        letter.full_clean()


def test_a_letter_waits_for_the_morning_and_another_does_not(member, time_machine):
    time_machine.move_to("2027-03-05 22:00:00Z", tick=False)  # Friday night

    waits = matter(member)
    goes = write(to=member, key="k", occasion="matter", payload={"says": "x"}, at_any_hour=True)

    assert timezone.localtime(waits.try_at).isoformat() == "2027-03-08T07:00:00+01:00"
    assert (goes.try_at, goes.bundle_on) == (timezone.now(), None)
