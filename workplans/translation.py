"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from institutions.translation import audit
from workplans.models import Activity, Area, WorkPlan


@register(WorkPlan)
class WorkPlanTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Area)
class AreaTranslation(TranslationOptions):
    fields = ("title", "aim")


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ("title", "description", "output")


audit(WorkPlan, Area, Activity)
