"""Every text of a questionnaire in all languages, in the order of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from surveys.models import Item, Questionnaire

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
WORDS = ("title", "intro", "rating_lead", "importance_lead", "closing")


@dataclass(frozen=True)
class Unit:
    """One text. ``label`` tells people where it stands; units of one ``family`` may not read the same.

    ``thing`` is ``words``, ``dimension``, ``item`` or ``scale`` with its key, to find the page where it is written.
    """

    label: str | Promise
    thing: tuple[str, int]
    words: dict[str, str]
    is_needed: bool = True
    family: str = ""
    is_rating: bool = False


def units_of(questionnaire: Questionnaire) -> list[Unit]:
    """All of them; takes no query where the questionnaire was fetched ``whole``."""
    return [*_own(questionnaire), *_dimensions(questionnaire), *_items(questionnaire)]


def words_in_all(row: Any, name: str) -> dict[str, str]:
    """What a translated column says, by language."""
    return {code: (getattr(row, f"{name}_{code}") or "").strip() for code in LANGUAGES}


def _own(questionnaire: Questionnaire) -> Iterator[Unit]:
    for name in WORDS:
        column: Any = questionnaire._meta.get_field(name)
        words = words_in_all(questionnaire, name)
        yield Unit(column.verbose_name, ("words", questionnaire.pk), words, is_needed=name == "title")


def _dimensions(questionnaire: Questionnaire) -> Iterator[Unit]:
    for dimension in questionnaire.dimensions.all():
        words = words_in_all(dimension, "name")
        yield Unit(dimension.code, ("dimension", dimension.pk), words, family="dimension")


def _items(questionnaire: Questionnaire) -> Iterator[Unit]:
    seen: set[int] = set()
    for item in questionnaire.items.all():
        rates = item.role in (Item.Role.RATING, Item.Role.OVERALL)
        words = words_in_all(item, "text")
        yield Unit(item.code, ("item", item.pk), words, family=f"item {item.role}", is_rating=rates)
        if item.scale is not None and item.scale_id not in seen:
            seen.add(item.scale.pk)
            for option in item.scale.options.all():
                label, family = f"{item.scale.code}: {option.code}", f"scale {item.scale_id}"
                yield Unit(label, ("scale", item.scale.pk), words_in_all(option, "label"), family=family)
