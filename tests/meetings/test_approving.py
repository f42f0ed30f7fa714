"""Minutes: circulated, approved once by silence or decision, frozen, published with names reduced."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from meetings.actions.approving import approve, begin, circulate, publish
from meetings.models import AgendaItem, Attendance, Correction, Decision, Meeting, Minutes
from tests.factories import in_languages, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(secretariat):
    found = make_meeting()
    for number, is_public in ((1, True), (2, False)):
        AgendaItem.objects.create(
            meeting=found,
            number=number,
            state="on_agenda",
            kind="information",
            language="en",
            is_public=is_public,
            **in_languages("title", f"Item {number}"),
        )
    return found


@pytest.fixture
def minutes(meeting, secretariat, member):
    found = begin(meeting, by=secretariat)
    for entry in found.entries.all():
        entry.write(f"{member.display_name} spoke.\n\n::: internal\nAbout money.\n:::\n", base=0, by=secretariat)
    return found


def circulated(minutes, days=7):
    today = timezone.localdate()
    circulate(minutes, until=today + timedelta(days=days), today=today)
    return minutes


def over(minutes):
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=timezone.localdate() - timedelta(days=1))
    return minutes


def test_beginning_twice_keeps_what_is_written_and_adds_new_items(meeting, minutes, secretariat):
    AgendaItem.objects.create(
        meeting=meeting, number=3, state="on_agenda", kind="decision", language="en", **in_languages("title", "New")
    )

    again = begin(meeting, by=secretariat)

    assert again == minutes
    assert [bool(entry.body) for entry in again.entries.order_by("pk")] == [True, True, True, False]


def test_a_meeting_called_off_has_no_minutes(secretariat):
    with pytest.raises(Minutes.NotNow):
        begin(make_meeting(state=Meeting.State.CANCELLED), by=secretariat)


def test_nothing_is_circulated_without_text_or_into_the_past(meeting, secretariat):
    empty = begin(meeting, by=secretariat)
    with pytest.raises(Minutes.NotReady, match="no text"):
        circulated(empty)
    empty.entries.first().write("Said.", base=0, by=secretariat)
    with pytest.raises(Minutes.NotReady, match="day"):
        circulated(empty, days=0)


def test_silence_approves_only_when_the_period_is_over_and_nothing_waits(minutes, member):
    with pytest.raises(Minutes.NotNow):
        approve(minutes, None)
    circulated(minutes)
    waiting = Correction.objects.create(
        minutes=minutes, entry=minutes.entries.first(), text="Not so.", language="en", proposed_by=member
    )
    with pytest.raises(Minutes.NotReady) as refused:
        approve(minutes, None)
    assert refused.value.obstacles == ("corrections", "too early")
    waiting.state = Correction.State.WITHDRAWN
    waiting.save()

    assert approve(over(minutes), None) is True
    assert approve(minutes, None) is False


def test_a_decision_approves_before_the_period_is_over(minutes, secretariat):
    later = Decision.record(
        make_meeting(), item=None, words={"en": "Approved."}, language="en", decided_on=timezone.localdate(),
        by=secretariat,
    )  # fmt: skip

    assert approve(circulated(minutes), secretariat, decision=later)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by, minutes.has_true_text) == ("approved", later, True)


def test_the_two_texts(minutes, meeting, member, secretariat):
    entry = minutes.entries.get(item__number=1)
    entry.write(entry.body + f"\nVera Novak agreed; write to {member.email}.", base=1, by=secretariat)
    Attendance.objects.create(day=meeting.days.first(), guest_name="Vera Novak", guest_body="Archive")
    approve(over(circulated(minutes)), None)

    publish(minutes, by=secretariat)

    minutes.refresh_from_db()
    assert [part["number"] for part in minutes.full] == [None, 1, 2]
    assert [part["number"] for part in minutes.public] == [None, 1]
    assert "About money." in str(minutes.full)
    told = str(minutes.public)
    assert not any(word in told for word in (member.display_name, member.email, "Novak", "About money."))
    assert "Archive agreed" in told
    assert publish(minutes, by=secretariat) is False


def test_what_is_approved_stays(minutes, secretariat):
    approve(over(circulated(minutes)), None)

    with pytest.raises(Minutes.NotNow):
        minutes.entries.first().write("Otherwise.", base=1, by=secretariat)
    with pytest.raises(Minutes.NotNow):
        circulated(minutes)
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).update(full=[])
