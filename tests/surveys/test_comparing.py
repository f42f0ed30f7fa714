"""Ten institutions of an edition: each sees the others, nobody sees one of them, and chance stays noise (REQ-24)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from institutions.results.statistics import Standing
from surveys.actions.comparing import NotComparable, Refusal, compare
from surveys.actions.releasing import release
from surveys.models import Campaign
from surveys.results.beside import others_for, verdicts
from surveys.results.disclosure.benchmarks import Others
from tests.factories import make_institution
from tests.surveys.answered import fill, make_answered, satisfied
from tests.surveys.factories import make_edition

DAY = date(2018, 12, 1)
NOISE = Standing.WITHIN_NOISE
pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


def take_part(edition, number, *, answers=60, first=0, **fields):
    """So many institutions that asked in the edition and released."""
    found = []
    for seed in range(first, first + number):
        options = {"questionnaire": edition.questionnaire, "edition": edition, "takes_part": True, "seed": seed}
        campaign, _rows = make_answered(make_institution(), answers, **{**options, **fields})
        found.append(release(campaign, DAY))
    return found


def refusal(edition):
    with pytest.raises(NotComparable) as caught, transaction.atomic():
        compare(edition, DAY)
    return caught.value.refusal


def test_REQ_24_five_institutions_are_too_few(edition):
    take_part(edition, 5)

    assert refusal(edition) == Refusal.TOO_FEW


def test_only_those_count_that_agreed_to_take_part_with_the_questionnaire_of_the_edition(edition):
    take_part(edition, 5)
    take_part(edition, 1, first=5, takes_part=False)
    other = make_edition(code="other")
    take_part(edition, 1, first=6, questionnaire=other.questionnaire)

    assert refusal(edition) == Refusal.TOO_FEW


def test_ten_institutions_each_see_the_median_of_the_nine_others(edition):
    released = take_part(edition, 9)
    released += take_part(edition, 1, first=9, person=satisfied)
    made = compare(edition, DAY)

    assert set(made.payload) == {"overall", "weighted", "ACC", "STF"}
    for one in released:
        beside = others_for(one)
        assert set(beside) == set(made.payload)
        for measure, found in beside.items():
            assert found.others.institutions == 9
            values = sorted(value_of(other, measure) for other in released if other.campaign_id != one.campaign_id)
            assert abs(found.others.median - values[4]) <= found.others.step / 2
    assert {found.verdict for found in others_for(released[-1]).values()} == {Standing.ABOVE}
    alike = [one for one in released[:-1] if {each.verdict for each in others_for(one).values()} == {NOISE}]
    assert len(alike) >= 7  # nine differ by chance alone, and one page in twenty may be wrong


def value_of(released, measure):
    cell = released.payload["cells"][0]
    return (cell[measure] if measure in {"overall", "weighted"} else cell["dimensions"][measure])["value"]


def test_REQ_24_a_comparison_holds_no_value_of_anybody(edition):
    released = take_part(edition, 8)
    made = compare(edition, DAY)

    values = {value_of(one, measure) for one in released for measure in made.payload}
    shown = {number for views in made.payload.values() for view in views.values() for number in view.values()}
    assert not values & shown
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save()


def test_the_same_again_is_no_second_comparison(edition):
    take_part(edition, 6)

    assert compare(edition, DAY) == compare(edition, DAY)
    assert edition.comparisons.count() == 1


@pytest.mark.parametrize(("more", "is_compared"), [(1, False), (4, False), (5, True)])
def test_REQ_24_one_more_institution_waits_for_four_others(edition, more, is_compared):
    take_part(edition, 6)
    first = compare(edition, DAY)
    late = take_part(edition, more, first=6)

    if not is_compared:
        assert refusal(edition) == Refusal.TOO_FEW_NEW
        assert others_for(late[0]) == {}
        return
    assert compare(edition, DAY).number == first.number + 1
    assert others_for(late[0])


def test_REQ_24_one_corrected_result_changes_no_comparison(edition):
    released = take_part(edition, 6)
    first = compare(edition, DAY)
    campaign = Campaign.objects.get(pk=released[0].campaign_id)
    fill(campaign, 60, seed=99)
    corrected = release(campaign, DAY)
    assert corrected.number == 2

    assert refusal(edition) == Refusal.TOO_FEW_NEW
    assert edition.comparisons.get() == first
    assert others_for(corrected)


def test_who_did_not_take_part_sees_nothing(edition):
    take_part(edition, 6)
    compare(edition, DAY)
    (outside,) = take_part(edition, 1, first=7, takes_part=False)

    assert others_for(outside) == {}


def own(value, half, n=100):
    return {"n": n, "value": value, "low": value - half, "high": value + half, "bound": ""}


def others(median, step=1):
    return Others(institutions=9, median=median, lower=None, upper=None, step=step)


def test_verdicts_are_corrected_for_how_many_there_are():
    alone = {"a": (own(56, 5), others(50))}
    many = {name: (own(56, 5), others(50)) for name in "abcd"}

    assert verdicts(alone) == {"a": Standing.ABOVE}
    assert set(verdicts(many).values()) == {Standing.WITHIN_NOISE}


def test_verdicts_know_that_the_median_is_rounded():
    assert verdicts({"a": (own(56, 3), others(50, step=10))}) == {"a": Standing.WITHIN_NOISE}
    assert verdicts({"a": (own(40, 3), others(50, step=1))}) == {"a": Standing.BELOW}


@pytest.mark.parametrize(
    "number", [own(90, 2, n=29), {**own(90, 2), "low": None, "high": None}, {**own(90, 2), "bound": "least"}]
)
def test_few_answers_and_blurred_ones_get_no_word(number):
    assert verdicts({"a": (number, others(50))}) == {"a": None}
