"""A deadline comes near, and everybody who works on it gets one letter, in her own language, from real workers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from institutions.models import User
from institutions.templatetags.people_dates import long_date
from letters.models import JobRun, Letter
from letters.tasks import deliver
from qmportal.celery import app
from tests.factories import LONG_KNOWN, make_user, seat
from tests.letters.processes import Celery, environment_of
from workplans.models import Activity
from workplans.tasks import write_reminders

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 300  # seconds for two workers to start and empty the queue, on a busy machine


@pytest.fixture
def readers(institution, subgroup) -> dict[str, User]:
    """One person in the subgroup for each language."""
    people = {}
    for language in ("en", "bs", "sv"):
        person = make_user(f"{language}@test.example", institution=institution, language=language)
        seat(person, subgroup, institution)
        people[language] = person
    return people


@pytest.fixture
def two_workers(mail_server, settings) -> Iterator[None]:
    """Two ordinary Celery workers, each a process of its own, on the test's database, broker and mail server."""
    environment = environment_of(os.environ["REDIS_URL"], settings.EMAIL_PORT)
    words = ("worker", "-P", "threads", "-c", "2", "--without-gossip", "-l", "ERROR")
    workers = [Celery(*words, "-n", f"{name}@%h", environment=environment) for name in ("first", "second")]
    yield
    for worker in workers:
        worker.kill()


def wait_until_sent() -> None:
    end = time.monotonic() + PATIENCE
    while Letter.objects.filter(state=Letter.State.DUE).exists() and time.monotonic() < end:
        time.sleep(0.1)


def the_working_morning_comes() -> None:
    """Tests run at any hour; a reminder waits for daylight on a working day."""
    Letter.objects.filter(state=Letter.State.DUE).update(try_at=timezone.now())


@pytest.fixture
def due_on(readers, activity, mail_server, two_workers) -> date:
    """A deadline is moved into the window; the planner and the sweep run twice; both workers empty the queue."""
    app.control.purge()
    activity.set_deadline(
        due_on=timezone.localdate() + timedelta(days=90), by=None, set_at=LONG_KNOWN, reason="a correction"
    )
    write_reminders()
    assert not Letter.objects.exists()

    due_on = timezone.localdate() + timedelta(days=7)
    activity.set_deadline(due_on=due_on, by=None, set_at=LONG_KNOWN, reason="moved into the window")
    for _time in range(2):
        write_reminders()
    the_working_morning_comes()
    for _time in range(2):
        deliver.delay()
    wait_until_sent()
    return due_on


def test_one_letter_each_in_her_own_language(due_on, readers, activity, mail_server):
    assert sorted(message["To"] for message in mail_server.messages) == sorted(p.email for p in readers.values())
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}

    for language, person in readers.items():
        [message] = mail_server.to(person.email)
        letter = Letter.objects.get(key=f"deadline/{activity.pk}/3/7/{person.pk}")
        with translation.override(language):
            day = long_date(due_on)
        assert message["Message-ID"] == letter.message_id
        assert message["Content-Language"] == language
        assert message["Auto-Submitted"] == "auto-generated"
        assert day in message.get_content()
        assert f"https://localhost/{language}/work-plans/activities/{activity.pk}/report/" in message.get_content()

    [english], [bosnian], [swedish] = (mail_server.to(person.email) for person in readers.values())
    assert english["Subject"] == "Due in 7 days: 1.1 Write the guideline"
    assert bosnian["Subject"].strip() == "Rok ističe za 7 dana: 1.1 Write the guideline (bs)"
    assert "1.1 Write the guideline (sv)" in swedish["Subject"]
    assert "tidsfrist" in swedish.get_content().casefold()
    assert ["Dear" in message.get_content() for message in (english, bosnian, swedish)] == [True, False, False]


def test_next_day_writes_nothing_new(readers, activity, time_machine):
    time_machine.move_to("2027-03-01 09:00:00Z")
    activity.set_deadline(
        due_on=timezone.localdate() + timedelta(days=6), by=None, set_at=LONG_KNOWN, reason="a correction"
    )
    write_reminders()

    time_machine.move_to("2027-03-02 09:00:00Z")
    write_reminders()

    assert Letter.objects.count() == 3
    assert list(JobRun.objects.order_by("pk").values_list("counts__deadline", flat=True)) == [3, 0]


def test_planner_that_was_away_makes_up_with_one_letter(readers, activity, time_machine):
    time_machine.move_to("2027-03-01 09:00:00Z")
    activity.set_deadline(
        due_on=timezone.localdate() + timedelta(days=31), by=None, set_at=LONG_KNOWN, reason="a correction"
    )
    write_reminders()

    time_machine.move_to("2027-03-31 09:00:00Z")  # 30 and 7 days before were missed
    write_reminders()

    reminders = Letter.objects.filter(occasion="deadline")
    assert list(reminders.values_list("payload__step", flat=True)) == [1, 1, 1]


def test_a_report_page_is_what_the_letter_opens(readers, activity, client, mail_server):
    activity.set_deadline(
        due_on=timezone.localdate() + timedelta(days=7), by=None, set_at=LONG_KNOWN, reason="a correction"
    )
    write_reminders()
    client.force_login(readers["en"])

    answer = client.get(f"/en/work-plans/activities/{activity.pk}/report/")

    assert answer.status_code == 200
    assert Activity.objects.get().title in answer.content.decode()
