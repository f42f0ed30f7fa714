"""The planner: who is due which letter about the plan."""

from __future__ import annotations

from celery import shared_task

from letters.actions import recorded, steps_of, write_many
from workplans.actions import due

RULES = {
    "deadline": due.before_deadline,
    "overdue": due.overdue,
    "overdue_coordinator": due.overdue_for_coordinators,
    "overdue_secretariat": due.overdue_for_secretariat,
    "stale_report": due.stale_report,
    "review": due.review,
    "proposal": due.open_proposals,
}


@shared_task(name="workplans.tasks.write_reminders")
@recorded("workplans.write_reminders")
def write_reminders() -> dict[str, int]:
    """Write what is due of every occasion, each with one statement, and count what is new.

    Called every ten minutes by beat; twice is harmless, the key of a letter exists once. The version of the deadline is
    part of the key, so a moved deadline is announced anew; a step that was missed is made up for by the newest one.
    """
    today = due.group_day()
    counts = {}
    for occasion, rows_of in RULES.items():
        steps = steps_of(occasion)  # none when the secretariat switched these letters off
        counts[occasion] = _written(occasion, rows_of(steps, today) if steps else None)
    return counts | {"proposal_answered": _written("proposal_answered", due.answered_proposals(today))}


def _written(occasion: str, rows: due.Rows) -> int:
    return write_many(occasion, rows) if rows is not None else 0
