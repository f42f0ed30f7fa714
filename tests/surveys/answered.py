"""Surveys that are sealed with answers made by chance, without going through every step."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from surveys.models import Campaign, Response
from surveys.results.asking import layout_of
from surveys.results.layout import NONE, NOT_APPLICABLE, Layout, Question
from surveys.results.placing import breakdowns_of, columns_of
from tests.surveys.factories import make_survey

Person = Callable[[random.Random, Question], int]


def anybody(dice: random.Random, question: Question) -> int:
    """Chooses any place, and sometimes nothing or that it does not apply."""
    return dice.choices([dice.randint(1, question.places), NONE, NOT_APPLICABLE], [90, 6, 4])[0]


def satisfied(dice: random.Random, question: Question) -> int:
    """Chooses one of the two best places."""
    return question.places - dice.randint(0, 1)


def fill(campaign: Campaign, number: int, *, seed: int = 1, person: Person = anybody) -> list[bytes]:
    """So many answers of a sealed survey; returns them."""
    dice, layout = random.Random(seed), layout_of(campaign.questionnaire)
    rows = [bytes(person(dice, question) for question in layout.questions) for _answer in range(number)]
    keep(campaign, layout, rows)
    return rows


def keep(campaign: Campaign, layout: Layout, rows: Sequence[bytes]) -> None:
    """Keep these answers with their breakdowns."""
    columns = columns_of(campaign, layout)
    kept = [(row, breakdowns_of(columns, row)) for row in rows]
    Response.objects.bulk_create(
        Response(campaign=campaign, answers=row, d1=d1, d2=d2, d3=d3) for row, (d1, d2, d3) in kept
    )


def make_answered(institution: Any = None, number: int = 60, **fields: Any) -> tuple[Campaign, list[bytes]]:
    """A sealed survey with answers by chance, and these answers."""
    options = {name: fields.pop(name) for name in ("seed", "person") if name in fields}
    campaign = make_survey(institution, state=Campaign.State.SEALED, **fields)
    return campaign, fill(campaign, number, **options)
