"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from institutions.translation import audit
from meetings.models import AgendaItem, Decision, Erratum, Meeting, Minutes


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "place", "report", "cancellation_reason")


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("title",)


@register(Minutes)
class MinutesTranslation(TranslationOptions):
    fields = ("summary",)


@register(Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("text",)


@register(Erratum)
class ErratumTranslation(TranslationOptions):
    fields = ("text",)


audit(Meeting, AgendaItem, Decision, Minutes, Erratum)
