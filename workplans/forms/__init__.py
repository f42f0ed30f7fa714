"""What people type and choose on the pages of the plan."""

from workplans.forms.deadlines import ApproveForm, DecidedMoveForm, MoveForm, RefuseForm
from workplans.forms.filters import PlanFilter
from workplans.forms.life import STEPS, HoldForm, LeadBodyForm, OwnerForm, Step
from workplans.forms.progress import Mandate, ProgressForm

__all__ = [
    "STEPS",
    "ApproveForm",
    "DecidedMoveForm",
    "HoldForm",
    "LeadBodyForm",
    "Mandate",
    "MoveForm",
    "OwnerForm",
    "PlanFilter",
    "ProgressForm",
    "RefuseForm",
    "Step",
]
