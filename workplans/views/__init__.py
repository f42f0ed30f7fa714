"""Pages of the plan: for everybody, and for those who report."""

from workplans.views.calendars import calendar, calendars, private_calendar, renew_calendar, revoke_calendar
from workplans.views.data import data, download, schema
from workplans.views.deadlines import (
    approve_proposal,
    move_deadline,
    proposals,
    propose_move,
    refuse_proposal,
    withdraw_proposal,
)
from workplans.views.leaving import end_membership, let_go
from workplans.views.life import replace_lead_body, set_owner, take_step
from workplans.views.progress import correct_report, report_progress
from workplans.views.public import activity, index, plan
from workplans.views.report import report, report_pdf
from workplans.views.statistics import statistics
from workplans.views.table import table
from workplans.views.timeline import timeline
from workplans.views.watch import watch

__all__ = [
    "activity",
    "approve_proposal",
    "calendar",
    "calendars",
    "correct_report",
    "data",
    "download",
    "end_membership",
    "index",
    "let_go",
    "move_deadline",
    "plan",
    "private_calendar",
    "proposals",
    "propose_move",
    "refuse_proposal",
    "renew_calendar",
    "replace_lead_body",
    "report",
    "report_pdf",
    "report_progress",
    "revoke_calendar",
    "schema",
    "set_owner",
    "table",
    "statistics",
    "take_step",
    "timeline",
    "watch",
    "withdraw_proposal",
]
