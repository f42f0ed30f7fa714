"""Corrections of circulated minutes, and the history of what was written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.models import Letter
from meetings.actions.approving import begin, circulate
from meetings.models import Correction, Meeting, Minutes
from meetings.tasks import write_reminders
from tests.factories import make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/minutes/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(secretariat):
    meeting = make_meeting(code="tenth", number="2018/2", on=timezone.localdate() - timedelta(days=30))
    found = begin(meeting, by=secretariat)
    found.entries.get().write("First.", base=0, by=secretariat)
    return found


@pytest.fixture
def circulated(minutes):
    today = timezone.localdate()
    circulate(minutes, until=today + timedelta(days=7), today=today)
    return minutes


@pytest.fixture
def entry(circulated):
    return circulated.entries.get()


def test_a_member_proposes_a_correction_once(client, member, entry):
    client.force_login(member)

    for _twice in range(2):
        client.post(f"{HERE}entries/{entry.pk}/correct/", {"text": "Second."})

    made = Correction.objects.get()
    assert (made.text, made.proposed_for) == ("Second.", member.affiliations.get().institution)
    assert "Second." in squeezed(client.get(HERE))


def test_what_comes_too_late_is_kept_on_the_page(client, member, entry):
    Minutes.objects.update(state="approved", full=[], digest="x", approved_at=timezone.now())
    client.force_login(member)

    answer = client.post(f"{HERE}entries/{entry.pk}/correct/", {"text": "Second."})

    assert answer.status_code == 409
    assert "Second." in squeezed(answer)
    assert not Correction.objects.exists()


@pytest.fixture
def correction(member, circulated, entry):
    return Correction.objects.create(minutes=circulated, entry=entry, text="Second.", language="en", proposed_by=member)


def test_declining_needs_a_reason(client, secretariat, correction):
    client.force_login(secretariat)
    here = f"{HERE}corrections/{correction.pk}/decline/"

    assert "This field is required." in squeezed(client.post(here))
    client.post(here, {"answer": "Nobody said so."})

    correction.refresh_from_db()
    assert (correction.state, correction.answer) == ("declined", "Nobody said so.")


def test_accepting_leads_to_the_text(client, secretariat, correction):
    client.force_login(secretariat)

    answer = client.post(f"{HERE}corrections/{correction.pk}/accept/")

    assert answer.headers["Location"] == f"{HERE}write/#opening"
    correction.refresh_from_db()
    assert correction.state == "accepted"


def test_only_whoever_proposed_it_takes_it_back(client, lead, member, correction):
    here = f"{HERE}corrections/{correction.pk}/withdraw/"
    client.force_login(lead)
    assert client.post(here).status_code == 403
    client.force_login(member)
    client.post(here)
    correction.refresh_from_db()
    assert correction.state == "withdrawn"


def test_versions_are_compared_and_restored(client, secretariat, minutes):
    entry = minutes.entries.get()
    entry.write("Second.", base=1, by=secretariat)
    client.force_login(secretariat)
    here = f"{HERE}entries/{entry.pk}/history/"

    assert "From version 1 to version 2" in squeezed(client.get(here))
    assert client.post(here, {"version": "1", "base": "1"}).status_code == 409
    assert client.post(here, {"version": "1", "base": "2"}).status_code == 302

    entry.refresh_from_db()
    assert (entry.body, entry.version) == ("First.", 3)
    assert client.post(here, {"version": "x", "base": "2"}).status_code == 404


@pytest.mark.parametrize("working_days", [3, 10])
def test_the_secretariat_is_reminded_of_missing_minutes(secretariat, minutes, working_days):
    Meeting.objects.get().days.update(held_on=days_before(timezone.localdate(), working_days))

    write_reminders()
    write_reminders()

    letter = Letter.objects.get(occasion="minutes_missing")
    assert (letter.recipient, letter.payload["step"]) == (secretariat, working_days)


def test_nobody_is_reminded_of_minutes_that_are_circulated(secretariat, circulated):
    Meeting.objects.get().days.update(held_on=days_before(timezone.localdate(), 10))

    write_reminders()

    assert not Letter.objects.filter(occasion="minutes_missing").exists()


def days_before(today, number):
    from meetings.actions.circulating import working_days_between  # noqa: PLC0415

    day = today
    while working_days_between(day, today) < number:
        day -= timedelta(days=1)
    return day
