"""Which words of this room exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from institutions.translation import audit
from meetings.models import Meeting


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "place", "report")


audit(Meeting)
