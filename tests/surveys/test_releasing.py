"""A release: final, hashed, checked against what came before, filed as evidence, and without the words themselves."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from surveys.actions.releasing import NotReady, Obstacle, OtherResults, preview, publish, release, unpublish, verify
from surveys.models import Campaign, Evidence, Release, TextAnswer
from surveys.models.releasing import CARD
from tests.factories import make_institution
from tests.surveys.answered import fill, make_answered
from tests.surveys.factories import answer, finish, make_survey

DAY = date(2018, 11, 1)
pytestmark = pytest.mark.django_db


def read_texts(campaign):
    TextAnswer.objects.filter(campaign=campaign).update(state=TextAnswer.State.KEPT, shown="Words shown")


@pytest.fixture
def finished(institution):
    campaign = make_survey(institution)
    answer(campaign, 60)
    finish(campaign)
    read_texts(campaign)
    return campaign


def refused(campaign):
    with pytest.raises(NotReady) as caught, transaction.atomic():
        release(campaign, DAY)
    return caught.value.obstacles


def test_a_release_keeps_what_the_preview_shows(finished):
    found = preview(finished)
    made = release(finished, DAY)

    assert found.obstacles == []
    assert found.computed is not None
    made.refresh_from_db()
    assert made.payload == found.computed.payload
    assert (made.number, made.n, made.is_public) == (1, 60, False)
    assert set(made.card) == set(CARD)
    assert made.payload["cells"][0]["n"] == 60


def test_nothing_is_released_before_it_is_sealed(institution):
    campaign = make_survey(institution, state=Campaign.State.CLOSED)
    fill(campaign, 60)

    assert refused(campaign) == [Obstacle.NOT_SEALED]


@pytest.mark.parametrize(("audience", "fewest"), [("users", 5), ("employees", 10)])
def test_too_few_answers_are_never_released(institution, audience, fewest):
    limits = {"k_total": fewest, "k_cell": 10, "fold_size": fewest}
    campaign, _rows = make_answered(institution, fewest - 1, audience=audience, **limits)

    assert refused(campaign) == [Obstacle.TOO_FEW]
    assert preview(campaign).computed is None
    fill(campaign, 1, seed=2)
    assert release(campaign, DAY).n == fewest


def test_words_are_read_by_somebody_first_unless_nobody_will_see_them(institution):
    campaign = make_survey(institution)
    answer(campaign, 30)
    finish(campaign)

    assert refused(campaign) == [Obstacle.TEXTS]
    TextAnswer.objects.filter(campaign=campaign).exclude(
        pk__in=TextAnswer.objects.filter(campaign=campaign).values("pk")[:9]
    ).delete()
    made = release(campaign, DAY)

    assert made.payload["texts"] == {}


def test_REQ_15_no_original_words_are_left_and_nine_texts_are_not_shown(finished):
    TextAnswer.objects.filter(pk=TextAnswer.objects.values("pk")[:1]).update(state=TextAnswer.State.DROPPED)
    made = release(finished, DAY)

    texts = made.payload["texts"]["OPN1"]
    assert (texts["n"], texts["withheld"]) == (30, 1)
    assert texts["themes"] == [{"name": "", "texts": ["Words shown"] * 29}]
    assert set(TextAnswer.objects.filter(campaign=finished).values_list("text", flat=True)) == {""}


def test_the_same_again_is_no_second_release(finished):
    first = release(finished, DAY)

    assert release(finished, date(2018, 12, 1)) == first
    assert Release.objects.count() == 1


def test_what_was_not_read_is_not_released(finished):
    seen = preview(finished)
    assert seen.computed is not None
    TextAnswer.objects.filter(campaign=finished).update(shown="Other words")

    with pytest.raises(OtherResults):
        release(finished, DAY, seen="0" * 64)
    assert not Release.objects.exists()


@pytest.mark.parametrize(("more", "is_released"), [(1, False), (4, False), (5, True)])
def test_REQ_10_a_correction_has_as_many_answers_or_a_whole_fold_more(institution, more, is_released):
    campaign, _rows = make_answered(institution, 60, fold_size=5, k_total=5)
    first = release(campaign, DAY)
    fill(campaign, more, seed=2)

    if not is_released:
        assert refused(campaign) == [Obstacle.TOO_FEW_NEW]
        return
    found = preview(campaign)
    if found.computed is not None and found.computed.payload is None:
        assert refused(campaign) == [Obstacle.GIVES_AWAY]
        return
    second = release(campaign, DAY)
    assert (second.number, second.n) == (2, first.n + more)


def test_REQ_10_a_correction_of_words_alone_is_another_release(finished):
    first = release(finished, DAY)
    TextAnswer.objects.filter(campaign=finished).update(shown="Fewer words")

    second = release(finished, DAY)

    assert (second.number, second.n) == (2, first.n)
    assert second.payload["cells"] == first.payload["cells"]


def test_a_changed_release_is_found_out_and_the_database_refuses_it(finished):
    made = Release.objects.get(pk=release(finished, DAY).pk)
    assert verify(made)

    made.payload["cells"][0]["n"] += 1
    assert not verify(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


def test_a_release_becomes_public_and_private_again_and_stays_what_it_is(finished):
    made = release(finished, DAY)

    publish(made)
    publish(made)
    assert Release.objects.get(pk=made.pk).is_public
    unpublish(made)

    made.refresh_from_db()
    assert not made.is_public
    assert verify(made)


def test_a_release_files_itself_as_evidence(finished):
    made = release(finished, DAY)

    found = {(row.standard, row.reference): row.codes for row in Evidence.objects.filter(release=made)}
    assert found == {("caf", "6.1"): ["ACC", "STF"], ("iso", "9.1.2"): ["ACC", "STF"]}


def test_employees_speak_to_people_results(institution):
    campaign, _rows = make_answered(institution, 60, audience="employees")
    made = release(campaign, DAY)

    assert Evidence.objects.filter(release=made, standard="caf", reference="7.1").exists()


def test_the_card_says_how_it_was_made(finished):
    finished.lots.create(number=1, is_committed=True, size=12, checked=3, compared=24, agreed=23)

    card = release(finished, DAY).card

    assert card["paper"] == {"lots": 1, "answers": 12, "checked": 3, "agreement": pytest.approx(100 * 23 / 24)}
    assert card["thresholds"] == {
        "total": finished.k_total,
        "cell": finished.k_cell,
        "text": finished.k_text,
        "fold": finished.fold_size,
    }
    assert (card["institution"], card["answers"], card["weights"]) == (finished.institution.code, 60, "none")
    assert card["software"].startswith("qmportal ")
    assert len(card["questionnaire_hash"]) == 64


def test_computing_asks_the_database_as_often_for_few_answers_as_for_many(institution, django_assert_num_queries):
    few, _rows = make_answered(institution, 20)
    many, _rows = make_answered(make_institution(), 2_000, questionnaire=few.questionnaire)

    with CaptureQueriesContext(connection) as asked:
        preview(Campaign.objects.for_list().get(pk=few.pk))
    with django_assert_num_queries(len(asked)):
        preview(Campaign.objects.for_list().get(pk=many.pk))
