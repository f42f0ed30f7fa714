"""Reminders about meetings: who has not answered, and whose papers are missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.actions import preview
from letters.models import Letter
from meetings.models import AgendaItem, Invitee, Meeting, Paper
from meetings.models.states import State
from meetings.tasks import write_reminders
from tests.factories import in_languages, make_meeting


@pytest.fixture
def meeting(db) -> Meeting:
    """In ten days; answers are due in three, a week before."""
    on = timezone.localdate() + timedelta(days=10)
    return make_meeting(on=on, state=State.ANNOUNCED, **in_languages("title", "Eleventh"))


@pytest.fixture
def invitee(meeting, member) -> Invitee:
    return Invitee.objects.create(meeting=meeting, person=member, invited_at=timezone.now() - timedelta(days=9))


@pytest.fixture
def item(meeting, member) -> AgendaItem:
    Meeting.objects.update(papers_due_on=timezone.localdate() + timedelta(days=2))
    facts = {"meeting": meeting, "number": 1, "state": AgendaItem.State.ON_AGENDA, "language": "en"}
    return AgendaItem.objects.create(presenter=member, **facts, **in_languages("title", "Report on surveys"))


def written(occasion: str) -> list[Letter]:
    write_reminders()
    write_reminders()
    return list(Letter.objects.filter(occasion=occasion))


def test_whoever_has_not_answered_is_reminded_once_for_each_step(invitee):
    (letter,) = written("meeting_answer")

    subject, body = preview(letter)
    assert letter.recipient == invitee.person
    assert letter.bundle_on is not None
    assert subject == "Invitation: Eleventh"
    assert "/en/meetings/answers/" in body
    Meeting.objects.update(answers_until=timezone.localdate() + timedelta(days=1))
    assert len(written("meeting_answer")) == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"answer": "no", "answered_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"invited_at": timezone.now()},
    ],
)
def test_others_are_left_in_peace(invitee, facts):
    Invitee.objects.update(**facts)

    assert written("meeting_answer") == []


def test_nobody_is_reminded_long_before(invitee):
    Meeting.objects.update(answers_until=timezone.localdate() + timedelta(days=8))

    assert written("meeting_answer") == []


def test_the_planner_makes_up_for_invitations_nobody_wrote(invitee):
    assert [letter.bundle_on for letter in written("meeting_invitation")] == [None]


def test_a_presenter_without_paper_is_reminded(item):
    (letter,) = written("meeting_paper")

    assert letter.recipient == item.presenter
    assert preview(letter)[0] == "A paper is missing: Report on surveys"


def test_a_presenter_with_a_paper_is_not(item, member):
    file = {"file": "papers/x", "file_name": "x.pdf", "kind": "application/pdf", "size": 1, "digest": "1" * 64}
    Paper.objects.create(item=item, uploaded_by=member, **file)

    assert written("meeting_paper") == []
