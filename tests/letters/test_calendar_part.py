"""A calendar in a letter: beside the text, alone, at once; and no other letter suffers from one that fails."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, JSONObject
from django.utils import timezone, translation

from institutions.models import User
from letters.actions import CALENDAR, CalendarPart, deliver, occasion, write, write_many
from letters.actions.occasions import _occasions
from letters.models import Letter


def made() -> CalendarPart:
    return CalendarPart("REQUEST", f"BEGIN:VCALENDAR\r\nX-IN:{translation.get_language()}\r\n".encode())


def broken() -> CalendarPart:
    raise ValueError("no days")


@pytest.fixture(autouse=True)
def dated():
    """A kind of letter with a calendar, which fails where the letter says so."""

    @occasion("dated", template="matters/matter.txt", label="dated", leaves_alone=True)
    def read(letters):
        return {
            letter.pk: {"says": "Come", CALENDAR: broken if letter.payload.get("broken") else made}
            for letter in letters
        }

    yield
    del _occasions["dated"]


def calendars() -> list[tuple[str, str]]:
    found = []
    for message in mail.outbox:
        parsed = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
        _words, event = parsed.iter_parts()
        found.append((event.get_param("method"), event.get_payload(decode=True).decode()))
    return found


def test_it_travels_beside_the_text_in_the_readers_language(member):
    User.objects.update(language="sv")
    member.refresh_from_db()

    write(to=member, key="d/1", occasion="dated", payload={})
    deliver()
    assert calendars() == [("REQUEST", "BEGIN:VCALENDAR\r\nX-IN:sv\r\n")]


def test_many_leave_alone_and_at_once(member, lead):
    rows = User.objects.annotate(
        recipient_id=F("pk"),
        key=Concat(Value("d/"), "pk", output_field=CharField()),
        payload=JSONObject(),
        useless_after=Value(timezone.now() + timedelta(days=60)),
    )
    for number in "ab":
        again = rows.annotate(key=Concat(Value(f"{number}/"), "pk", output_field=CharField()))
        write_many("dated", again.values("recipient_id", "key", "payload", "useless_after"))

    assert set(Letter.objects.values_list("bundle_on", flat=True)) == {None}
    deliver()
    assert len(calendars()) == 4


def test_one_that_cannot_be_made_stops_no_other(member, lead):
    write(to=member, key="d/1", occasion="dated", payload={"broken": True})
    write(to=lead, key="d/2", occasion="dated", payload={})
    deliver()

    assert [letter.state for letter in Letter.objects.order_by("key")] == ["failed", "sent"]
    assert "no days" in Letter.objects.get(key="d/1").answer
