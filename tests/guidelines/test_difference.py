"""What differs between two texts: always both texts whole, word by word where it can be, in bounded time (X-13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.results.difference import Budget, Piece, difference, is_same
from tests.pace import in_pace, pace_of

LONG = 60_000
ORDINARY = "Ask every citizen twice a year, and write down what they say.\n" * (LONG // 63)
SOON = 10  # times as long as an ordinary text with a change in every line; the worst takes as long as that
WORDS = [f"w{number}" for number in range(12_000)]
SCRAMBLED = [WORDS[number * 7919 % len(WORDS)] for number in range(len(WORDS))]


def old_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "new")


def new_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "gone")


def test_words_are_compared_not_letters():
    pieces = difference("Ask every citizen.\n\nOnce a year.", "Ask every citizen and guest.\n\nTwice a year.")

    assert pieces == [
        Piece("same", "Ask every citizen"),
        Piece("new", " and guest"),
        Piece("same", ".\n\n"),
        Piece("gone", "Once"),
        Piece("new", "Twice"),
        Piece("same", " a year."),
    ]


def test_equal_texts_have_no_change():
    assert difference("Same.", "Same.") == [Piece("same", "Same.")]
    assert difference("", "") == []
    assert is_same(difference("a  b", "a b"))
    assert not is_same(difference("a b", "a c"))


def test_a_short_word_between_two_changes_goes_with_them():
    pieces = difference("red is warm today", "blue is cold today")

    assert pieces[:2] == [Piece("gone", "red is warm"), Piece("new", "blue is cold")]


@given(st.text(alphabet="ab čđ\n.", max_size=60), st.text(alphabet="ab čđ\n.", max_size=60))
def test_both_texts_can_be_read_from_it(old, new):
    pieces = difference(old, new)

    assert old_of(pieces) == old
    assert new_of(pieces) == new


HOSTILE = [
    ("[" * LONG, "(" * LONG),
    ("[]" * (LONG // 2), "][" * (LONG // 2)),
    ("a " * (LONG // 2), "a " * (LONG // 3)),
    ("a b " * (LONG // 4), "b a " * (LONG // 4)),
    (" ".join(WORDS), " ".join(SCRAMBLED)),
    ("\n".join(WORDS), "\n".join(SCRAMBLED)),
    (" ".join(WORDS), " ".join(reversed(WORDS))),
    ("x" * LONG, "y" * LONG),
    ("\u0301" * LONG, "a\u0301" * (LONG // 2)),
    (" " * LONG, "\t" * LONG),
]


@pytest.fixture(scope="module")
def pace() -> float:
    return pace_of(lambda: difference(ORDINARY, ORDINARY.replace("year", "month")))


@pytest.mark.parametrize(("old", "new"), HOSTILE, ids=range(len(HOSTILE)))
def test_x13_hostile_texts_take_bounded_steps(old, new, pace):
    def compared() -> tuple[Budget, list[Piece]]:
        budget = Budget()
        return budget, difference(old, new, budget)

    budget, pieces = in_pace(compared, SOON * pace)

    assert old_of(pieces) == old
    assert new_of(pieces) == new
    assert budget.steps > -LONG  # the last stretch may overdraw it


def test_texts_on_one_page_share_their_steps():
    budget = Budget(steps=10)

    pieces = difference("one two three four", "five six seven eight", budget)

    assert [piece.kind for piece in pieces] == ["gone", "new"]
    assert difference("one word", "one sign", budget) == [
        Piece("same", "one "),
        Piece("gone", "word"),
        Piece("new", "sign"),
    ]
