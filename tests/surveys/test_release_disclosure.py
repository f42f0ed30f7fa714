"""What releases give away, taken together: nothing about fewer people than promised (REQ-5, 6, 10, 17)."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

import pytest

from surveys.actions.releasing import NotReady, release
from surveys.models import ReleaseLedger
from surveys.results.asking import layout_of
from surveys.results.computing import compute, ledgers
from surveys.results.disclosure.auditing import audit
from surveys.results.disclosure.cells import count
from tests.factories import make_institution
from tests.surveys.answered import fill, keep, make_answered
from tests.surveys.factories import make_survey

DAY = date(2018, 11, 1)
pytestmark = pytest.mark.django_db


def skewed(dice, question):
    """Most people are alike, and some say nothing."""
    place = int(dice.random() ** 3 * question.places) + 1
    return 0 if dice.random() < 0.1 else place


def ledgers_of(campaign):
    rows = ReleaseLedger.objects.filter(release__campaign=campaign).order_by("release__number")
    return [row.content for row in rows]


@pytest.mark.parametrize("seed", range(12))
def test_REQ_5_and_6_everything_ever_released_gives_no_small_group_away(institution, seed):
    dice = random.Random(seed)
    audience = dice.choice(["users", "employees"])
    campaign, _rows = make_answered(
        institution, dice.choice([15, 40, 90, 300]), audience=audience, seed=seed, person=skewed
    )
    made = [release(campaign, DAY)]
    fill(campaign, dice.choice([5, 10, 12, 40]), seed=seed + 100, person=skewed)
    with suppress(NotReady):
        made.append(release(campaign, DAY))

    contents, k = ledgers_of(campaign), campaign.k_cell
    for measure in contents[0]["counts"]:
        counts, plans = ledgers.read(contents, measure)
        cells = [cell for plan in plans for cell in plan.cells]
        recounted = [type(cell)(cell.atoms, count(cell.atoms, counts)) for cell in cells]
        limit = k if any(plan.breakdowns for plan in plans) else campaign.k_total
        assert audit(recounted, counts, limit).clean, measure
        for plan in plans:
            assert all(cell.n >= k for breakdown in plan.breakdowns for cell in breakdown.cells)
            assert all(breakdown.rest == 0 or breakdown.rest >= k for breakdown in plan.breakdowns)
    for one in made:
        for cell in one.payload["cells"][1:]:
            shown = [result for result in cell["items"].values() if result is not None]
            assert all(result["n"] >= k for result in (cell, *shown))


def test_REQ_5_a_question_few_answered_is_not_shown_where_they_could_be_told(institution):
    campaign = make_survey(institution, state="sealed")
    layout = layout_of(campaign.questionnaire)
    codes = [question.code for question in layout.questions]
    rows = []
    for number in range(100):
        row = bytearray([3] * layout.length)
        row[codes.index("PRF1")], row[codes.index("PRF2")] = number % 4 + 1, number % 2 + 1
        row[codes.index("ACC1")] = 0 if number % 4 == 0 and number > 20 else 4
        rows.append(bytes(row))
    keep(campaign, layout, rows)

    found = compute(campaign).payload

    groups = [cell for cell in found["cells"] if cell["by"] == ["PRF1"]]
    assert [cell["n"] for cell in groups] == [25] * 4
    assert {cell["items"]["ACC1"] for cell in groups} == {None}
    assert all(cell["items"]["ACC2"] for cell in groups)
    assert found["cells"][0]["items"]["ACC1"]["n"] == 100 - sum(n % 4 == 0 for n in range(21, 100))


def of_one_mind(audience, number=24):
    """A survey in which everybody of group x chose the worst place of ACC1, and group y is of many minds."""
    campaign = make_survey(make_institution(), audience=audience, state="sealed")
    layout = layout_of(campaign.questionnaire)
    codes, dice = [question.code for question in layout.questions], random.Random(1)
    rows = []
    for place in range(number):
        row = bytearray(dice.randint(1, question.places) for question in layout.questions)
        row[codes.index("PRF1")] = 0
        row[codes.index("PRF2")] = place % 2 + 1
        row[codes.index("ACC1")] = 1 if place % 2 == 0 else place // 2 % 5 + 1
        rows.append(bytes(row))
    keep(campaign, layout, rows)
    return {tuple(map(tuple, cell["groups"])): cell for cell in compute(campaign).payload["cells"]}


def test_REQ_17_employees_of_one_mind_are_only_shown_as_most_of_them():
    cells = of_one_mind("employees")

    said = cells[(("x",),)]["items"]["ACC1"]
    assert said["blur"] == (0, 90)
    assert [said[name] for name in ("counts", "mean", "sd", "score", "top", "bottom")] == [None] * 6


def test_REQ_17_nor_can_their_answers_be_calculated_from_others_or_from_the_dimension():
    cells = of_one_mind("employees")

    exact = [groups for groups, cell in cells.items() if cell["items"]["ACC1"] and cell["items"]["ACC1"]["counts"]]
    assert exact == [()]  # everybody; the other group is left out, or the difference would tell
    for cell in (cells[(("x",),)], cells[(("y",),)]):
        assert cell["dimensions"]["ACC"] is None
        assert cell["overall"] is None
        assert cell["weighted"] is None
        assert cell["dimensions"]["STF"] is not None
        assert cell["items"]["ACC2"]["counts"] is not None


def test_REQ_17_users_of_one_mind_are_shown_as_they_are():
    said = of_one_mind("users")[(("x",),)]["items"]["ACC1"]

    assert said["counts"] == [12, 0, 0, 0, 0]


def test_REQ_17_an_index_near_its_end_is_only_bounded(institution):
    campaign = make_survey(institution, audience="employees", state="sealed")
    layout = layout_of(campaign.questionnaire)
    keep(campaign, layout, [bytes([question.places for question in layout.questions])] * 20)

    everybody = compute(campaign).payload["cells"][0]

    assert everybody["dimensions"]["ACC"] == {"n": 20, "value": 90, "low": None, "high": None, "bound": "least"}
    assert everybody["overall"]["bound"] == "least"
    assert everybody["weighted"] is None
