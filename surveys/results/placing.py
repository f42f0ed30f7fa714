"""In which declared category of each breakdown an answer falls."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.models import Campaign
from surveys.models.campaigns import MOST_DIMENSIONS
from surveys.results.asking import codes_of
from surveys.results.layout import Layout


@dataclass(frozen=True)
class Column:
    """A declared breakdown: which column of answers it fills, from which byte, and the category of each code."""

    column: int
    byte: int
    categories: dict[int, int]


def columns_of(campaign: Campaign, layout: Layout) -> list[Column]:
    """The breakdowns a survey declared; three queries."""
    bytes_of = {question.code: place for place, question in enumerate(layout.questions)}
    declared = campaign.dimensions.select_related("item__scale").prefetch_related("item__scale__options")
    found = []
    for dimension in declared:
        codes = codes_of(dimension.item)
        categories = {
            codes[option]: number
            for number, options in enumerate(dimension.categories, start=1)
            for option in options
            if option in codes
        }
        found.append(Column(dimension.position - 1, bytes_of[dimension.item.code], categories))
    return found


def breakdowns_of(columns: list[Column], answers: bytes) -> list[int]:
    """The category of an answer in each column, 0 where none was declared or chosen."""
    found = [0] * MOST_DIMENSIONS
    for column in columns:
        found[column.column] = column.categories.get(answers[column.byte], 0)
    return found
