"""What people type and choose on the pages of the plan."""

from workplans.forms.activities import ActivityForm
from workplans.forms.adoption import AdoptionForm, CopyForm
from workplans.forms.deadlines import ApproveForm, DecidedMoveForm, MoveForm, RefuseForm
from workplans.forms.editing import AreaForm, NewPlanForm, PlaceForm, PlanForm
from workplans.forms.filters import PlanFilter
from workplans.forms.life import STEPS, HoldForm, LeadBodyForm, OwnerForm, Step
from workplans.forms.progress import Mandate, ProgressForm

__all__ = [
    "STEPS",
    "ActivityForm",
    "AdoptionForm",
    "ApproveForm",
    "AreaForm",
    "CopyForm",
    "DecidedMoveForm",
    "HoldForm",
    "LeadBodyForm",
    "Mandate",
    "MoveForm",
    "NewPlanForm",
    "OwnerForm",
    "PlaceForm",
    "PlanFilter",
    "PlanForm",
    "ProgressForm",
    "RefuseForm",
    "Step",
]
