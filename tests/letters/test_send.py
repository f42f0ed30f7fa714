"""One letter on its way: mail servers that refuse, and what is no longer true."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import User
from letters.actions import decline, send, write, write_secret
from letters.models import Letter
from tests.factories import make_user
from tests.letters.conftest import matter

pytestmark = pytest.mark.usefixtures("working_day")


@pytest.fixture
def letter(member) -> Letter:
    return matter(member)


def test_sent_once(letter, mail_server):
    assert send(letter.pk)
    assert not send(letter.pk)

    letter.refresh_from_db()
    [message] = mail_server.messages
    assert (letter.state, letter.attempts, letter.sent_at) == ("sent", 1, timezone.now())
    assert letter.sent_as == message["Message-ID"]


def test_headers(letter, member, mail_server, settings):
    settings.BOUNCE_ADDRESS = "bounces@test.example"

    send(letter.pk)

    [message] = mail_server.messages
    assert mail_server.senders == ["bounces@test.example"]
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["To"] == member.email
    assert message["Subject"] == "Paint the door"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<https://localhost/en/letters/unsubscribe/")


def test_a_duty_has_no_button_to_end_it(member, mail_server):
    write(to=member, key="k", occasion="duty", payload={"says": "Report"})

    send(Letter.objects.get().pk)

    [message] = mail_server.messages
    assert message["List-Unsubscribe"] is None


def test_N_07_no_connection_is_tried_again_after_growing_gaps(letter, no_mail_server, time_machine):
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
    other = matter(lead)

    assert not send(letter.pk)
    assert send(other.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("due", "451 try later")
    assert letter.try_at == timezone.now() + timedelta(minutes=1)


def test_N_09_refused_for_good_is_not_tried_again_and_the_secretariat_hears_once(
    letter, member, secretariat, mail_server
):
    second = matter(member, "Oil the hinge", at="once")
    mail_server.answers[member.email] = "550 no such mailbox"

    assert not send(letter.pk)
    assert not send(letter.pk)

    for one in (letter, second):
        one.refresh_from_db()
        assert (one.state, one.attempts, one.answer) == ("failed", 1, "550 no such mailbox")
    member.refresh_from_db()
    assert member.address_state == User.AddressState.BOUNCING
    [told] = Letter.objects.filter(recipient=secretariat)
    assert (told.occasion, told.subject) == ("bouncing", "Letters no longer reach Member")
    assert write(to=member, key="later", occasion="matter", payload={"says": "x"}) is None


@pytest.mark.parametrize("answer", ["554 5.7.1 relaying denied", "550 5.7.1 blocked", "452 mailbox full"])
def test_an_address_is_not_dead_because_the_server_dislikes_us(answer, letter, member, mail_server):
    mail_server.answers[member.email] = answer

    send(letter.pk)

    member.refresh_from_db()
    assert member.address_state == User.AddressState.OK


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
    assert (letter.state, letter.body) == ("failed", "")
    assert mail_server.messages == []


def test_no_retry_at_night(member, no_mail_server, time_machine):
    time_machine.move_to("2027-03-02 18:59:30Z", tick=False)  # 19:59 in Sarajevo; night begins at 20:00
    letter = matter(member)

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
    "over": "It is over.",
    "declined": "The recipient wants no letters of this kind.",
    "bounced": "No letters go to this address at present.",
    "switched off": "No letters go to this address at present.",
    "late": "It is too late for this letter to be of use.",
}


@pytest.mark.parametrize("why", DROPPED)
def test_N_20_N_21_what_is_no_longer_true_is_dropped_with_the_reason(why, letter, member, mail_server):
    match why:
        case "over":
            Letter.objects.update(payload={"is_over": True})
        case "declined":
            decline(member, ["matter"])
        case "bounced":
            User.objects.update(address_state="bouncing")
        case "switched off":
            User.objects.update(is_active=False)
        case "late":
            Letter.objects.update(useless_after=timezone.now() - timedelta(seconds=1))

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("dropped", DROPPED[why])
    assert mail_server.messages == []


def test_N_25_names_cannot_write_headers_or_markup(member, mail_server):
    User.objects.update(display_name="Eve\nFrom x <b>")
    letter = matter(member, "A\r\nBcc: thief@test.example <a href='x'>")

    send(letter.pk)

    [message] = mail_server.messages
    assert message["Bcc"] is None
    assert message["To"] == member.email
    assert message.get_content_type() == "text/plain"
    assert message["Subject"] == "A Bcc: thief@test.example <a href='x'>"
    assert len(message.get_all("Subject")) == 1


def test_the_letter_goes_to_the_readers_address_and_language_of_now(letter, member, mail_server):
    User.objects.update(email="new@test.example", language="sv")

    send(letter.pk)

    letter.refresh_from_db()
    [message] = mail_server.messages
    assert (message["To"], message["Content-Language"]) == ("new@test.example", "sv")
    assert (letter.address, letter.language) == ("new@test.example", "sv")
    assert "12 mars 2027" in message.get_content()


def test_confidential_text_is_forgotten_once_it_is_sent(member, mail_server):
    letter = write_secret(to=member, address=member.email, language="en", key="k", subject="Hello", body="a link\n")

    send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("sent", "")
    assert mail_server.messages[0].get_content().split() == ["a", "link"]


def test_confidential_letter_to_somebody_switched_off_is_dropped(member, mail_server):
    letter = write_secret(to=member, address=member.email, language="en", key="k", subject="Hello", body="a link\n")
    User.objects.update(is_active=False)

    assert not send(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("dropped", "")


def test_confidential_letter_to_nobody_we_know(mail_server, db):
    letter = write_secret(to=None, address="new@test.example", language="sv", key="k", subject="Hej", body="en länk\n")

    assert send(letter.pk)

    [message] = mail_server.messages
    assert (message["To"], message["Content-Language"]) == ("new@test.example", "sv")


def test_an_unknown_zone_makes_one_letter_fail(mail_server, db):
    person = make_user(time_zone="Nowhere/Land")
    letter = write(to=person, key="k", occasion="matter", payload={"says": "x"})

    assert (letter.state, letter.answer) == (
        "failed",
        "ZoneInfoNotFoundError: 'No time zone found with key Nowhere/Land'",
    )
