"""Letters to the invited: each calendar is told once what it lacks, and the objects hold together when replayed."""

from __future__ import annotations

import email
import email.policy
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from institutions.models import User
from letters.actions import deliver
from letters.models import Letter
from meetings.actions.inviting import tell
from meetings.models import Invitee, Meeting, MeetingDay
from meetings.models.states import State
from tests.factories import in_languages, make_meeting, make_user

SARAJEVO = ZoneInfo("Europe/Sarajevo")
HOURS = (time(9), time(16))


@pytest.fixture(autouse=True)
def early_autumn():
    with time_machine.travel(datetime(2025, 9, 15, 9, tzinfo=SARAJEVO), tick=False):
        yield


@pytest.fixture
def meeting(db) -> Meeting:
    """Two days, and the clocks change between them."""
    titles = in_languages("title", "Eleventh meeting")
    meeting = make_meeting(on=date(2025, 10, 25), days=2, state=State.ANNOUNCED, place="Neum", **titles)
    MeetingDay.objects.update(starts=HOURS[0], ends=HOURS[1])
    return meeting


@pytest.fixture
def invitee(meeting, member) -> Invitee:
    return Invitee.objects.create(meeting=meeting, person=member)


class Program:
    """An independent calendar: takes objects as RFC 5546 says, and forgets what is older."""

    def __init__(self) -> None:
        self.uids: dict[str, int] = {}
        self.days: dict[datetime, datetime] = {}

    def take(self, content: bytes) -> None:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
        (uid,) = {str(event["UID"]) for event in events}
        (sequence,) = {int(event["SEQUENCE"]) for event in events}
        assert sequence > self.uids.get(uid, -1)
        self.uids[uid] = sequence
        self.days = {}
        if calendar["METHOD"] == "CANCEL":
            assert [event["STATUS"] for event in events] == ["CANCELLED"]
            return
        assert calendar["METHOD"] == "REQUEST"
        (master,) = [event for event in events if "RECURRENCE-ID" not in event]
        rdates = {one.dt for one in master["RDATE"].dts} if "RDATE" in master else set()
        overrides = {event.decoded("RECURRENCE-ID") for event in events if "RECURRENCE-ID" in event}
        assert rdates == overrides
        self.days = {event.decoded("DTSTART"): event.decoded("DTEND") for event in events}


def delivered() -> list[tuple[Any, bytes]]:
    """Messages that leave now, with the calendar each carries."""
    mail.outbox = []
    deliver()
    found = []
    for message in mail.outbox:
        parsed: Any = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
        words, event = parsed.iter_parts()
        assert parsed.get_content_type() == "multipart/alternative"
        assert (words.get_content_type(), event.get_content_type()) == ("text/plain", "text/calendar")
        assert words.get_content().strip()
        assert event.get_param("method") == str(Calendar.from_ical(event.get_content())["METHOD"])
        found.append((parsed, event.get_payload(decode=True)))
    return found


def test_an_invitation_brings_both_days_on_either_side_of_the_change_of_clocks(meeting, invitee):
    tell(meeting)

    ((message, content),) = delivered()
    program = Program()
    program.take(content)
    assert message["Subject"] == "Invitation: Eleventh meeting"
    assert message["To"] == invitee.person.email
    assert [(start.isoformat(), end.isoformat()) for start, end in program.days.items()] == [
        ("2025-10-25T09:00:00+02:00", "2025-10-25T16:00:00+02:00"),
        ("2025-10-26T09:00:00+01:00", "2025-10-26T16:00:00+01:00"),
    ]
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Sarajevo"
    assert b"DTSTART;TZID=Europe/Sarajevo:20251026T090000" in content
    assert set(program.uids) == {str(meeting.uid)}


def test_a_second_call_writes_nothing(meeting, invitee):
    assert (tell(meeting), tell(meeting)) == (1, 0)


def test_moving_updates_the_same_event_and_asks_anew(meeting, invitee, secretariat):
    tell(meeting)
    program = Program()
    program.take(delivered()[0][1])
    Invitee.objects.update(answer="yes", answered_at=timezone.now())

    with time_machine.travel(datetime(2025, 9, 16, 9, tzinfo=SARAJEVO), tick=False):
        meeting.reschedule([(date(2025, 11, 3), *HOURS)], reason="The hall is taken.", by=secretariat)
        tell(meeting)
        ((message, content),) = delivered()
    program.take(content)
    assert message["Subject"] == "Moved: Eleventh meeting"
    assert "The hall is taken." in message.get_body(("plain",)).get_content()
    assert program.uids == {str(meeting.uid): 1}
    assert list(program.days) == [datetime(2025, 11, 3, 9, tzinfo=SARAJEVO)]
    invitee.refresh_from_db()
    assert invitee.answer == "none"


