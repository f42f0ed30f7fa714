"""Letters that follow at once from a deed: a proposal, its answer, a new owner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from institutions.models import GroupRole
from letters.actions import NoLongerTrue, preview
from letters.actions.occasions import read_again
from letters.models import Letter, ReminderRule
from tests.factories import make_user
from workplans.actions.telling import tell_answer, tell_new_owner, tell_secretariat_of
from workplans.models import Activity, DeadlineProposal
from workplans.tasks import write_reminders


@pytest.fixture(autouse=True)
def working_day(time_machine):
    """A Tuesday morning."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)


@pytest.fixture
def proposal(activity, lead, institution) -> DeadlineProposal:
    return DeadlineProposal.objects.create(
        activity=activity,
        seen_version=activity.deadline_version,
        due_on=date(2027, 4, 9),
        reason_class="capacity",
        reason="Two of us left.",
        language="en",
        proposed_by=lead,
        acting_for=institution,
    )


def why_dropped(letter: Letter) -> str:
    reading = read_again([letter])[letter.pk]
    return str(reading) if isinstance(reading, NoLongerTrue) else ""


def test_the_secretariat_is_told_of_a_proposal_once(proposal, secretariat, admin, member):
    assert tell_secretariat_of(proposal) == 1
    assert tell_secretariat_of(proposal) == 0
    write_reminders()

    letter = Letter.objects.get(occasion="proposal")
    assert letter.recipient == secretariat
    subject, text = preview(letter)
    assert subject == "Another deadline is proposed: 1.1 Write the guideline"
    for words in ("Friday 9 April 2027", "Two of us left.", "Office of Records", "/en/work-plans/proposals/"):
        assert words in text


def test_the_planner_makes_up_for_a_letter_nobody_wrote_and_asks_again(proposal, secretariat, time_machine):
    write_reminders()
    assert Letter.objects.filter(occasion="proposal").count() == 1

    for _day in range(8):
        time_machine.shift(timedelta(days=1))
        write_reminders()

    steps = Letter.objects.filter(occasion="proposal").order_by("pk").values_list("payload__step", flat=True)
    assert list(steps) == [0, 7]


def test_a_proposal_that_was_answered_meanwhile(proposal, secretariat):
    tell_secretariat_of(proposal)
    letter = Letter.objects.get()
    assert why_dropped(letter) == ""

    proposal.refuse(by=secretariat, answer="No.")

    assert why_dropped(letter) == "The proposal was answered, withdrawn or overtaken."


def test_who_left_the_secretariat_meanwhile(proposal, secretariat):
    tell_secretariat_of(proposal)
    make_user(group_role=GroupRole.Role.SECRETARIAT)

    secretariat.group_roles.update(valid_to=timezone.localdate())

    assert why_dropped(Letter.objects.get()) == "The recipient no longer belongs to the secretariat."


def test_switched_off_by_the_secretariat(proposal, secretariat):
    ReminderRule.objects.create(occasion="proposal", steps=[0], is_on=False)

    assert tell_secretariat_of(proposal) == 0


@pytest.mark.parametrize("is_approved", [True, False])
def test_whoever_proposed_gets_the_answer_once(proposal, secretariat, lead, is_approved):
    if is_approved:
        proposal.approve(by=secretariat)
    else:
        proposal.refuse(by=secretariat, answer="The meeting needs it before.")

    assert tell_answer(proposal) == 1
    assert tell_answer(proposal) == 0
    write_reminders()

    letter = Letter.objects.get(occasion="proposal_answered")
    assert letter.recipient == lead
    subject, text = preview(letter)
    assert subject.startswith("Your deadline is approved:" if is_approved else "The deadline stays:")
    assert ("The meeting needs it before." in text) is not is_approved
    assert "Friday 9 April 2027" in text


def test_nobody_is_told_of_her_own_answer_or_of_a_withdrawal(proposal, lead, secretariat):
    assert tell_answer(proposal) == 0
    proposal.withdraw(by=lead)
    assert tell_answer(proposal) == 0
    DeadlineProposal.objects.update(state="refused", answer="No.", answered_by=lead)
    assert tell_answer(proposal) == 0


def test_a_new_owner_is_told_once_a_day(activity, lead, member):
    assert not tell_new_owner(activity, by=lead)
    activity.owner = member
    activity.save(update_fields=["owner"])

    assert tell_new_owner(activity, by=lead)
    assert not tell_new_owner(activity, by=lead)

    letter = Letter.objects.get()
    assert (letter.recipient, letter.occasion) == (member, "handed_over")
    assert "Lead named you owner" in preview(letter)[1] or "Lead named you owner" in letter.body
    Activity.objects.update(owner=lead)
    assert why_dropped(letter) == "The activity has another owner by now."


def test_who_names_herself_needs_no_letter(activity, member):
    activity.owner = member
    activity.save(update_fields=["owner"])

    assert not tell_new_owner(activity, by=member)
    assert not Letter.objects.exists()
