"""The life of a meeting, what its days keep, and numbers that are given once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from institutions.models import Institution
from meetings.models import ActionItem, AgendaItem, Decision, Meeting, MeetingStep, Minutes, MinutesEntry
from meetings.models.minutes import digest_of
from meetings.models.states import NotNow
from tests.factories import in_languages, make_meeting

DAY = date(2030, 5, 6)
WORDS = {"en": "Agreed.", "bs": "Dogovoreno.", "sv": "Överenskommet."}


def make_item(meeting: Meeting | None, number: int | None = 1, **fields) -> AgendaItem:
    fields.setdefault("state", "on_agenda" if number else "proposed")
    return AgendaItem.objects.create(
        meeting=meeting, number=number, language="en", **in_languages("title", f"Item {number}"), **fields
    )


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(on=DAY, days=2, state=Meeting.State.PENCILLED, number="2030/1")


def test_it_is_announced_once_and_only_with_a_day(meeting, secretariat):
    with pytest.raises(NotNow, match="no day"):
        make_meeting(days=0, state=Meeting.State.PENCILLED).announce(by=secretariat)

    meeting.announce(by=secretariat)
    with pytest.raises(NotNow, match="announced"):
        meeting.announce(by=secretariat)

    assert meeting.state == Meeting.State.ANNOUNCED
    assert [step.kind for step in meeting.steps.all()] == ["announced"]
    assert meeting.sequence == 0


def test_moving_it_needs_a_reason_raises_the_number_and_keeps_what_hangs_on_its_days(meeting, secretariat):
    meeting.announce(by=secretariat)
    first, second = meeting.days.order_by("held_on")
    item = make_item(meeting, day=second)

    assert meeting.reschedule([(DAY + timedelta(days=7), time(9), None)], reason="The hall is taken.", by=secretariat)

    (day,) = meeting.days.all()
    assert (day.pk, day.held_on) in {(first.pk, DAY + timedelta(days=7)), (second.pk, DAY + timedelta(days=7))}
    item.refresh_from_db()
    assert item.day_id in {None, day.pk}
    step = meeting.steps.get(kind="moved")
    assert (step.sequence, step.days_before[0][0], step.days_after) == (1, "2030-05-06", [["2030-05-13", "09:00", ""]])
    assert not meeting.reschedule([(DAY + timedelta(days=7), time(9), None)], reason="Again", by=secretariat)
    with pytest.raises(Exception, match="Say why"):
        meeting.reschedule([(DAY, None, None)], reason="", by=secretariat)
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_a_pencilled_meeting_moves_without_telling_anybody(meeting, secretariat):
    assert meeting.reschedule([(DAY, None, None)], reason="", by=secretariat)

    assert meeting.sequence == 0
    assert not meeting.steps.exists()


def test_it_cannot_be_held_before_its_first_day(meeting, secretariat):
    meeting.announce(by=secretariat)
    with pytest.raises(NotNow, match="not yet"):
        meeting.hold(today=DAY - timedelta(days=1), by=secretariat)

    meeting.hold(today=DAY, by=None)

    assert meeting.state == Meeting.State.HELD


def test_calling_it_off_lets_its_items_wait_for_another(meeting, secretariat):
    meeting.announce(by=secretariat)
    item = make_item(meeting, day=meeting.days.first())

    meeting.cancel(by=secretariat, reason={"en": "Too few can come.", "bs": "", "sv": ""})

    item.refresh_from_db()
    assert (item.meeting_id, item.number, item.day_id, item.state) == (None, None, None, "proposed")
    assert list(AgendaItem.objects.backlog()) == [item]
    assert (meeting.sequence, meeting.cancellation_reason_en) == (1, "Too few can come.")
    with pytest.raises(NotNow, match="cancelled"):
        meeting.announce(by=secretariat)


def test_steps_are_never_changed(meeting, secretariat):
    meeting.announce(by=secretariat)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        MeetingStep.objects.update(reason="Another")


def test_an_approved_text_is_immutable(meeting, secretariat):
    text = [{"number": "1", "title": WORDS, "text": "It was said."}]
    minutes = Minutes.objects.create(meeting=meeting, language="en")
    approved = {"state": "approved", "full": text, "digest": digest_of(text), "approved_at": timezone.now()}
    Minutes.objects.filter(pk=minutes.pk).update(**approved)

    for change in (
        {"full": []},
        {"digest": "0"},
        {"state": "drafting", "full": None, "digest": "", "approved_at": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Minutes.objects.filter(pk=minutes.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.filter(pk=minutes.pk).delete()

    minutes.refresh_from_db()
    assert minutes.has_true_text


def test_two_who_minute_at_once_lose_nothing(meeting, secretariat, member):
    entry = MinutesEntry.objects.create(minutes=Minutes.objects.create(meeting=meeting, language="en"))
    hers, his = MinutesEntry.objects.get(pk=entry.pk), MinutesEntry.objects.get(pk=entry.pk)

    hers.write("Hers", base=0, by=secretariat)
    with pytest.raises(MinutesEntry.ChangedMeanwhile) as met:
        his.write("His", base=0, by=member)

    assert met.value.entry.body == "Hers"
    his.write("Hers and his", base=met.value.entry.version, by=member)
    assert [version.body for version in entry.versions.order_by("number")] == ["Hers", "Hers and his"]
    assert his.write("Hers and his", base=1, by=member) is None


def test_an_action_is_put_off_with_a_reason_and_closed_once(meeting, member, institution):
    action = ActionItem.add(meeting, by=member, text="Send it", language="en", institution=institution, due_on=DAY)

    assert action.number == "2030/1-A1"
    assert action.postpone(DAY + timedelta(days=7), reason="The form is late.", by=member, seen=1)
    assert not action.postpone(DAY + timedelta(days=7), reason="Again", by=member, seen=1)
    with pytest.raises(NotNow, match="moved"):
        action.postpone(DAY, reason="No", by=member, seen=1)
    assert action.close(by=member)
    assert not action.close(by=member)
    with pytest.raises(NotNow):
        action.drop(by=member, note="Not needed")
    assert [move.due_before for move in action.postponements.all()] == [DAY]


@pytest.mark.django_db(transaction=True)
def test_decisions_recorded_at_once_have_different_numbers(secretariat):
    meeting = make_meeting(on=DAY, number="2030/1")
    people = [secretariat] * 4

    def record(by) -> str:
        try:
            said = {"words": WORDS, "language": "en", "decided_on": DAY}
            return Decision.record(meeting, item=None, by=by, **said).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        numbers = sorted(threads.map(record, people))

    assert numbers == ["2030/1-D1", "2030/1-D2", "2030/1-D3", "2030/1-D4"]


def test_visitors_see_public_items_once_the_agenda_is_sent(meeting, secretariat, member, client):
    shown, hidden = make_item(meeting, 1), make_item(meeting, 2, is_public=False)
    visitor = client.get("/en/meetings/").wsgi_request.user

    assert not AgendaItem.objects.visible_to(visitor).exists()
    assert set(AgendaItem.objects.visible_to(member)) == {shown, hidden}
    meeting.announce(by=secretariat)
    meeting.send_agenda(by=secretariat)
    assert list(AgendaItem.objects.visible_to(visitor)) == [shown]


def test_an_open_action_always_has_an_institution(meeting, member):
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionItem.add(meeting, by=member, text="Send it", language="en", due_on=DAY)
    assert not Institution.objects.filter(actions__isnull=False).exists()