def test_other_hours_keep_the_answer(meeting, invitee, secretariat):
    Invitee.objects.update(answer="yes", answered_at=timezone.now())
    days = [(day.held_on, time(10), time(15)) for day in meeting.days.all()]

    with time_machine.travel(datetime(2025, 9, 16, 9, tzinfo=SARAJEVO), tick=False):
        meeting.reschedule(days, reason="Trains", by=secretariat)
        tell(meeting)
    invitee.refresh_from_db()
    assert invitee.answer == "yes"


def test_calling_off_takes_it_out_of_calendars(meeting, invitee, secretariat):
    tell(meeting)
    program = Program()
    program.take(delivered()[0][1])

    meeting.cancel(by=secretariat, reason={"en": "No room", "bs": "", "sv": ""})
    late = make_user("late@test.example", display_name="Late")
    Invitee.objects.create(meeting=meeting, person=late)
    assert tell(meeting) == 1
    ((message, content),) = delivered()
    program.take(content)
    assert message["Subject"] == "Called off: Eleventh meeting"
    assert "No room" in message.get_body(("plain",)).get_content()
    assert program.days == {}
    assert tell(meeting) == 0


def test_what_never_left_is_not_taken_back(meeting, invitee, secretariat):
    tell(meeting)
    meeting.cancel(by=secretariat, reason={"en": "No room"})
    tell(meeting)

    assert delivered() == []
    assert set(Letter.objects.values_list("state", flat=True)) == {"dropped"}


def test_taken_back_and_invited_again(meeting, invitee):
    program = Program()
    tell(meeting)
    program.take(delivered()[0][1])
    for withdrawn_at, days in ((timezone.now(), 0), (None, 2), (timezone.now(), 0)):
        Invitee.objects.update(withdrawn_at=withdrawn_at)
        assert tell(meeting) == 1
        ((_message, content),) = delivered()
        program.take(content)
        assert len(program.days) == days
    assert program.uids == {str(meeting.uid): 3}


def test_an_invitation_taken_back_in_time_says_nothing_and_the_next_one_once(meeting, invitee):
    tell(meeting)
    Invitee.objects.update(withdrawn_at=timezone.now())
    tell(meeting)
    Invitee.objects.update(withdrawn_at=None)
    tell(meeting)

    assert [message["Subject"] for message, _content in delivered()] == ["Invitation: Eleventh meeting"]


@pytest.mark.parametrize("state", [State.PENCILLED, State.HELD])
def test_nobody_is_written_to_before_and_after(meeting, invitee, state):
    Meeting.objects.update(state=state)

    assert tell(meeting) == 0


def test_the_letter_speaks_the_readers_language_and_leaves_at_night(meeting, invitee):
    User.objects.update(language="bs")
    with time_machine.travel(datetime(2025, 9, 14, 3, tzinfo=SARAJEVO), tick=False):  # a Sunday
        tell(meeting)
        ((message, content),) = delivered()

    assert message["Content-Language"] == "bs"
    assert b"Eleventh meeting (bs) (1/2)" in content
    assert "/bs/meetings/answers/" in message.get_body(("plain",)).get_content()


def test_days_without_hours_are_whole_days(meeting, invitee):
    MeetingDay.objects.filter(held_on=date(2025, 10, 26)).update(starts=None, ends=None)
    tell(meeting)

    ((_message, content),) = delivered()
    program = Program()
    program.take(content)
    assert program.days == {
        date(2025, 10, 25): date(2025, 10, 26),
        date(2025, 10, 26): date(2025, 10, 27),
    }


def test_as_many_queries_for_many_as_for_one(meeting, django_assert_max_num_queries):
    for number in range(30):
        person = make_user(f"p{number}@test.example", display_name=f"P {number}")
        Invitee.objects.create(meeting=meeting, person=person)

    with django_assert_max_num_queries(16):
        assert tell(meeting) == 30
    assert len(delivered()) == 30
