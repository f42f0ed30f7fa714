"""Letters that follow at once from what somebody did: a proposal, its answer, a new owner.

Views and verbs call these functions inside the transaction of the deed, or right after it. The keys make repeats
harmless, and the planner makes up for a proposal or an answer nobody was told of. The letters wait for the reader's
working hours and leave with her others.
"""

from __future__ import annotations

from institutions.models import User
from letters.actions import steps_of, write, write_many
from workplans.actions import due
from workplans.models import Activity, DeadlineProposal


def tell_secretariat_of(proposal: DeadlineProposal) -> int:
    """Write to the secretariat that a proposal waits for its answer; return how many letters are new."""
    if steps := steps_of("proposal"):
        rows = due.open_proposals(steps, due.group_day(), pk=proposal.pk)
        return write_many("proposal", rows) if rows is not None else 0
    return 0


def tell_answer(proposal: DeadlineProposal) -> int:
    """Write to whoever made the proposal that it was approved or refused, and why; return how many letters are new.

    Nobody is told of a proposal she answered herself, or that was withdrawn or overtaken.
    """
    rows = due.answered_proposals(due.group_day(), pk=proposal.pk)
    return write_many("proposal_answered", rows) if rows is not None else 0


def tell_new_owner(activity: Activity, *, by: User) -> bool:
    """Write to the activity's new owner that it is hers now; tell whether the letter is new.

    Whoever names herself needs no letter, and naming the same person twice on a day writes one.
    """
    owner = activity.owner
    if owner is None or owner == by:
        return False
    letter = write(
        to=owner,
        key=f"handed_over/{activity.pk}/{due.group_day()}/{owner.pk}",
        occasion="handed_over",
        payload={"activity": activity.pk, "by": by.pk},
        useless_after=due.useless_after(due.group_day()),
    )
    return letter is not None
