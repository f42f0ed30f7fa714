"""No name and no address of anybody known stays in a public text, however it is spelt and bent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.results import reducing
from meetings.results.reducing import Known, has_internal, public_text, reducer
from tests.pace import in_pace, pace_of

OFFICE = "Ured za reformu"
PEOPLE = [
    Known("Kenan Hodžić", OFFICE, "kenan.hodzic@office.example"),
    Known("Amira Đurić", "Agencija za statistiku"),
    Known("Petar Ćorić", "Škola uprave"),
    Known("Anna Lindqvist", "Registerverket"),
    Known("Koordinator, Ured za reformu Exemple", "Ured"),
]


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("Kenan Hodžić je rekao.", "Ured za reformu je rekao."),
        ("Riječ ima Hodžić Kenan.", "Riječ ima Ured za reformu."),
        ("Prijedlog Kenana Hodžića i Amire Đurić.", "Prijedlog Ured za reformu i Agencija za statistiku."),
        ("Hodžićev prijedlog, Amirino pitanje.", "Ured za reformu prijedlog, Agencija za statistiku pitanje."),
        ("KENAN HODZIC; Djuric; Petru; Corica", "Ured za reformu; Agencija za statistiku; Škola uprave; Škola uprave"),
        ("Anna Lindqvists förslag, Annas fråga.", "Registerverket förslag, Registerverket fråga."),
        ("Pišite na kenan.hodzic@office.example ili x@y.example.", "Pišite na Ured za reformu ili …."),
        ("Koordinator, Ured za reformu Exemple, pita; svaki koordinator zna.", "Ured, pita; svaki koordinator zna."),
        ("Grupa se slaže. Sarajevo, 5. maj.", "Grupa se slaže. Sarajevo, 5. maj."),
        ("kenanski i hodžinski nisu imena", "kenanski i hodžinski nisu imena"),
    ],
)
def test_people_become_their_institutions(said, public):
    assert public_text(said, PEOPLE) == public


def test_internal_passages_are_left_out():
    text = "Prvo.\n\n::: internal\nSamo za nas.\n\nI ovo.\n:::\n\nDrugo."

    assert has_internal(text)
    assert public_text(text, []) == "Prvo.\n\nDrugo."
    assert public_text("Prvo.\n\n::: internal\nbez kraja", []) == "Prvo."
    assert not has_internal("Prvo ::: internal, u rečenici")


@pytest.mark.parametrize("mark", ["::: Internal", "  ::: internal", ":::internal ", "::: INTERNAL"])
def test_a_mark_that_is_written_a_little_otherwise_still_hides(mark):
    assert public_text(f"Prvo.\n\n{mark}\nSamo za nas.\n  :::\n\nDrugo.", []) == "Prvo.\n\nDrugo."


def test_the_patterns_of_names_are_made_once_for_all_texts(monkeypatch):
    made = []
    forms = reducing._forms
    monkeypatch.setattr(reducing, "_forms", lambda word: made.append(word) or forms(word))

    reduced = reducer(PEOPLE)
    counted = len(made)

    assert [reduced(f"Kenan Hodžić, {number}") for number in range(3)] == [f"{OFFICE}, {number}" for number in range(3)]
    assert len(made) == counted


def test_a_very_long_word_takes_no_time():
    pace = pace_of(lambda: public_text("riječ i " * 12_500, []))

    assert in_pace(lambda: public_text("a" * 100_000, []), 20 * pace) == "a" * 100_000


NAMES = st.text("abcčćdđefghijklmnoprsštuvzž", min_size=3, max_size=9).map(str.capitalize)


@given(
    names=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4),
    around=st.lists(st.text(" .,;()\n*[]#>-", min_size=1, max_size=6), min_size=4, max_size=4),
)
def test_no_known_name_is_ever_left(names, around):
    people = [Known(f"{first} {last}", "—", f"{first}.{last}@a.example") for first, last in names]
    said = " ".join(
        f"{space} {first} {last} {space} {last} {first} {last}a {first.upper()}@a.example"
        for (first, last), space in zip(names, around, strict=False)
    )

    public = public_text(said, people)

    for first, last in names:
        assert not re.search(rf"(?<!\w)(?:{first}|{last})(?!\w)", public, re.IGNORECASE)
    assert "@" not in public
