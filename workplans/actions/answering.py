"""Leads propose other deadlines and the secretariat answers; whoever waits for the other gets a letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from institutions.models import User
from workplans.actions.telling import tell_answer, tell_secretariat_of
from workplans.models import Activity, Deadline, DeadlineProposal

STANDS_IN_THE_WAY = (DeadlineProposal.IsClosed, Activity.NotNow, Activity.MovedMeanwhile, Deadline.NeedsDecision)


@transaction.atomic
def propose(activity: Activity, *, by: User, **said: Any) -> DeadlineProposal:
    """Propose another deadline and tell the secretariat; raises what ``DeadlineProposal.propose`` raises."""
    proposal = DeadlineProposal.propose(activity, by=by, **said)
    tell_secretariat_of(proposal)
    return proposal


@transaction.atomic
def approve(proposal: DeadlineProposal, *, by: User, decision: str = "") -> None:
    """Move the deadline as proposed and write so to whoever proposed it; what is approved already stays so.

    Raises what ``DeadlineProposal.approve`` raises; nothing is written then.
    """
    try:
        with transaction.atomic():
            proposal.approve(by=by, decision=decision)
    except DeadlineProposal.IsClosed:
        proposal.refresh_from_db()
        if proposal.state != DeadlineProposal.State.APPROVED:
            raise
    tell_answer(proposal)


def approve_many(proposals: Iterable[DeadlineProposal], *, by: User, decision: str = "") -> dict[int, Exception | None]:
    """Approve each by itself, in the order given; by primary key, what stood in the way, or None."""
    outcomes: dict[int, Exception | None] = {}
    for proposal in proposals:
        outcomes[proposal.pk] = None
        try:
            approve(proposal, by=by, decision=decision)
        except STANDS_IN_THE_WAY as obstacle:
            outcomes[proposal.pk] = obstacle
    return outcomes


@transaction.atomic
def refuse(proposal: DeadlineProposal, *, by: User, answer: str) -> None:
    """Keep the present deadline and write so to whoever proposed another; the same answer twice is harmless.

    Raises DeadlineProposal.IsClosed when it was answered, withdrawn or overtaken meanwhile.
    """
    try:
        with transaction.atomic():
            proposal.refuse(by=by, answer=answer)
    except DeadlineProposal.IsClosed:
        proposal.refresh_from_db()
        if (proposal.state, proposal.answer) != (DeadlineProposal.State.REFUSED, answer):
            raise
    tell_answer(proposal)
