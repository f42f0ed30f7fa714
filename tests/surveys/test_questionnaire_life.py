"""From draft to version: written, copied, signed, published, retired, thrown away."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.actions import questionnaires as deeds
from surveys.actions import questions
from surveys.models import Dimension, Item, Questionnaire
from surveys.results.fingerprints import fingerprint, text_hash
from surveys.results.versions import items_before
from tests.factories import in_languages, make_campaign
from tests.surveys.factories import make_draft, publish

DAY = date(2019, 3, 4)
State = Questionnaire.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(secretariat) -> Questionnaire:
    """Written by the secretariat, and the same in all languages as far as the check can see."""
    return make_draft(
        code="users", edited_by=secretariat, **{f"title_{code}": f"Q {code}" for code in ("en", "bs", "sv")}
    )


def sign_all(asked: Questionnaire, by) -> None:
    for language in {"en", "bs", "sv"} - {asked.source_language}:
        deeds.sign(asked, language, by=by, seen=text_hash(asked, language), today=DAY)


def published(asked: Questionnaire, by) -> Questionnaire:
    sign_all(asked, by)
    assert deeds.publish(asked, today=DAY)
    asked.refresh_from_db()
    return asked


def test_publishing_needs_a_signature_for_each_translation(draft, member):
    with pytest.raises(deeds.NotYet) as refused:
        deeds.publish(draft, today=DAY)
    assert len(refused.value.reasons) == 2

    published(draft, member)

    assert (draft.state, draft.published_on) == (State.PUBLISHED, DAY)
    assert draft.content_hash == fingerprint(draft)
    assert not deeds.publish(draft, today=DAY), "twice is harmless"


def test_nobody_signs_what_she_wrote_last(draft, secretariat, member):
    with pytest.raises(deeds.OwnWords):
        sign_all(draft, secretariat)

    sign_all(draft, member)
    deeds.touch(draft, member)

    with pytest.raises(deeds.NotYet):
        deeds.publish(draft, today=DAY)


def test_a_signature_ends_with_the_words_it_is_of(draft, member, secretariat):
    seen = text_hash(draft, "sv")
    sign_all(draft, member)
    item = draft.items.get(code="ACC1")
    questions.write(item, {"text_sv": "Ord om ACC1"}, by=secretariat)

    with pytest.raises(deeds.NotYet) as refused:
        deeds.publish(draft, today=DAY)
    assert [str(reason) for reason in refused.value.reasons] == ["Swedish: Nobody has signed the translation as it is."]

    with pytest.raises(deeds.NotNow):
        deeds.sign(draft, "sv", by=member, seen=seen, today=DAY)
    assert draft.sign_offs.count() == 2


def test_a_red_language_is_neither_signed_nor_published(draft, member, secretariat):
    sign_all(draft, member)
    questions.write(draft.items.get(code="ACC1"), {"text_sv": ""}, by=secretariat)

    with pytest.raises(deeds.NotYet):
        deeds.sign(draft, "sv", by=member, seen=text_hash(draft, "sv"), today=DAY)
    with pytest.raises(deeds.NotYet) as refused:
        deeds.publish(draft, today=DAY)
    assert "Swedish: The check found something serious." in [str(reason) for reason in refused.value.reasons]


def test_the_language_it_is_written_in_needs_no_signature(draft, member):
    with pytest.raises(deeds.NotNow):
        deeds.sign(draft, draft.source_language, by=member, seen=text_hash(draft, draft.source_language), today=DAY)


def test_a_questionnaire_that_asks_for_no_rating_is_not_published(draft, member, secretariat):
    for item in draft.items.filter(role="rating"):
        questions.remove(item, by=secretariat)
    sign_all(draft, member)

    with pytest.raises(deeds.NotYet) as refused:
        deeds.publish(draft, today=DAY)
    assert [str(reason) for reason in refused.value.reasons] == ["It asks for no rating yet."]


def test_a_copy_asks_the_same_under_the_same_codes(draft, member, secretariat):
    old = published(draft, member)
    before = fingerprint(old)

    copy, is_new = deeds.copy(old, by=secretariat)

    assert is_new
    assert (copy.number, copy.state, copy.edited_by, copy.content_hash) == (2, State.DRAFT, secretariat, "")
    assert list(copy.items.values_list("code", "text_sv", "dimension__code", "scale")) == list(
        old.items.values_list("code", "text_sv", "dimension__code", "scale")
    )
    assert set(copy.items.values_list("comparability", flat=True)) == {Item.Comparability.SAME}
    assert set(copy.dimensions.values_list("questionnaire", flat=True)) == {copy.pk}
    assert deeds.copy(old, by=secretariat) == (copy, False), "one draft at a time"
    assert fingerprint(Questionnaire.objects.get(pk=old.pk)) == before


def test_only_the_newest_version_is_copied(draft, member, secretariat):
    old = published(draft, member)
    newer, _is_new = deeds.copy(old, by=secretariat)
    publish(newer)

    with pytest.raises(deeds.NotNow):
        deeds.copy(old, by=secretariat)


def test_S_11_new_words_need_a_word_on_comparing_before_they_are_published(draft, member, secretariat):
    copy, _is_new = deeds.copy(published(draft, member), by=secretariat)
    item = copy.items.get(code="ACC1")
    questions.write(item, in_languages("text", "Quite another thing"), by=secretariat)
    sign_all(copy, member)

    with pytest.raises(deeds.NotYet) as refused:
        deeds.publish(copy, today=DAY)
    assert "ACC1" in str(refused.value.reasons[0])

    questions.write(item, {"comparability": "reworded", "comparability_reason": "Shorter"}, by=secretariat)
    published(copy, member)
    assert items_before(copy)["ACC1"].text_en == "Words of ACC1"


def test_a_draft_is_thrown_away_and_a_version_is_not(draft, member, secretariat):
    old = published(draft, member)
    copy, _is_new = deeds.copy(old, by=secretariat)

    deeds.discard(copy)
    deeds.discard(copy)

    assert not Questionnaire.objects.filter(pk=copy.pk).exists()
    with pytest.raises(deeds.NotNow):
        deeds.discard(old)


def test_a_draft_a_survey_was_planned_with_stays(draft):
    make_campaign(questionnaire=draft, state="planned")

    with pytest.raises(deeds.NotNow):
        deeds.discard(draft)


def test_retired_and_used_again(draft, member):
    with pytest.raises(deeds.NotNow):
        deeds.retire(draft)
    old = published(draft, member)

    for deed, state in ((deeds.retire, State.RETIRED), (deeds.use_again, State.PUBLISHED)):
        deed(old)
        deed(old)
        old.refresh_from_db()
        assert old.state == state


def test_S_11_nothing_is_written_into_a_version(draft, member, secretariat):
    old = published(draft, member)
    item, dimension = old.items.first(), old.dimensions.first()
    words = in_languages("text", "New")

    for deed in (
        lambda: deeds.write(old, {"title_en": "Other"}, by=secretariat),
        lambda: questions.add_item(old, {"code": "N", "role": "text", **words}, by=secretariat),
        lambda: questions.add_dimension(old, {"code": "N", **in_languages("name", "New")}, by=secretariat),
        lambda: questions.write(item, {"is_reversed": True}, by=secretariat),
        lambda: questions.shift(item, step=1, by=secretariat),
        lambda: questions.remove(item, by=secretariat),
        lambda: questions.remove(dimension, by=secretariat),
    ):
        with pytest.raises(deeds.NotNow):
            deed()
    assert old.content_hash == fingerprint(Questionnaire.objects.get(pk=old.pk))


def test_a_code_is_taken_once(draft, secretariat):
    with pytest.raises(deeds.Taken):
        deeds.make({"code": "users", "audience": "users", "title_en": "Again"}, by=secretariat)

    assert (
        deeds.make({"code": "short", "audience": "users", "title_en": "Short"}, by=secretariat).edited_by == secretariat
    )
    assert Dimension.objects.filter(questionnaire__code="short").count() == 0
