"""What the group promised: plans, areas, activities, their deadlines and the reports of progress."""

from workplans.models.activities import Activity
from workplans.models.bodies import ActivityBody
from workplans.models.deadlines import Deadline
from workplans.models.plans import Area, WorkPlan
from workplans.models.progress import ProgressReport

__all__ = ["Activity", "ActivityBody", "Area", "Deadline", "ProgressReport", "WorkPlan"]
