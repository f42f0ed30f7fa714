"""Answers that are held back: known only together, decided on only together."""

from __future__ import annotations

import uuid

import pytest

from surveys.actions.answering import NotOpen
from surveys.actions.holding import Held, TooFew, drop_held, held_of, take_held
from surveys.models import Campaign, HeldAnswer, WaitingAnswer
from tests.surveys.forms import running

pytestmark = pytest.mark.django_db


def hold(survey: Campaign, *rows: bytes) -> None:
    HeldAnswer.objects.bulk_create(HeldAnswer(campaign=survey, answers=row, d1=1, texts={"1": "x"}) for row in rows)


@pytest.fixture
def survey(institution):
    return running(institution=institution, fold_size=5)


def test_fewer_than_a_group_is_nothing_while_the_survey_runs(survey):
    hold(survey, *[bytes(9)] * (survey.fold_size - 1))

    assert held_of(survey) == Held(0, is_any=False, may_decide=False)
    for deed in (take_held, drop_held):
        with pytest.raises(TooFew):
            deed(survey)
    assert HeldAnswer.objects.count() == survey.fold_size - 1


def test_a_group_shows_rough_numbers(survey):
    mixed = [bytes([1, 2, 3, 4, 5, 1, 2, 1, number]) for number in range(1, 9)]
    hold(survey, *mixed, *[bytes([3] * 9)] * 5)

    assert held_of(survey) == Held(10, is_any=True, may_decide=True, alike=1, straight=1)


def test_the_same_long_words_are_alike_too(survey):
    mixed = [bytes([1, 2, 3, 4, 5, 1, 2, 1, number]) for number in range(1, 6)]
    texts = {"1": "The very same advertisement."}
    HeldAnswer.objects.bulk_create(HeldAnswer(campaign=survey, answers=row, texts=texts) for row in mixed)

    assert held_of(survey).alike == 3


def test_all_are_taken_in_under_other_keys(survey):
    hold(survey, *[bytes([number] * 9) for number in range(1, 6)])
    before = set(HeldAnswer.objects.values_list("id", flat=True))

    take_held(survey)
    take_held(survey)

    assert not HeldAnswer.objects.exists()
    assert WaitingAnswer.objects.count() == 5
    assert not before & set(WaitingAnswer.objects.values_list("id", flat=True))
    assert {(row.d1, row.texts["1"], len(row.answers)) for row in WaitingAnswer.objects.all()} == {(1, "x", 9)}


def test_all_are_dropped_and_counted(survey):
    hold(survey, *[bytes(9)] * 7)

    drop_held(survey)
    drop_held(survey)

    survey.refresh_from_db()
    assert survey.dropped_count == 7
    assert not HeldAnswer.objects.exists()
    assert not WaitingAnswer.objects.exists()


def test_once_over_also_a_few_are_decided_on_and_sealed_nothing(survey):
    hold(survey, bytes(9))
    Campaign.objects.filter(pk=survey.pk).update(state=Campaign.State.CLOSED)
    survey.refresh_from_db()
    assert held_of(survey) == Held(0, is_any=True, may_decide=True)
    take_held(survey)

    Campaign.objects.filter(pk=survey.pk).update(state=Campaign.State.SEALED)
    with pytest.raises(NotOpen):
        drop_held(survey)


def test_held(client, survey, coordinator):
    client.force_login(coordinator)
    address = f"/en/surveys/at/{survey.address}/held/"
    secret = str(uuid.uuid4())
    HeldAnswer.objects.bulk_create(
        HeldAnswer(campaign=survey, answers=bytes([1, 2, 3] * 3), texts={"1": secret}) for _row in range(7)
    )

    page = client.get(address).content.decode()

    assert "<dd>5</dd>" in page
    assert secret not in page
    assert client.post(address, {"deed": "burn"}).status_code == 404
    assert client.post(address, {"deed": "take"}).status_code == 302
    assert WaitingAnswer.objects.count() == 7
    assert "nothing to decide" in client.get(address).content.decode()
