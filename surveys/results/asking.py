"""A questionnaire as bytes: which question stands where, and which answer is which code."""

from __future__ import annotations

from typing import Any

from surveys.models import Item, Questionnaire
from surveys.results.layout import NOT_APPLICABLE, Layout, Question


def layout_of(questionnaire: Questionnaire) -> Layout:
    """The questions with a scale in their order; ratings count in the index of their dimension. Three queries."""
    asked = questionnaire.items.exclude(role=Item.Role.TEXT).select_related("dimension").order_by("position", "pk")
    items = list(asked.prefetch_related("scale__options"))
    questions = [
        Question(
            item.code,
            places=sum(code != NOT_APPLICABLE for code in codes_of(item).values()),
            index=item.dimension.code if item.role == Item.Role.RATING and item.dimension else "",
            is_reversed=item.is_reversed,
            is_rating=item.role == Item.Role.RATING,
        )
        for item in items
    ]
    overall = next((place for place, item in enumerate(items) if item.role == Item.Role.OVERALL), None)
    needs_all = frozenset(item.dimension.code for item in items if item.dimension and item.dimension.needs_all)
    return Layout(questions, overall=overall, needs_all=needs_all)


def codes_of(item: Item) -> dict[str, int]:
    """The byte of each answer, by the answer's own code: places in order, and not applicable."""
    found: dict[str, int] = {}
    options: Any = item.scale.options.all() if item.scale else []
    for option in options:
        is_missing = option.value is None and item.role != Item.Role.BACKGROUND
        found[option.code] = NOT_APPLICABLE if is_missing else len(found) + 1
    return found
