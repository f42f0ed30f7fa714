"""Pages of the plan: for everybody, and for those who report."""

from workplans.views.progress import report_progress
from workplans.views.public import activity, index, plan

__all__ = ["activity", "index", "plan", "report_progress"]
