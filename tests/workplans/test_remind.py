"""The secretariat reminds people of an activity at once."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.actions import preview
from letters.models import Letter, OptOut
from letters.tasks import deliver
from tests.factories import make_user, seat
from workplans.models import Activity


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/remind/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretariat", 200), ("member", 403), ("lead", 403), ("coordinator", 403), ("admin", 403), ("outsider", 403)],
)
def test_only_the_secretariat(request, client, who, status, url, member):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url).status_code == status
    assert client.post(url, {"people": [member.pk]}).status_code == (302 if status == 200 else status)
    assert Letter.objects.exists() == (status == 200)


def test_visitors_sign_in_first(client, url):
    assert client.get(url).status_code == 302
    assert client.post(url).status_code == 302


def test_two_clicks_and_a_letter_with_the_note_first(client, secretariat, member, lead, activity, url, mailoutbox):
    client.force_login(secretariat)
    assert f'href="{url}"' in client.get(activity.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert page.count(" checked") == 2

    client.post(url, {"people": [member.pk], "note": "The meeting is on Friday."})
    deliver()

    [message] = mailoutbox
    assert message.to == [member.email]
    text = message.body
    assert message.subject == "Please report: 1.1 Write the guideline"
    assert text.index("The meeting is on Friday.") < text.index("Deadline: ")
    assert "/en/work-plans/answer/" in text


def test_twice_on_a_day_is_harmless_and_the_next_day_is_another(client, secretariat, member, url, time_machine):
    client.force_login(secretariat)

    for _time in range(3):
        client.post(url, {"people": [member.pk]})
    assert Letter.objects.count() == 1
    page = client.get(url).content.decode()
    assert "Was reminded today already." in page
    assert " checked" not in page

    time_machine.shift(timedelta(days=1))
    client.post(url, {"people": [member.pk]})
    assert Letter.objects.count() == 2


def test_who_cannot_be_reached_is_shown_with_the_reason(client, secretariat, member, lead, institution, subgroup, url):
    type(lead).objects.filter(pk=lead.pk).update(address_state="bouncing")
    OptOut.objects.create(user=member, occasion="nudge")
    off = make_user(institution=institution, is_active=False)
    seat(off, subgroup, institution)
    client.force_login(secretariat)

    page = client.get(url).content.decode()
    answer = client.post(url, {"people": [member.pk, lead.pk, off.pk], "note": "Typed."})

    for reason in ("come back", "Wants no reminders", "switched off"):
        assert reason in page
    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("people", [[], ["0"], ["x"], ["99999999999999999999999"], ["-1", "1e9"]])
def test_nobody_and_strangers_are_refused_at_the_field(client, secretariat, member, outsider, url, people):
    client.force_login(secretariat)

    answer = client.post(url, {"people": people, "note": "Typed."})

    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert client.post(url, {"people": [outsider.pk]}).status_code == 200
    assert not Letter.objects.exists()


def test_the_last_letter_is_shown(client, secretariat, member, url, mailoutbox, time_machine):
    client.force_login(secretariat)
    client.post(url, {"people": [member.pk]})
    deliver()

    time_machine.shift(timedelta(days=2))

    assert "2 March 2027" in client.get(url).content.decode()


def test_a_finished_activity_needs_no_reminder(client, secretariat, member, url):
    Activity.objects.update(state="done")
    client.force_login(secretariat)

    page = client.get(url).content.decode()
    client.post(url, {"people": [member.pk]})

    assert "Nobody needs a reminder" in page
    assert not Letter.objects.exists()


def test_nobody_works_on_it(client, secretariat, url):
    client.force_login(secretariat)

    assert "Nobody works on this activity" in client.get(url).content.decode()


def test_N_20_finished_meanwhile_the_letter_is_dropped(client, secretariat, member, activity, url, mailoutbox):
    client.force_login(secretariat)
    client.post(url, {"people": [member.pk]})
    Activity.objects.update(state="done")

    deliver()

    letter = Letter.objects.get()
    assert (letter.state, letter.answer) == ("dropped", "The activity is finished, on hold or cancelled.")
    assert mailoutbox == []


def test_N_25_a_note_writes_no_header(client, secretariat, member, url, mailoutbox):
    client.force_login(secretariat)
    client.post(url, {"people": [member.pk], "note": "Hello\r\nBcc: thief@test.example\n\n.\nFrom x"})

    deliver()

    [message] = mailoutbox
    assert message.recipients() == [member.email]
    assert message_from_bytes(message.message().as_bytes())["Bcc"] is None
    assert "Bcc: thief@test.example" in message.body


def test_the_page_costs_the_same_for_one_and_for_many(client, secretariat, member, institution, subgroup, url):
    client.force_login(secretariat)
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(5):
        seat(make_user(institution=institution), subgroup, institution)

    with CaptureQueriesContext(connection) as for_many:
        client.get(url)

    assert len(for_many) == len(for_one)


def test_the_letters_page_shows_what_will_leave(client, secretariat, member, url):
    client.force_login(secretariat)
    client.post(url, {"people": [member.pk]})

    subject, text = preview(Letter.objects.get())

    assert subject == "Please report: 1.1 Write the guideline"
    assert "your-own-link" in text
    assert timezone.localdate().isoformat() in Letter.objects.get().key
