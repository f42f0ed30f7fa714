"""The questionnaires of the house, released: importance, reliability and the words for both."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from django.core.management import call_command

from institutions.results import statistics as stats
from surveys.actions.releasing import release
from surveys.models import Item, Questionnaire
from surveys.results.asking import layout_of
from surveys.results.released import CellResult, ItemResult, Payload
from tests.factories import make_campaign, make_institution
from tests.surveys.answered import keep

QUADRANTS = {"concentrate", "keep", "low", "maintain", "uncertain"}
pytestmark = pytest.mark.django_db


def people(questionnaire, number):
    """Answers that hang together: what somebody thinks of one thing she thinks of the others, too."""
    dice, layout = random.Random(7), layout_of(questionnaire)
    for _person in range(number):
        mood = dice.gauss(0.6, 0.2)
        yield bytes(
            min(question.places, max(1, round(1 + (question.places - 1) * dice.gauss(mood, 0.15))))
            for question in layout.questions
        )


@pytest.fixture
def starter(db):
    call_command("load_starter", verbosity=0)


@pytest.mark.parametrize("audience", ["users", "employees"])
def test_the_questionnaires_of_the_house_are_released_whole(starter, audience):
    questionnaire = Questionnaire.objects.get(audience=audience)
    campaign = make_campaign(make_institution(), questionnaire=questionnaire, state="sealed")
    layout, rows = layout_of(questionnaire), list(people(questionnaire, 200))
    keep(campaign, layout, rows)

    payload = release(campaign, date(2018, 11, 1)).payload

    everybody = payload["cells"][0]
    assert set(payload) == set(Payload.__annotations__)
    assert set(everybody) == set(CellResult.__annotations__)
    background = questionnaire.items.filter(role=Item.Role.BACKGROUND).values_list("code", flat=True)
    assert not set(everybody["items"]) & set(background)
    assert {frozenset(result) for result in everybody["items"].values()} == {frozenset(ItemResult.__annotations__)}
    assert all(everybody["dimensions"].values())
    assert {point["quadrant"] for point in payload["derived"]["points"]} <= QUADRANTS
    check_derived(payload, layout, rows)
    assert len(json.dumps(payload)) < 100_000


def check_derived(payload, layout, rows):
    """Importance and reliability once more, from every single answer."""
    overall = [layout.questions[layout.overall].points(row[layout.overall]) for row in rows]
    for point in payload["derived"]["points"]:
        places = layout.members[point["code"]]
        points = [[layout.questions[place].points(row[place]) for place in places] for row in rows]
        means = [sum(mine) / len(mine) for mine in points]
        assert point["importance"]["value"] == pytest.approx(stats.correlation(means, overall).pearson)
        assert point["performance"] == payload["cells"][0]["dimensions"][point["code"]]
        turned = [
            [
                layout.questions[place].places + 1 - row[place] if layout.questions[place].is_reversed else row[place]
                for place in places
            ]
            for row in rows
        ]
        alpha = stats.cronbach_alpha(turned)
        assert payload["reliability"][point["code"]] == pytest.approx(alpha and alpha.alpha)
    lines = [point["importance"]["value"] for point in payload["derived"]["points"]]
    assert payload["derived"]["importance_line"] == pytest.approx(sum(lines) / len(lines))


def test_users_also_say_what_is_important(starter):
    questionnaire = Questionnaire.objects.get(audience="users")
    campaign = make_campaign(make_institution(), questionnaire=questionnaire, state="sealed")
    keep(campaign, layout_of(questionnaire), list(people(questionnaire, 100)))

    payload = release(campaign, date(2018, 11, 1)).payload

    items = payload["cells"][0]["items"]
    said = {point["code"]: point["importance"] for point in payload["stated"]["points"]}
    asked = questionnaire.items.filter(role=Item.Role.IMPORTANCE).select_related("dimension")
    assert said == {item.dimension.code: items[item.code]["score"] for item in asked}
    assert payload["cells"][0]["weighted"] is not None
