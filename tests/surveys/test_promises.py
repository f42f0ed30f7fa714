"""What is promised to who answers, tried from outside: with a copy of everything, and before the end."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.db import connection, models
from django.urls import reverse

from surveys.actions.answering import issue_codes, submit
from surveys.actions.folding import fold
from surveys.actions.releasing import NotReady, release
from surveys.forms.breakdowns import BreakdownsForm
from surveys.models import Campaign, HeldAnswer, PaperSlip, Response, TextAnswer, WaitingAnswer
from surveys.results.asking import layout_of
from tests.surveys.factories import answer, finish, make_survey

BALLOTS = 200


def in_order(number: int, length: int) -> bytes:
    """An answer nobody else gave, from which its number can be read."""
    digits = [number // 5**place % 5 + 1 for place in range(4)]
    return bytes([*digits, *[1] * (length - 4)])


def number_of(answers: bytes) -> int:
    return sum((byte - 1) * 5**place for place, byte in enumerate(answers[:4]))


@pytest.mark.django_db(transaction=True)
def test_S_05_with_a_copy_of_everything_nobody_finds_200_known_ballots(institution):
    campaign = make_survey(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES, fold_size=10)
    codes, layout = issue_codes(campaign, BALLOTS), layout_of(campaign.questionnaire)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN)
    for number, code in enumerate(codes):
        submit(campaign, in_order(number, layout.length), layout=layout, code=code)
        if number % 40 == 39:
            fold(campaign, layout)
    finish(campaign)

    for order in ("ctid", "xmin::text, ctid", "id"):
        with connection.cursor() as cursor:
            query = "SELECT answers FROM surveys_response WHERE campaign_id = %s ORDER BY " + order
            cursor.execute(query, [campaign.pk])
            lying = [number_of(bytes(row)) for (row,) in cursor.fetchall()]
        assert sorted(lying) == list(range(BALLOTS))
        hits = sum(place == number for place, number in enumerate(lying))
        neighbours = sum(abs(one - other) == 1 for one, other in pairwise(lying))
        assert hits <= 8  # one by chance; eight or more once in a million tries
        assert neighbours <= 14  # two by chance


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["open", "closed", "sealed"])
def test_S_07_nothing_of_results_is_told_before_the_release(client, institution, coordinator, state):
    campaign = make_survey(institution, fold_size=10)
    answer(campaign, 24)
    fold(campaign, layout_of(campaign.questionnaire))
    if state == "sealed":
        finish(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    pages = {
        **{name: [campaign.address] for name in ("results", "report", "exports", "campaign")},
        **{f"export {name}": [campaign.address, name] for name in ("answers.csv", "answers.xlsx", "figures.csv")},
        **{f"open-release {form}": [campaign.address, 1, form] for form in ("json", "csv")},
    }

    for reader in (None, coordinator):
        if reader:
            client.force_login(reader)
        for name, wanted in pages.items():
            page = client.get(reverse(f"surveys:{name.split()[0]}", args=wanted))
            told = b"".join(page) if page.streaming else page.content
            if name not in ("campaign", "results", "exports"):
                assert page.status_code in (302, 403, 404), name
            assert not re.search(rb"Words 1-|<td|%PDF", told), name


@pytest.mark.django_db
def test_S_07_a_survey_with_too_few_answers_is_never_released(institution):
    campaign = make_survey(institution, fold_size=5, k_total=10)
    answer(campaign, 9)
    finish(campaign)

    with pytest.raises(NotReady):
        release(campaign, campaign.closes_on)
    assert not campaign.releases.exists()


def test_REQ_16_no_answer_knows_the_language_it_was_given_in():
    words = (models.CharField, models.TextField)
    kept = {
        f"{model.__name__}.{field.name}"
        for model in (WaitingAnswer, HeldAnswer, PaperSlip, Response, TextAnswer)
        for field in model._meta.fields
        if isinstance(field, words)
    }

    assert kept == {"TextAnswer.text", "TextAnswer.shown", "TextAnswer.state"}


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "fits"), [((2, 40), False), ((3, 40), True), ((0, 40), True)])
def test_REQ_25_no_group_of_fewer_than_three_people_is_told_apart(institution, people, fits):
    campaign = make_survey(institution, state=Campaign.State.PLANNED)
    item = campaign.questionnaire.items.select_related("scale").get(code="PRF2")
    said = {f"by_{item.pk}": "on"}
    for place, option in enumerate(item.scale.options.all()):
        said |= {f"group_{option.pk}": place + 1, f"people_{option.pk}": people[place]}

    form = BreakdownsForm(said, campaign=campaign, items=[item], declared=[])

    assert form.is_valid() is fits
    assert (f"by_{item.pk}" in form.errors) is not fits
