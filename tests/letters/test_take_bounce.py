"""Mail that comes back: delivery status notifications end letters, everything else changes nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from letters import actions
from letters.management import bounces
from letters.models import Letter
from tests.letters.test_index import make_letter

POSTFIX = """\
Return-Path: <>
Date: Tue, 2 Mar 2027 10:00:12 +0100 (CET)
From: MAILER-DAEMON@mail.test.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: portal@test.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4C5D.1"
Message-Id: <20270302090012.4C5D@mail.test.example>

This is a MIME-encapsulated message.

--4C5D.1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<member@test.example>: host mx.test.example said: 550 5.1.1 no such user

--4C5D.1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test.example
Arrival-Date: Tue,  2 Mar 2027 10:00:11 +0100 (CET)

Final-Recipient: rfc822; member@test.example
Original-Recipient: rfc822;member@test.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.test.example
Diagnostic-Code: smtp; 550 5.1.1
    <member@test.example>: no such user

--4C5D.1
Content-Description: Undelivered Message
Content-Type: {returned}

From: portal@test.example
To: member@test.example
Subject: Due in 7 days
Message-ID: {message_id}

Dear Member,
--4C5D.1--
"""
OUT_OF_OFFICE = """\
From: member@test.example
To: portal@test.example
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: {message_id}
Content-Type: text/plain

I am back on Monday. Action: failed. Status: 5.1.1
"""
READ_RECEIPT = """\
From: member@test.example
To: portal@test.example
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: message/disposition-notification

Original-Message-ID: {message_id}
Disposition: automatic-action/MDN-sent-automatically; displayed

--b--
"""


@pytest.fixture
def letters(member) -> list[Letter]:
    """Two that left in one message an hour ago."""
    fields = {"to": member, "state": "sent", "sent_at": timezone.now(), "sent_as": "<bundle@localhost>"}
    return [make_letter(key, **fields, bundle_on=timezone.localdate(), attempts=1) for key in ("first", "second")]


def bounce(text: str = POSTFIX, *, action="failed", status="5.1.1", returned="message/rfc822", **fields) -> bytes:
    fields.setdefault("message_id", "<bundle@localhost>")
    return text.format(action=action, status=status, returned=returned, **fields).replace("\n", "\r\n").encode()


@pytest.fixture
def take(monkeypatch, capsys):
    def run(raw: bytes) -> str:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("take_bounce")
        return capsys.readouterr().out

    return run


def states() -> set[tuple[str, str]]:
    return set(Letter.objects.filter(key__in=["first", "second"]).values_list("state", "answer"))


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_N_09_letters_of_the_message_fail_and_the_secretariat_is_told_once(
    returned, take, letters, member, secretariat
):
    for _time in range(2):
        take(bounce(returned=returned))

    answer = "5.1.1 smtp; 550 5.1.1 <member@test.example>: no such user"
    assert states() == {("failed", answer)}
    member.refresh_from_db()
    assert member.address_state == "bouncing"
    [told] = Letter.objects.exclude(key__in=["first", "second"])
    assert (told.recipient, told.state) == (secretariat, "due")


def test_a_letter_that_came_back_can_be_sent_again_alone(take, letters, secretariat):
    take(bounce())
    first = Letter.objects.get(key="first")

    actions.send_again(first, by=secretariat)

    first.refresh_from_db()
    assert (first.state, first.bundle_on, first.sent_at) == ("due", None, None)
    assert first.message_id != letters[0].sent_as


def test_given_up_for_now_ends_the_letter_but_not_the_address(take, letters, member):
    take(bounce(status="4.4.7"))

    assert {state for state, _answer in states()} == {"failed"}
    member.refresh_from_db()
    assert member.address_state == "ok"
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    "raw",
    [
        bounce(action="delayed", status="4.4.1"),
        bounce(action="delivered", status="2.0.0"),
        bounce(action="failed", status="none"),
        bounce(message_id="<foreign@elsewhere.example>"),
        bounce(message_id=""),
        bounce(OUT_OF_OFFICE),
        bounce(READ_RECEIPT),
        bounce().replace(b"message/delivery-status", b"text/plain"),
        bounce().replace(b"multipart/report", b"multipart/mixed"),
        bounce()[:700],
        b"",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n" * 5000,
        b"Content-Type: multipart/report; boundary=" + b"x" * 100_000,
        "Content-Type: multipart/report; report-type=delivery-status; boundary=ž\n\n--ž\n\nx".encode(),
    ],
    ids=range(15),
)
def test_N_27_everything_else_is_ignored_without_an_answer(raw, take, letters, member, secretariat):
    take(raw)

    assert states() == {("sent", "")}
    member.refresh_from_db()
    assert member.address_state == "ok"
    assert Letter.objects.count() == 2


def test_N_27_a_notice_about_an_old_letter_is_made_up(take, letters):
    Letter.objects.update(sent_at=timezone.now() - timedelta(days=31))

    take(bounce())

    assert {state for state, _answer in states()} == {"sent"}


def test_a_huge_mail_is_read_to_its_report(take, letters):
    take(bounce() + b"x" * 3 * bounces.LARGEST)

    assert {state for state, _answer in states()} == {"failed"}


def test_an_invitation_that_comes_back_fails(take, db):
    make_letter("first", occasion="account", is_secret=True, state="sent", sent_at=timezone.now(), sent_as="<one@x>")

    take(bounce(message_id="<one@x>"))

    assert {state for state, _answer in states()} == {"failed"}


def test_without_a_database_the_mail_server_keeps_it(take, letters, monkeypatch):
    def refuse(*_args, **_fields):
        raise OperationalError("no connection")

    monkeypatch.setattr(Letter.objects, "filter", refuse)

    with pytest.raises(SystemExit) as end:
        take(bounce())
    assert end.value.code == 75
