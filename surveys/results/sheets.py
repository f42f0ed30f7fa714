"""A questionnaire as somebody sees it who answers: parts, questions and answers in one language.

A published questionnaire never changes, so what is made here once is kept for as long as the process lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language, gettext

from surveys.models import CampaignDimension, Item, Questionnaire
from surveys.results.asking import codes_of, layout_of
from surveys.results.layout import Layout

KEPT = 64  # sheets, layouts and breakdowns in the memory of a process
Roles = Item.Role


@dataclass(frozen=True)
class Choice:
    value: int  # the byte
    label: str


@dataclass(frozen=True)
class Asked:
    """A question; ``name`` is that of its field, ``place`` its byte (none: it is answered in words)."""

    name: str
    pk: int
    role: str
    text: str
    choices: tuple[Choice, ...]
    place: int | None
    is_required: bool


@dataclass(frozen=True)
class Part:
    title: str
    lead: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Sheet:
    parts: tuple[Part, ...]

    @cached_property
    def questions(self) -> dict[str, Asked]:
        return {asked.name: asked for part in self.parts for asked in part.questions}

    def part_of(self, name: str) -> int:
        """Which part asks this, from 0."""
        return next(number for number, part in enumerate(self.parts) if any(q.name == name for q in part.questions))


@lru_cache(maxsize=KEPT)
def kept_layout(questionnaire: int) -> Layout:
    """The bytes of a published questionnaire."""
    return layout_of(Questionnaire.objects.get(pk=questionnaire))


@lru_cache(maxsize=KEPT)
def kept_breakdowns(campaign: int) -> tuple[tuple[int, int, dict[int, int]], ...]:
    """Of a survey that is open: column 1 to 3, the byte it looks at, and the category of each answer."""
    found = []
    for declared in CampaignDimension.objects.filter(campaign=campaign).select_related(
        "item__scale", "campaign__questionnaire"
    ):
        layout, codes = kept_layout(declared.campaign.questionnaire_id), codes_of(declared.item)
        place = next(place for place, asked in enumerate(layout.questions) if asked.code == declared.item.code)
        groups = {codes[code]: number for number, group in enumerate(declared.categories, start=1) for code in group}
        found.append((declared.position, place, groups))
    return tuple(found)


def categories_of(campaign: int, answers: bytes) -> list[int]:
    """The three columns of breakdowns, 0 where there is none or no answer."""
    columns = [0, 0, 0]
    for position, place, groups in kept_breakdowns(campaign):
        columns[position - 1] = groups.get(answers[place], 0)
    return columns


def sheet_in_use(questionnaire: int) -> Sheet:
    """The published questionnaire in the present language, made once."""
    return _kept_sheet(questionnaire, get_language() or "")


@lru_cache(maxsize=KEPT)
def _kept_sheet(questionnaire: int, language: str) -> Sheet:
    return sheet_of(Questionnaire.objects.whole().get(pk=questionnaire))


def sheet_of(questionnaire: Questionnaire) -> Sheet:
    """The questionnaire in the present language, without questions nobody gave answers to choose from."""
    places = {asked.code: place for place, asked in enumerate(layout_of(questionnaire).questions)}
    items: list[Item] = [item for item in questionnaire.items.all() if item.scale is None or item.scale.options.all()]
    asked = {item.pk: _asked(item, places.get(item.code)) for item in items}

    def part(title: str, lead: str, role: str, **fields: Any) -> Part:
        mine = [i for i in items if i.role == role and all(getattr(i, name) == fields[name] for name in fields)]
        return Part(title, lead, tuple(asked[item.pk] for item in mine))

    lead = questionnaire.rating_lead
    parts = [part(d.name, lead, Roles.RATING, dimension_id=d.pk) for d in questionnaire.dimensions.all()]
    parts += [
        part("", lead, Roles.RATING, dimension_id=None),
        part(gettext("Importance"), questionnaire.importance_lead, Roles.IMPORTANCE),
        part(gettext("Overall"), "", Roles.OVERALL),
        part(gettext("In your own words"), gettext("Please write no names, neither yours nor others’."), Roles.TEXT),
        part(gettext("About the person who answers"), gettext("These questions are voluntary."), Roles.BACKGROUND),
    ]
    return Sheet(tuple(part for part in parts if part.questions))


def _asked(item: Item, place: int | None) -> Asked:
    options: Any = item.scale.options.all() if item.scale else ()
    codes = codes_of(item)
    choices = [Choice(codes[option.code], option.label) for option in options]
    if item.role == Roles.BACKGROUND and not item.is_required:
        choices.append(Choice(0, gettext("I prefer not to say")))
    return Asked(f"q{item.position}", item.pk, item.role, item.text, tuple(choices), place, item.is_required)
