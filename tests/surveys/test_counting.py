"""Counting whole columns gives what counting person by person gives."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.layout import NONE, NOT_APPLICABLE, Counts, Layout, Question, count, nothing


def slowly(layout: Layout, rows: list[bytes]) -> Counts:
    """The same, one person after the other."""
    found = nothing(layout)
    for row in rows:
        found.n += 1
        for place, (question, code) in enumerate(zip(layout.questions, row, strict=True)):
            found.counts[layout.count_offsets[place] + question.slot(code)] += 1
            if layout.overall is not None:
                other = layout.questions[layout.overall]
                pair = question.slot(code) * other.slots + other.slot(row[layout.overall])
                found.joint[layout.joint_offsets[place] + pair] += 1
        for number, (index, places) in enumerate(layout.members.items()):
            said = [points for place in places if (points := exactly(layout.questions[place], row[place])) is not None]
            if len(said) >= layout.fewest(index):
                mean = round(100 * sum(said, Fraction()) / len(said))
                for power in range(3):
                    found.moments[3 * number + power] += mean**power
    return found


def exactly(question: Question, code: int) -> Fraction | None:
    if code in (NONE, NOT_APPLICABLE) or question.places < 2:
        return None
    share = Fraction(100 * (code - 1), question.places - 1)
    return 100 - share if question.is_reversed else share


@st.composite
def worlds(draw):
    questions = [
        Question(
            f"Q{number}",
            places=draw(st.sampled_from([1, 2, 4, 5, 7, 11, 40])),
            index=draw(st.sampled_from(["", "one", "two"])),
            is_reversed=draw(st.booleans()),
            is_rating=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    overall = draw(st.sampled_from([None, *range(len(questions))]))
    layout = Layout(questions, overall=overall, needs_all=frozenset(draw(st.sets(st.sampled_from(["one", "two"])))))
    codes = [st.sampled_from([NONE, *range(1, question.places + 1), NOT_APPLICABLE]) for question in questions]
    return layout, [bytes(row) for row in draw(st.lists(st.tuples(*codes), max_size=12))] if questions else []


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_columns_and_people_count_the_same(world):
    layout, rows = world

    assert count(layout, rows) == slowly(layout, rows)


def test_a_long_index_with_fine_scales_fits_its_lanes():
    layout = Layout([Question(f"Q{n}", 11 if n % 2 else 5, "one") for n in range(80)], overall=79)
    rows = [bytes(question.places for question in layout.questions), bytes(80)] * 3

    assert count(layout, rows) == slowly(layout, rows)


def test_counts_of_nobody_are_nothing():
    layout = Layout([Question("A", 5, "one")], overall=0)

    assert count(layout, []) == nothing(layout)
