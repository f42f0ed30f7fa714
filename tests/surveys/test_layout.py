"""Who counts in an index: half of its questions answered, or all of them where it says so."""

from __future__ import annotations

import pytest

from surveys.models import Item
from surveys.results.asking import layout_of
from surveys.results.layout import ALL_RATINGS, Layout, Question, count
from tests.surveys.factories import make_draft

QUESTIONS = [
    Question("A", 5, "one"),
    Question("B", 5, "one"),
    Question("C", 5, "two", is_reversed=True),
    Question("D", 5, is_rating=True),
    Question("Z", 5),
]


def moments(rows, **options):
    layout = Layout(QUESTIONS, overall=4, **options)
    found = count(layout, [bytes(row) for row in rows]).moments
    return {name: found[3 * place : 3 * place + 3] for place, name in enumerate(layout.indexes)}


def test_half_of_the_questions_are_enough():
    assert moments([[5, 0, 0, 0, 1]])["one"] == [1, 10_000, 10_000**2]


def test_a_dimension_may_need_them_all():
    found = moments([[5, 0, 1, 0, 1], [5, 3, 1, 0, 1]], needs_all=frozenset({"one"}))

    assert found["one"] == [1, 7_500, 7_500**2]
    assert found["two"] == [2, 20_000, 2 * 10_000**2]


def test_the_index_over_all_ratings_comes_last_and_leaves_out_what_is_no_rating():
    found = moments([[5, 5, 1, 1, 1], [5, 0, 0, 0, 5]])

    assert list(found) == ["one", "two", ALL_RATINGS]
    assert found[ALL_RATINGS] == [1, 7_500, 7_500**2]


@pytest.mark.django_db
def test_a_questionnaire_says_which_dimension_needs_all():
    asked = make_draft()
    asked.dimensions.filter(code="STF").update(needs_all=True)
    layout = layout_of(asked)

    assert layout.indexes == ["ACC", "STF", ALL_RATINGS]
    assert [layout.fewest(name) for name in layout.indexes] == [1, 2, 2]
    assert sum(question.is_rating for question in layout.questions) == asked.items.filter(role=Item.Role.RATING).count()
