"""Pages of the plan: for everybody, and for those who report."""

from workplans.views.calendars import calendar, calendars, private_calendar, renew_calendar, revoke_calendar
from workplans.views.data import data, download, schema
from workplans.views.leaving import end_membership, let_go
from workplans.views.progress import report_progress
from workplans.views.public import activity, index, plan
from workplans.views.watch import watch

__all__ = [
    "activity",
    "calendar",
    "calendars",
    "data",
    "download",
    "end_membership",
    "index",
    "let_go",
    "plan",
    "private_calendar",
    "renew_calendar",
    "report_progress",
    "revoke_calendar",
    "schema",
    "watch",
]
