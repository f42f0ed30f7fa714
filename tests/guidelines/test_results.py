"""Which text a reader gets of each clause."""

import pytest

from guidelines.results import read
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Bosnian is the source; English and Swedish follow it."""
    return make_edition(clauses=3, source_language="bs")


def reading(edition, language):
    return read(edition.clauses.all(), language, source=edition.source_language)


def test_a_current_translation_is_shown_as_it_is(edition):
    found = reading(edition, "sv")

    assert [(one.number, one.language, one.state) for one in found.passages] == [
        ("1", "sv", "current"),
        ("2", "sv", "current"),
        ("3", "sv", "current"),
    ]
    assert found.passages[0].heading == "Clause 1 (sv)"
    assert (found.stale, found.missing, found.is_missing) == ([], [], False)


def test_the_source_is_the_source(edition):
    assert {one.state for one in reading(edition, "bs").passages} == {"source"}


def test_a_changed_source_makes_that_clause_stale(edition):
    edition.clauses.filter(number="2").update(body_bs="Novi tekst.")

    found = reading(edition, "en")

    assert [one.number for one in found.stale] == ["2"]
    assert found.passages[1].html == "<p>Text of clause 2.</p>\n"


def test_a_clause_without_heading_and_text_comes_from_the_source(edition):
    edition.clauses.filter(number="3").update(heading_sv="", body_sv="")

    found = reading(edition, "sv")

    assert [one.number for one in found.missing] == ["3"]
    assert (found.passages[2].language, found.passages[2].heading) == ("bs", "Clause 3 (bs)")
    assert not found.is_missing


def test_heading_and_body_never_come_from_two_languages(edition):
    edition.clauses.filter(number="1").update(body_sv="")

    assert reading(edition, "sv").passages[0].html == ""


def test_where_nothing_is_translated_all_comes_from_the_source(edition):
    edition.clauses.update(heading_sv="", body_sv="")

    found = reading(edition, "sv")

    assert found.is_missing
    assert {one.language for one in found.passages} == {"bs"}


def test_where_even_the_source_is_missing_any_text_is_better(edition):
    edition.clauses.filter(number="1").update(heading_sv="", heading_bs="")

    assert reading(edition, "sv").passages[0].language == "en"


def test_a_clause_without_any_words_is_left_out(edition):
    edition.clauses.filter(number="1").update(heading_sv="", heading_bs=None, heading_en="")

    assert [one.number for one in reading(edition, "en").passages] == ["2", "3"]
