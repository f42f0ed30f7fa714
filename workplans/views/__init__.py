"""Pages of the plan: for everybody, and for those who report."""

from workplans.views.activity_editing import add_activity, edit_activity, place_activity, remove_activity
from workplans.views.adoption import adopt_plan, close_plan
from workplans.views.answer import answer
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
from workplans.views.editing import (
    add_area,
    add_plan,
    copy_activities,
    edit_area,
    edit_plan,
    edit_plan_facts,
    edit_plans,
    place_area,
    remove_area,
)
from workplans.views.importing import import_plan, template
from workplans.views.leaving import end_membership, let_go
from workplans.views.life import replace_lead_body, set_owner, take_step
from workplans.views.nudge import remind
from workplans.views.progress import correct_report, report_progress
from workplans.views.public import activity, index, plan
from workplans.views.report import report, report_pdf
from workplans.views.statistics import statistics
from workplans.views.table import table
from workplans.views.timeline import timeline
from workplans.views.versions import version, versions
from workplans.views.watch import watch

__all__ = [
    "activity",
    "add_activity",
    "add_area",
    "add_plan",
    "adopt_plan",
    "answer",
    "approve_proposal",
    "calendar",
    "calendars",
    "close_plan",
    "copy_activities",
    "correct_report",
    "data",
    "download",
    "edit_activity",
    "edit_area",
    "edit_plan",
    "edit_plan_facts",
    "edit_plans",
    "end_membership",
    "import_plan",
    "index",
    "let_go",
    "move_deadline",
    "place_activity",
    "place_area",
    "plan",
    "private_calendar",
    "proposals",
    "propose_move",
    "refuse_proposal",
    "remind",
    "remove_activity",
    "remove_area",
    "renew_calendar",
    "replace_lead_body",
    "report",
    "report_pdf",
    "report_progress",
    "revoke_calendar",
    "schema",
    "set_owner",
    "statistics",
    "table",
    "take_step",
    "template",
    "timeline",
    "version",
    "versions",
    "watch",
    "withdraw_proposal",
]
