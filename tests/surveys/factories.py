"""Questionnaires with questions, surveys that were answered, and what came of them."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from django.db import models

from surveys.actions.answering import submit
from surveys.actions.folding import fold, seal
from surveys.models import Campaign, CampaignDimension, Dimension, Edition, Item, Questionnaire, Scale, ScaleOption
from surveys.results.asking import layout_of
from tests.factories import in_languages, make_campaign, make_questionnaire

ROLES = Item.Role


def make_scale(code: str, places: int = 5, *, has_na: bool = True) -> Scale:
    """The scale of this code, made if it is missing: 1 to ``places`` from worst to best, and not applicable."""
    scale, is_new = Scale.objects.get_or_create(code=code)
    if is_new:
        values: list[int | None] = [*range(1, places + 1), *([None] if has_na else [])]
        for position, value in enumerate(values, start=1):
            words = in_languages("label", f"{code} {value or 'na'}")
            ScaleOption.objects.create(scale=scale, position=position, code=str(value or "na"), value=value, **words)
    return scale


def make_draft(audience: str = "users", **fields: Any) -> Questionnaire:
    """A draft with two dimensions of two ratings, their importance, satisfaction as a whole, an open question and two
    questions on background: PRF1 with four answers a to d, PRF2 with two, x and y."""
    asked = make_questionnaire(state=Questionnaire.State.DRAFT, audience=audience, **fields)
    agree, background = make_scale("AGREE"), {"PRF1": "abcd", "PRF2": "xy"}
    for position, code in enumerate(("ACC", "STF"), start=1):
        dimension = Dimension.objects.create(
            questionnaire=asked, position=position, code=code, caf=["6.1"], iso=["9.1.2"], **in_languages("name", code)
        )
        for number in (1, 2):
            add_item(asked, f"{code}{number}", ROLES.RATING, scale=agree, dimension=dimension)
        add_item(asked, f"IMP_{code}", ROLES.IMPORTANCE, scale=agree, dimension=dimension)
    add_item(asked, "OVR1", ROLES.OVERALL, scale=agree)
    add_item(asked, "OPN1", ROLES.TEXT)
    for code, options in background.items():
        scale, is_new = Scale.objects.get_or_create(code=code)
        for place, option in enumerate(options if is_new else "", start=1):
            ScaleOption.objects.create(
                scale=scale, position=place, code=option, **in_languages("label", f"Group {option}")
            )
        add_item(asked, code, ROLES.BACKGROUND, scale=scale)
    return asked


def add_item(asked: Questionnaire, code: str, role: str, **fields: Any) -> Item:
    """A question at the end of a draft."""
    last: Any = asked.items.aggregate(last=models.Max("position"))["last"]
    words = in_languages("text", f"Words of {code}")
    return Item.objects.create(
        questionnaire=asked, code=code, role=role, position=(last or 0) + 1, **{**words, **fields}
    )


def publish(asked: Questionnaire) -> Questionnaire:
    """The same, published without any gate."""
    asked.state, asked.published_on = Questionnaire.State.PUBLISHED, date(2018, 9, 1)
    asked.save(update_fields=["state", "published_on"])
    return asked


def make_survey(institution: Any = None, *, audience: str = "users", **fields: Any) -> Campaign:
    """A survey of ``make_draft``'s questionnaire, published, with breakdowns by PRF1 and PRF2; open unless told."""
    asked = fields.pop("questionnaire", None) or publish(make_draft(audience))
    state = fields.pop("state", Campaign.State.OPEN)
    campaign = make_campaign(institution, questionnaire=asked, state=Campaign.State.PLANNED, **fields)
    for position, code in enumerate(("PRF1", "PRF2"), start=1):
        item = asked.items.select_related("scale").get(code=code)
        codes = [[option.code] for option in item.scale.options.all()]
        CampaignDimension.objects.create(campaign=campaign, item=item, position=position, categories=codes)
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    campaign.refresh_from_db()
    return campaign


def make_edition(asked: Questionnaire | None = None, *, code: str = "round", **fields: Any) -> Edition:
    """A round of surveys with a questionnaire."""
    days = {"opens_on": date(2018, 10, 1), "closes_on": date(2018, 10, 21)}
    asked = asked or publish(make_draft())
    return Edition.objects.create(code=code, questionnaire=asked, **{**days, **in_languages("title", code), **fields})


def answer(campaign: Campaign, number: int, *, seed: int = 1) -> None:
    """So many random answers, each with its breakdowns and half of them with words."""
    dice, layout = random.Random(seed), layout_of(campaign.questionnaire)
    text = campaign.questionnaire.items.filter(role=ROLES.TEXT).first()
    columns = [question.code for question in layout.questions]
    for place in range(number):
        given = bytes(dice.randint(1, question.places) for question in layout.questions)
        groups = [given[columns.index(dimension.item.code)] for dimension in campaign.dimensions.select_related("item")]
        words = {str(text.pk): f"Words {seed}-{place}"} if text and place % 2 else {}
        submit(campaign, given, layout=layout, breakdowns=[*groups, 0, 0, 0][:3], texts=words)


def finish(campaign: Campaign) -> Campaign:
    """Close the survey, fold everything and seal it."""
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)
    campaign.refresh_from_db()
    while fold(campaign, layout_of(campaign.questionnaire)):
        pass
    assert seal(campaign)
    campaign.refresh_from_db()
    return campaign
