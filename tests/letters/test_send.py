"""What the post room does with mail servers that refuse, and with letters that are no longer true."""

from __future__ import annotations

import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from letters.actions import send, write_secret
from letters.models import Letter
from tests.factories import make_user, seat
from workplans.tasks import write_deadline_letters


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


@pytest.fixture
def letter(member, activity) -> Letter:
    """A reminder to the member, due now."""
    activity.set_deadline(due_on=timezone.localdate() + timedelta(days=7), by=None, reason="a correction")
    write_deadline_letters()
    return Letter.objects.get()


def test_sent_once(letter, mail_server):
    assert send(letter.pk)
    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.sent_at) == ("sent", 1, timezone.now())
    assert len(mail_server.messages) == 1


def test_N_07_no_connection_is_tried_again_after_growing_gaps(letter, settings, time_machine):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    gaps = []

    for _attempt in range(3):
        assert not send(letter.pk)
        letter.refresh_from_db()
        gaps.append((letter.try_at - timezone.now()).total_seconds() // 60)
        assert not send(letter.pk)  # not before its time
        time_machine.move_to(letter.try_at, tick=False)

    assert gaps == [1, 5, 15]
    assert (letter.state, letter.attempts) == ("due", 3)
    assert letter.answer.startswith("ConnectionRefusedError")


def test_N_08_refused_for_now_waits_and_others_go_at_once(letter, lead, mail_server):
    mail_server.answers[letter.address] = "451 try later"
    write_deadline_letters()
    other = Letter.objects.get(recipient=lead)

    assert not send(letter.pk)
    assert send(other.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("due", "451 try later")
    assert letter.try_at == timezone.now() + timedelta(minutes=1)


def test_N_09_refused_for_good_is_not_tried_again(letter, mail_server):
    mail_server.answers[letter.address] = "550 no such mailbox"

    assert not send(letter.pk)
    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.answer) == ("failed", 1, "550 no such mailbox")


def test_a_refusal_of_us_is_not_held_against_the_letter(letter, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPSenderRefused(530, b"sign in first", "portal@localhost")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert letter.state == "due"


def test_an_address_no_server_takes_fails_at_once(letter, mail_server):
    Letter.objects.update(is_secret=True, address="ab\r\nBcc: thief@test.example")

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert letter.state == "failed"
    assert letter.body == ""
    assert mail_server.messages == []


def test_no_retry_at_night(letter, settings, time_machine):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    time_machine.move_to("2027-03-02 18:59:30Z", tick=False)  # 19:59 in Sarajevo; night begins at 20:00

    send(letter.pk)

    letter.refresh_from_db()
    assert letter.try_at.isoformat() == "2027-03-03T06:00:00+00:00"


def test_a_letter_that_stays_refused_fails_when_it_is_useless(letter, mail_server):
    mail_server.answers[letter.address] = "451 try later"
    Letter.objects.update(useless_after=timezone.now() + timedelta(seconds=30))

    send(letter.pk)

    letter.refresh_from_db()
    assert letter.state == "failed"


DROPPED = {
    "moved": "The deadline has moved since.",
    "done": "The activity is finished, on hold or cancelled.",
    "left": "The recipient no longer works on the activity.",
    "opted out": "The recipient wants no reminders.",
    "bounced": "No letters go to this address at present.",
    "switched off": "No letters go to this address at present.",
    "late": "It is too late for this letter to be of use.",
    "overtaken": "A later reminder takes its place.",
}


@pytest.mark.parametrize("why", DROPPED)
def test_N_20_N_21_what_is_no_longer_true_is_dropped_with_the_reason(
    why, letter, activity, member, mail_server, time_machine
):
    match why:
        case "moved":
            activity.set_deadline(due_on=activity.due_on + timedelta(days=1), by=None, reason="a correction")
        case "done":
            type(activity).objects.update(state="done")
        case "left":
            member.seats.update(valid_to=timezone.localdate())
        case "opted out":
            type(member).objects.update(wants_reminders=False)
        case "bounced":
            type(member).objects.update(address_state="bouncing")
        case "switched off":
            type(member).objects.update(is_active=False)
        case "late":
            time_machine.move_to("2027-03-11 09:00:00Z")
        case "overtaken":
            time_machine.move_to("2027-03-08 09:00:00Z")

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("dropped", DROPPED[why])
    assert mail_server.messages == []


def test_the_new_date_gets_a_letter_of_its_own(letter, activity, mail_server):
    activity.set_deadline(due_on=activity.due_on - timedelta(days=1), by=None, reason="a correction")
    write_deadline_letters()

    for pk in Letter.objects.values_list("pk", flat=True):
        send(pk)

    [message] = mail_server.messages
    assert "8 March 2027" in message.get_content()


def test_confidential_text_is_forgotten_once_it_is_sent(member, mail_server):
    letter = write_secret(to=member, address=member.email, language="en", key="k", subject="Hello", body="a link\n")

    send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("sent", "")
    assert mail_server.messages[0].get_content().split() == ["a", "link"]


def test_confidential_letter_to_somebody_switched_off_is_dropped(member, mail_server):
    letter = write_secret(to=member, address=member.email, language="en", key="k", subject="Hello", body="a link\n")
    type(member).objects.update(is_active=False)

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("dropped", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once(letter, mail_server):
    mail_server.delay = 0.3
    went = []

    def work() -> None:
        went.append(send(letter.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(went) == [False, False, False, True]
    assert len(mail_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_N_24_languages_do_not_mix_in_threads(institution, subgroup, activity, mail_server):
    for number in range(24):
        language = ("en", "bs", "sv")[number % 3]
        person = make_user(f"{language}{number}@test.example", institution=institution, language=language)
        seat(person, subgroup, institution)
    write_deadline_letters()
    letters = list(Letter.objects.order_by("pk").values_list("pk", flat=True))

    def work(mine: list[int]) -> None:
        for pk in mine:
            send(pk)
        connection.close()

    workers = [threading.Thread(target=work, args=(letters[start::4],)) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    dates = {"en": "12 March 2027", "bs": "12. mart 2027.", "sv": "12 mars 2027"}
    assert len(mail_server.messages) == 24
    for message in mail_server.messages:
        language = message["To"][:2]
        assert message["Content-Language"] == language
        assert dates[language] in message.get_content()
        assert f"/{language}/work-plans/" in message.get_content()
