"""Origins of translated rows: what is missing, older than its source, up to date; and what changes nothing."""

from __future__ import annotations

import pytest

from institutions.actions import wordings
from institutions.actions.wordings import RowState
from institutions.models import Subgroup, Wording
from tests.factories import make_institution, make_subgroup


@pytest.fixture
def row(db):
    return make_institution("Archive")


def states(row):
    words = wordings.words_of(row)
    return dict(wordings.standing(words, wordings.noted_of(type(row), [row.pk]).get(row.pk, {})).states)


def change(row, by=None, **said):
    """Save as the office does."""
    before = wordings.words_of(row)
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    wordings.note(row, before=before, by=by)


def test_words_nobody_noted_anything_about_are_taken_as_they_are(row):
    assert states(row) == {"bs": RowState.SOURCE, "en": RowState.CURRENT, "sv": RowState.CURRENT}


def test_a_change_of_the_source_makes_the_others_older(row):
    change(row, name_bs="Drugo ime")

    assert states(row) == {"bs": RowState.SOURCE, "en": RowState.STALE, "sv": RowState.STALE}


def test_a_translation_that_is_saved_follows_the_present_source(row, member):
    change(row, name_bs="Drugo ime")

    change(row, by=member, name_sv="Annat namn")

    assert states(row)["sv"] == RowState.CURRENT
    assert states(row)["en"] == RowState.STALE
    assert Wording.objects.get(language="sv").noted_by == member


@pytest.mark.parametrize("said", [{"website": "https://archive.example"}, {"name_bs": "Archive  (bs) "}])
def test_a_save_again_and_white_space_make_nothing_older(row, said):
    wordings.fill()

    change(row, **said)

    assert states(row)["en"] == states(row)["sv"] == RowState.CURRENT


def test_a_field_that_lacks_a_language_is_part_of_a_translation(row):
    change(row, description_bs="Opis.", name_sv="")

    assert states(row) == {"bs": RowState.SOURCE, "en": RowState.PARTIAL, "sv": RowState.MISSING}


def test_confirming_says_that_nothing_has_to_change(row, member):
    change(row, name_bs="Drugo ime")
    seen = wordings.words_of(row).prints["bs"]

    wordings.confirm(row, "sv", by=member, seen=seen)
    wordings.confirm(row, "sv", by=member, seen=seen)

    assert states(row)["sv"] == RowState.CONFIRMED
    assert states(row)["en"] == RowState.STALE


def test_nothing_is_confirmed_that_was_not_seen(row, member):
    change(row, name_bs="Drugo ime")
    seen = wordings.words_of(row).prints["bs"]
    change(row, name_bs="Treće ime")

    with pytest.raises(wordings.ChangedMeanwhile):
        wordings.confirm(row, "sv", by=member, seen=seen)


def test_without_the_set_language_the_first_with_words_is_the_source(db):
    row = Subgroup.objects.create(code="x", name_en="Surveys", name_sv="Enkäter")

    assert states(row) == {"en": RowState.SOURCE, "sv": RowState.CURRENT, "bs": RowState.MISSING}


def test_words_that_come_to_the_set_language_become_the_source(db):
    row = Subgroup.objects.create(code="x", name_en="Surveys", name_sv="Enkäter")
    wordings.fill()

    change(row, name_bs="Ankete")
    assert set(states(row).values()) == {RowState.SOURCE, RowState.CURRENT}
    change(row, name_bs="Ispitivanja")

    assert states(row) == {"bs": RowState.SOURCE, "en": RowState.STALE, "sv": RowState.STALE}


def test_filling_notes_everything_once(row):
    make_subgroup("Quality")

    assert wordings.fill() == 4
    assert wordings.fill() == 0


def test_words_of_a_row_nobody_translates_are_nothing(member):
    assert wordings.words_of(member) is None
    wordings.note(member, before=None, by=None)
    assert not Wording.objects.exists()


def test_many_rows_take_as_many_queries_as_one(row, django_assert_num_queries):
    wordings.standings(type(row).objects.all())
    with django_assert_num_queries(2):
        assert len(wordings.standings(type(row).objects.all())) == 1
    for number in range(3):
        make_institution(f"Body {number}")

    with django_assert_num_queries(2):
        assert len(wordings.standings(type(row).objects.all())) == 4


def test_a_field_without_words_is_no_part_of_the_fingerprint(row):
    before = wordings.words_of(row).prints["bs"]

    type(row).objects.filter(pk=row.pk).update(description_bs="", short_name_bs="")
    assert wordings.words_of(row).prints["bs"] == before

    type(row).objects.filter(pk=row.pk).update(name_bs="", short_name_bs=row.name_bs)
    assert wordings.words_of(row).prints["bs"] != before
