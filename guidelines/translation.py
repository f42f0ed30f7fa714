"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from guidelines.models import Clause, Edition, Guideline
from institutions.translation import audit


@register(Guideline)
class GuidelineTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("change_summary",)


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("heading", "body")


audit(Guideline, Edition, Clause)
