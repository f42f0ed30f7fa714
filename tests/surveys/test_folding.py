"""Answers are mixed and folded: nothing is lost or counted twice, and nobody can be told from the tables."""

from __future__ import annotations

import random
import uuid
from collections import Counter

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from surveys.actions.answering import CodeUsed, NotOpen, issue_codes, submit
from surveys.actions.folding import fold, recount, seal, totals
from surveys.models import (
    Campaign,
    CodeKey,
    HeldAnswer,
    PaperLot,
    PaperSlip,
    ParticipationCode,
    Response,
    Rollup,
    Scale,
    ScaleOption,
    TextAnswer,
    WaitingAnswer,
)
from surveys.results.asking import codes_of, layout_of
from surveys.results.layout import Layout, Question, Unfit
from tests.factories import make_campaign, make_questionnaire

LAYOUT = Layout([Question("A", 5, "one"), Question("B", 5, "one"), Question("Z", 5)], overall=2)
SIZE = 10
pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(institution):
    return make_campaign(institution, state=Campaign.State.OPEN, mode=Campaign.Mode.LINK, fold_size=SIZE)


def say(campaign, number, seed=1):
    dice = random.Random(seed)
    for _answer in range(number):
        answers = bytes(dice.choice([0, 1, 2, 3, 4, 5, 254]) for _question in range(LAYOUT.length))
        submit(campaign, answers, layout=LAYOUT, breakdowns=(dice.randint(0, 2), 0, 0))


def close(campaign):
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)


def test_nothing_is_folded_before_two_groups_wait(campaign):
    say(campaign, 2 * SIZE - 1)

    assert fold(campaign, LAYOUT) == 0
    say(campaign, 1)
    assert fold(campaign, LAYOUT) == SIZE
    assert WaitingAnswer.objects.count() == SIZE


def test_the_last_fold_takes_the_rest(campaign):
    say(campaign, 3 * SIZE + 4)
    fold(campaign, LAYOUT)
    close(campaign)

    assert fold(campaign, LAYOUT) == SIZE
    assert fold(campaign, LAYOUT) == 0
    assert (WaitingAnswer.objects.count(), Response.objects.count()) == (0, 3 * SIZE + 4)


def test_fewer_than_a_group_are_never_folded_and_gone_when_sealed(campaign):
    say(campaign, SIZE - 1)
    close(campaign)

    assert fold(campaign, LAYOUT) == 0
    assert seal(campaign)
    assert not WaitingAnswer.objects.exists()
    assert not Response.objects.exists()


def test_the_rollup_equals_a_recount(campaign):
    say(campaign, 6 * SIZE)
    fold(campaign, LAYOUT)
    say(campaign, 4 * SIZE, seed=2)
    fold(campaign, LAYOUT)
    close(campaign)
    fold(campaign, LAYOUT)

    assert totals(campaign, LAYOUT) == recount(campaign, LAYOUT)
    assert totals(campaign, LAYOUT)[0, 0].n == 10 * SIZE


def test_words_stand_apart_from_answers(institution):
    asked = make_questionnaire(state="draft")
    item = asked.items.create(code="T", role="text", position=99, text_en="Why?")
    campaign = make_campaign(institution, questionnaire=asked, state=Campaign.State.OPEN, fold_size=SIZE)
    for number in range(2 * SIZE):
        submit(campaign, bytes(LAYOUT.length), layout=LAYOUT, texts={str(item.pk): f"Words {number}"})
    close(campaign)
    fold(campaign, LAYOUT)

    assert TextAnswer.objects.count() == 2 * SIZE
    assert {field.name for field in Response._meta.fields} == {"pk", "id", "campaign", "d1", "d2", "d3", "answers"}


@pytest.mark.parametrize("answers", [b"", b"\x01", b"\x06\x01\x01", b"\xff\x01\x01", b"\x01" * 4])
def test_what_the_scale_does_not_have_is_refused(campaign, answers):
    with pytest.raises(Unfit):
        submit(campaign, answers, layout=LAYOUT)
    assert not WaitingAnswer.objects.exists()


def answer_tables():
    wanted = (HeldAnswer, PaperLot, PaperSlip, WaitingAnswer, Response, TextAnswer, ParticipationCode, Rollup, CodeKey)
    return [model for model in apps.get_app_config("surveys").get_models() if model in wanted]


def test_REQ_01_no_time_stands_in_any_table_of_answers():
    times = (models.DateField, models.TimeField, models.DurationField)

    assert not [field for model in answer_tables() for field in model._meta.get_fields() if isinstance(field, times)]


def test_REQ_02_keys_tell_no_order(campaign):
    made = []
    for _answer in range(10_000):
        row = WaitingAnswer(campaign=campaign)
        made.append(row.id.int)
    assert abs(correlation(made)) < 0.1  # ten times what chance makes of so many
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'S'"
            " AND relname ~ 'surveys_(waiting|held|response|textanswer|participation|paperslip)'"
        )
        assert cursor.fetchall() == []


