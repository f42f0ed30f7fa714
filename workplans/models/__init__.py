"""What the group promised: plans, areas, activities, their deadlines, their lives and the reports of progress."""

from workplans.models.activities import Activity
from workplans.models.as_of import as_of
from workplans.models.baselines import PlanBaseline
from workplans.models.bodies import ActivityBody
from workplans.models.calendars import CalendarLink
from workplans.models.deadlines import Deadline
from workplans.models.dependencies import Dependency
from workplans.models.lifecycle import StateChange
from workplans.models.plans import Area, WorkPlan
from workplans.models.progress import ProgressReport
from workplans.models.proposals import DeadlineProposal

__all__ = [
    "Activity",
    "ActivityBody",
    "Area",
    "CalendarLink",
    "Deadline",
    "DeadlineProposal",
    "Dependency",
    "PlanBaseline",
    "ProgressReport",
    "StateChange",
    "WorkPlan",
    "as_of",
]
