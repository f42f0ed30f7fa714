"""What people type and choose on the pages of the plan."""

from workplans.forms.filters import PlanFilter
from workplans.forms.progress import Mandate, ProgressForm

__all__ = ["Mandate", "PlanFilter", "ProgressForm"]
