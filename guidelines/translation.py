"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from guidelines.models import Attachment, Clause, Edition, Guideline
from institutions.translation import audit


@register(Guideline)
class GuidelineTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("title", "change_summary", "withdrawal_reason")


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("heading", "body")


@register(Attachment)
class AttachmentTranslation(TranslationOptions):
    fields = ("title",)


audit(Guideline, Edition, Clause, Attachment)
