"""A sealed survey keeps what was said, and nothing of when: neither counts nor words tell which fold they came with."""

from __future__ import annotations

import pytest
from django.db import connection

from surveys.actions.folding import fold, recount, seal, totals
from surveys.actions.paper import start_lot
from surveys.models import Campaign, Rollup, TextAnswer
from surveys.results.asking import layout_of
from surveys.results.attacking import attack
from surveys.results.attacking.finding import Outcome
from tests.surveys.factories import answer, finish, make_survey

pytestmark = pytest.mark.django_db
FOLDS = 6


@pytest.fixture
def folded(institution):
    """A survey that was folded again and again while it ran."""
    campaign = make_survey(institution)
    layout = layout_of(campaign.questionnaire)
    for seed in range(FOLDS):
        answer(campaign, campaign.fold_size * (2 if seed == 0 else 1), seed=seed)
        assert fold(campaign, layout)
    return campaign


def transactions_of(table, campaign):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table} WHERE campaign_id = %s", [campaign.pk])
        return len(cursor.fetchall())


def test_REQ_03_words_do_not_tell_with_which_answers_they_came(folded):
    assert transactions_of("surveys_textanswer", folded) > 1
    written = set(TextAnswer.objects.values_list("pk", "text", "item"))

    finish(folded)

    assert transactions_of("surveys_textanswer", folded) == 1
    assert written <= set(TextAnswer.objects.values_list("pk", "text", "item"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM surveys_textanswer WHERE campaign_id = %s ORDER BY ctid", [folded.pk])
        lying = [key for (key,) in cursor.fetchall()]
    assert lying == sorted(lying)


def test_REQ_03_counts_do_not_tell_with_which_answers_they_came(folded):
    layout = layout_of(folded.questionnaire)

    finish(folded)

    assert set(Rollup.objects.filter(campaign=folded).values_list("shard", flat=True)) == {0}
    assert transactions_of("surveys_rollup", folded) == 1
    assert totals(folded, layout) == recount(folded, layout)
    assert totals(folded, layout)[0, 0].n == folded.fold_size * (FOLDS + 1)


def test_the_check_finds_counts_that_tell_their_folds(folded):
    finish(folded)
    assert not [finding.code for finding in attack(folded) if finding.outcome is Outcome.ATTENTION]

    parts = Rollup.objects.get(campaign=folded, dimension=0)
    Rollup.objects.create(campaign=folded, shard=7, counts=parts.counts, joint=parts.joint, moments=parts.moments)

    assert [finding.code for finding in attack(folded) if finding.outcome is Outcome.ATTENTION] == ["counted"]


@pytest.mark.parametrize("waits", ["held", "lot"])
def test_nothing_is_sealed_over_what_began_a_moment_ago(folded, waits):
    Campaign.objects.filter(pk=folded.pk).update(state=Campaign.State.CLOSED)
    fold(folded, layout_of(folded.questionnaire))
    row = folded.held.create(answers=b"") if waits == "held" else start_lot(folded)

    assert not seal(folded)
    row.delete()
    assert seal(folded)


def test_sealing_twice_changes_nothing(folded):
    finish(folded)
    before = list(Rollup.objects.filter(campaign=folded).order_by("pk").values())

    assert seal(Campaign.objects.get(pk=folded.pk))

    assert list(Rollup.objects.filter(campaign=folded).order_by("pk").values()) == before
