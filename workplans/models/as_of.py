"""How the tables of the plan looked on a past day; importing ``as_of`` from here makes them known to the lens.

Facts stand in rows of their own (deadlines, reports, steps), with the moment they were recorded; a plan and what it
holds count from its adoption. Only wording, owner, subgroup, position and priority come from the audit trail.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings

from institutions.models.lens import as_of, columns_of, end_of, held, looks_like, plain, recorded, sql_day
from workplans.models.activities import Activity
from workplans.models.baselines import PlanBaseline
from workplans.models.bodies import ActivityBody
from workplans.models.deadlines import Deadline
from workplans.models.dependencies import Dependency
from workplans.models.lifecycle import StateChange
from workplans.models.plans import Area, WorkPlan
from workplans.models.progress import ProgressReport
from workplans.models.proposals import DeadlineProposal

__all__ = ["as_of"]

# What follows from dated rows replaces the column of the same name; everything else is as recorded.
ACTIVITY = {
    "state": """
        CASE WHEN step.changed_at >= coalesce(report.reported_at, '-infinity') THEN step.to_state
             WHEN report.id IS NOT NULL THEN report.status
             WHEN was.state = 'proposed' AND frozen.adopted_on IS NOT NULL THEN 'planned'
             WHEN was.was_known THEN was.state
             WHEN later.from_state IS NOT NULL AND was.version = 0 THEN later.from_state
             WHEN was.version > 0 THEN 'planned'
             ELSE was.state END""",
    "percent": "coalesce(report.percent, CASE WHEN was.was_known OR was.version = 0 THEN was.percent ELSE 0 END)",
    "version": "coalesce(report.version, CASE WHEN was.was_known THEN was.version ELSE 0 END)",
    "last_report_on": """
        CASE WHEN report.version = was.version THEN was.last_report_on
             WHEN report.id IS NOT NULL THEN (report.reported_at AT TIME ZONE '{zone}')::date
             WHEN was.was_known OR was.version = 0 THEN was.last_report_on END""",
    "review_on": """
        CASE WHEN step.changed_at >= coalesce(report.reported_at, '-infinity') THEN step.review_on
             WHEN report.id IS NULL THEN was.review_on END""",
    "due_on": "coalesce(due.due_on, CASE WHEN was.deadline_version = 0 THEN was.due_on END)",
    "due_precision": """
        coalesce(due.precision, CASE WHEN was.deadline_version = 0 THEN was.due_precision ELSE 'none' END)""",
    "deadline_version": "coalesce(due.version, 0)",
    "baseline_due_on": "base.due_on",
    "baseline_number": "coalesce(frozen.number, CASE WHEN was.was_known THEN was.baseline_number END)",
    "added_on": "coalesce(now.added_on, was.added_on)",
}


@looks_like(Activity)
def _activities(day: date) -> str:
    end, today = end_of(day), sql_day(day)
    columns = ", ".join(
        f'{ACTIVITY.get(column, f"was.{column}").replace("{zone}", settings.TIME_ZONE)} AS "{column}"'
        for column in columns_of(Activity)
    )
    return f"""
        SELECT {columns}
          FROM ({recorded(Activity, day)}) AS was
          LEFT JOIN workplans_activity AS now ON now.id = was.id
          LEFT JOIN (SELECT a.id, b.number, b.adopted_on
                       FROM workplans_activity AS a
                       JOIN workplans_area AS r ON r.id = a.area_id
                       JOIN workplans_planbaseline AS b ON b.plan_id = r.plan_id AND b.number = a.baseline_number
                      WHERE b.adopted_on <= {today}) AS frozen ON frozen.id = was.id
          LEFT JOIN (SELECT DISTINCT ON (activity_id) activity_id, due_on, precision, version FROM workplans_deadline
                      WHERE set_at < {end} ORDER BY activity_id, version DESC) AS due ON due.activity_id = was.id
          LEFT JOIN (SELECT DISTINCT ON (activity_id) activity_id, due_on FROM workplans_deadline
                      WHERE set_at < {end} AND is_baseline ORDER BY activity_id) AS base ON base.activity_id = was.id
          LEFT JOIN (SELECT DISTINCT ON (activity_id) * FROM workplans_progressreport
                      WHERE reported_at < {end} ORDER BY activity_id, version DESC) AS report
                 ON report.activity_id = was.id
          LEFT JOIN (SELECT DISTINCT ON (activity_id) * FROM workplans_statechange
                      WHERE changed_at < {end} ORDER BY activity_id, changed_at DESC, id DESC) AS step
                 ON step.activity_id = was.id
          LEFT JOIN (SELECT DISTINCT ON (activity_id) activity_id, from_state FROM workplans_statechange
                      WHERE changed_at >= {end} ORDER BY activity_id, changed_at, id) AS later
                 ON later.activity_id = was.id
         WHERE was.was_known OR coalesce(now.added_on, was.added_on) <= {today}"""  # noqa: S608 - constants and a day


@looks_like(Area)
def _areas(day: date) -> str:
    """Those recorded by then; where the plan itself was taken over later, all it had at first."""
    return f"""
        SELECT {plain(Area)} FROM ({recorded(Area, day)}) AS was
         WHERE was_known OR NOT EXISTS (
               SELECT FROM workplans_workplanevent AS e
                WHERE e.pgh_obj_id = was.plan_id AND e.pgh_created_at < {end_of(day)})"""  # noqa: S608 - as above


@looks_like(WorkPlan)
def _plans(day: date) -> str:
    """Adopted from the day of the first baseline; without any, as plans of an earlier release are, from its start."""
    today = sql_day(day)
    state = f"""
        CASE WHEN was.was_known AND was.state <> 'draft' THEN was.state
             WHEN first.adopted_on <= {today} THEN 'adopted'
             WHEN first.adopted_on IS NULL AND NOT was.was_known AND was.starts_on <= {today} THEN was.state
             ELSE 'draft' END"""
    columns = ", ".join(f'{state if c == "state" else f"was.{c}"} AS "{c}"' for c in columns_of(WorkPlan))
    return f"""
        SELECT {columns}
          FROM ({recorded(WorkPlan, day)}) AS was
          LEFT JOIN (SELECT plan_id, min(adopted_on) AS adopted_on
                       FROM workplans_planbaseline GROUP BY plan_id) AS first
                 ON first.plan_id = was.id"""  # noqa: S608 - as above


@looks_like(Dependency)
def _dependencies(day: date) -> str:
    """Those recorded by then; they have no day of their own."""
    return f"SELECT {plain(Dependency)} FROM ({recorded(Dependency, day)}) AS was WHERE was_known"  # noqa: S608 - as above


@looks_like(DeadlineProposal)
def _proposals(day: date) -> str:
    """Those made by then, open where the answer came later."""
    end = end_of(day)
    unanswered = {
        "state": "'open'",
        "answer": "''",
        "answered_by_id": "NULL",
        "answered_at": "NULL",
        "deadline_id": "NULL",
    }
    columns = ", ".join(
        f'CASE WHEN answered_at < {end} THEN "{c}" ELSE {unanswered[c]} END AS "{c}"' if c in unanswered else f'"{c}"'
        for c in columns_of(DeadlineProposal)
    )
    return f"SELECT {columns} FROM workplans_deadlineproposal WHERE proposed_at < {end}"  # noqa: S608 - as above


def _dated(model: Any, condition: str, day: date) -> str:
    return f"SELECT * FROM {model._meta.db_table} WHERE {condition.format(end=end_of(day), today=sql_day(day))}"  # noqa: S608 - as above


looks_like(ActivityBody)(partial(held, ActivityBody))
looks_like(Deadline)(partial(_dated, Deadline, "set_at < {end}"))
looks_like(ProgressReport)(partial(_dated, ProgressReport, "reported_at < {end}"))
looks_like(StateChange)(partial(_dated, StateChange, "changed_at < {end}"))
looks_like(PlanBaseline)(partial(_dated, PlanBaseline, "adopted_on <= {today}"))
