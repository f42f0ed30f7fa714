"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from institutions.translation import audit
from surveys.models import Campaign, Dimension, Edition, Item, Questionnaire, ScaleOption


@register(Questionnaire)
class QuestionnaireTranslation(TranslationOptions):
    fields = ("title", "intro", "rating_lead", "importance_lead", "closing")


@register(ScaleOption)
class ScaleOptionTranslation(TranslationOptions):
    fields = ("label",)


@register(Dimension)
class DimensionTranslation(TranslationOptions):
    fields = ("name",)


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("title",)


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("title",)


audit(Questionnaire, ScaleOption, Dimension, Item, Campaign, Edition)
