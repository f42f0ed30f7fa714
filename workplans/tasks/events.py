"""What letters about proposals say, and when they are no longer true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from institutions.models import GroupRole
from letters.actions import NoLongerTrue, occasion
from letters.models import Letter
from workplans.actions import due
from workplans.models import DeadlineProposal

Reading = dict[str, Any] | NoLongerTrue
Answer = DeadlineProposal.State

ANSWERED = gettext_noop("The proposal was answered, withdrawn or overtaken.")
UNANSWERED = gettext_noop("The proposal has no answer.")
OUT_OF_OFFICE = gettext_noop("The recipient no longer belongs to the secretariat.")


@occasion(
    "proposal",
    template="workplans/email/proposal.txt",
    label=_("a proposal waits for the secretariat"),
    steps=settings.TELL_SECRETARIAT_OF_PROPOSALS,
    days_since=_("Days since the proposal was made"),
)
def read_proposals(letters: Sequence[Letter]) -> dict[int, Reading]:
    proposals = _proposals(letters)
    office = GroupRole.objects.on(due.group_day()).filter(role=GroupRole.Role.SECRETARIAT)
    people = set(office.values_list("user", flat=True))

    def reading(letter: Letter) -> Reading:
        proposal = proposals.get(letter.payload["proposal"])
        if proposal is None or proposal.state != Answer.OPEN:
            return NoLongerTrue(ANSWERED)
        if letter.recipient_id not in people:
            return NoLongerTrue(OUT_OF_OFFICE)
        return facts(proposal)

    return {letter.pk: reading(letter) for letter in letters}


@occasion(
    "proposal_answered",
    template="workplans/email/proposal_answered.txt",
    label=_("answer to a proposal"),
)
def read_answers(letters: Sequence[Letter]) -> dict[int, Reading]:
    proposals = _proposals(letters)

    def reading(letter: Letter) -> Reading:
        proposal = proposals.get(letter.payload["proposal"])
        if proposal is None or proposal.state not in (Answer.APPROVED, Answer.REFUSED):
            return NoLongerTrue(UNANSWERED)
        return facts(proposal, is_approved=proposal.state == Answer.APPROVED)

    return {letter.pk: reading(letter) for letter in letters}


def facts(proposal: DeadlineProposal, **more: Any) -> dict[str, Any]:
    """What letters about a proposal show."""
    activity = proposal.activity
    return {"proposal": proposal, "activity": activity, "plan": activity.area.plan, **more}


def _proposals(letters: Sequence[Letter]) -> dict[int, DeadlineProposal]:
    wanted = DeadlineProposal.objects.filter(pk__in={letter.payload["proposal"] for letter in letters})
    whole = wanted.select_related("activity__area__plan", "proposed_by", "acting_for", "answered_by")
    return {proposal.pk: proposal for proposal in whole}
