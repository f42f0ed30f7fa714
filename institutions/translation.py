"""Which words of this room exist in each language, and the audit trail that records them."""

from typing import Any

import pghistory
from modeltranslation.translator import TranslationOptions, register, translator

from institutions.models import Institution, Milestone, News, Page, Subgroup


def audit(*models: Any) -> None:
    """Record every change of these translated models, language by language.

    Called after ``register``, so that the language columns exist; the plain column is left out, because it goes stale.
    """
    for model in models:
        pghistory.track(exclude=list(translator.get_options_for_model(model).fields))(model)  # type: ignore[attr-defined]


@register(Institution)
class InstitutionTranslation(TranslationOptions):
    fields = ("name", "short_name", "description")


@register(Subgroup)
class SubgroupTranslation(TranslationOptions):
    fields = ("name", "mandate")


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "lead", "body")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title", "text")


@register(News)
class NewsTranslation(TranslationOptions):
    fields = ("title", "body")


audit(Institution, Subgroup, Page, Milestone, News)