def correlation(places):
    """Spearman's, of a list of places with their own order."""
    n = len(places)
    rank = {place: number for number, place in enumerate(sorted(places))}
    distance = sum((rank[place] - number) ** 2 for number, place in enumerate(places))
    return 1 - 6 * distance / (n * (n * n - 1))


def in_order(number):
    """An answer that tells when it was given: three digits to base five."""
    return bytes([number // 25 + 1, number // 5 % 5 + 1, number % 5 + 1])


def stored(campaign):
    """What somebody with a copy of the tables sees: transaction and answer, in the order they lie there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, answers FROM surveys_response WHERE campaign_id = %s ORDER BY ctid", [campaign.pk]
        )
        return [(xmin, bytes(answers)) for xmin, answers in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_REQ_03_neither_place_nor_transaction_tells_the_order(campaign):
    for number in range(125):
        submit(campaign, in_order(number), layout=LAYOUT)
        fold(campaign, LAYOUT)
    groups = Counter(xmin for xmin, _answers in stored(campaign))
    assert min(groups.values()) >= SIZE
    close(campaign)
    fold(campaign, LAYOUT)
    seal(campaign)

    rows = stored(campaign)
    assert len({xmin for xmin, _answers in rows}) == 1
    when = [25 * (a - 1) + 5 * (b - 1) + c - 1 for a, b, c in (answers for _xmin, answers in rows)]
    assert sorted(when) == list(range(125))
    assert abs(correlation(when)) < 0.4  # 125 answers: more than four times what chance makes of so few


def test_REQ_09_two_copies_around_one_answer_are_the_same(campaign):
    say(campaign, 2 * SIZE)
    fold(campaign, LAYOUT)
    before = (stored(campaign), totals(campaign, LAYOUT))

    say(campaign, 1)
    fold(campaign, LAYOUT)

    assert (stored(campaign), totals(campaign, LAYOUT)) == before


def test_the_layout_of_a_questionnaire_has_a_byte_for_each_question_with_a_scale():
    asked = make_questionnaire(state="draft")
    scale = Scale.objects.create(code="agree")
    for position, (code, value) in enumerate([("no", 1), ("yes", 2), ("na", None)], start=1):
        ScaleOption.objects.create(scale=scale, position=position, code=code, value=value, label_en=code)
    items = asked.items
    rated = items.create(code="A", role="rating", position=1, scale=scale, text_en="A", is_reversed=True)
    items.create(code="T", role="text", position=2, text_en="T")
    items.create(code="Z", role="overall", position=3, scale=scale, text_en="Z")

    layout = layout_of(asked)

    assert [(one.code, one.places, one.is_reversed) for one in layout.questions] == [("A", 2, True), ("Z", 2, False)]
    assert layout.overall == 1
    assert codes_of(rated) == {"no": 1, "yes": 2, "na": 254}


def test_REQ_04_codes_lead_nowhere_and_the_key_is_destroyed(institution):
    campaign = make_campaign(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES, fold_size=SIZE)
    codes = issue_codes(campaign, 3 * SIZE)
    stored = {bytes(row.fingerprint) for row in ParticipationCode.objects.all()}
    assert not any(code.encode() in row for row in stored for code in codes)
    Campaign.objects.update(state=Campaign.State.OPEN)
    for code in codes[: 2 * SIZE]:
        submit(campaign, bytes(LAYOUT.length), layout=LAYOUT, code=code)
    close(campaign)
    fold(campaign, LAYOUT)

    assert seal(campaign)
    assert not CodeKey.objects.exists()
    assert not ParticipationCode.objects.exists()


def test_REQ_14_no_model_of_answers_knows_a_person():
    related = {
        field.related_model._meta.label
        for model in answer_tables()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None
    }
    assert related <= {"surveys.Campaign", "surveys.Item", "surveys.TextTheme", "surveys.PaperLot", "surveys.PaperSlip"}


def test_REQ_20_a_code_is_good_once_however_it_is_typed(institution):
    campaign = make_campaign(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES)
    (code,) = issue_codes(campaign, 1)
    Campaign.objects.update(state=Campaign.State.OPEN)
    with pytest.raises(NotOpen):
        issue_codes(campaign, 1)

    submit(campaign, bytes(LAYOUT.length), layout=LAYOUT, code=code.lower().replace("-", " "))

    for again in (code, "", "AAAAA-AAAAA", str(uuid.uuid4())):
        with pytest.raises(CodeUsed):
            submit(campaign, bytes(LAYOUT.length), layout=LAYOUT, code=again)
    assert WaitingAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"k_total": 5}, {"k_cell": 11}, {"mode": "codes"}, {"fold_size": 5}, {"state": "planned"}]
)
def test_REQ_26_what_was_promised_at_opening_stays(campaign, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**change)
