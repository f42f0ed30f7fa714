"""What people type, taken apart; forms, letters and mistakes that the search forgives."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from institutions.results.searching import asked, clean
from institutions.results.searching.inflections import forms
from institutions.results.searching.running import begin
from tests.pace import ON_THE_WALL, in_pace, pace_of

FAMILIES = {
    "bs": [
        "građanin građani građana građanima",
        "smjernica smjernice smjernicu smjernicama",
        "upitnik upitnika upitnici upitnike upitnicima",
        "službenik službenici službenika",
        "postupak postupka postupci postupku",
        "sastanak sastanka sastanci",
        "izvještaj izvještaja izvještaju izvještaji izvještajima",
        "prijedlog prijedloga prijedlozi",
        "odjel odjela odjelu odjeli",
        "rok roka rokovi rokova",
        "cilj cilja ciljevi ciljeva",
        "zaposleni zaposlenih zaposlenima",
        "zadovoljstvo zadovoljstva zadovoljstvom",
        "unapređenje unapređenja unapređenjem",
        "žalba žalbe žalbi žalbama",
        "institucija institucije institucijama",
    ],
    "sv": [
        "enkät enkäten enkäter enkäterna",
        "område områden området",
        "riktlinje riktlinjer riktlinjerna",
        "myndighet myndigheter myndigheterna",
        "åtgärd åtgärder",
        "möte möten mötet",
        "användare användarna",
        "utvärdering utvärderingar",
    ],
    "en": ["guideline guidelines", "survey surveys surveyed", "assessment assessments"],
}
PATIENCE = 60_000  # milliseconds; usually one or two
PLAIN = str.maketrans("čćšžåäöđ", "ccszaaod")
PAIRS = [
    (language, text, word)
    for language, families in FAMILIES.items()
    for family in families
    for text, word in permutations(family.split(), 2)
]


def found(language: str, text: str, typed: str) -> bool:
    query = begin([asked(typed, language)], patience=PATIENCE)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT qm_vector(%s, '', %s) @@ %s::tsquery", [language, text, query])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_forms_of_a_word_find_each_other_with_and_without_diacritics():
    missed = [
        (language, text, typed)
        for language, text, word in PAIRS
        for typed in (word, word.translate(PLAIN), word.upper())
        if not found(language, text, typed)
    ]

    assert missed == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Žalbe građana", "Zalbe gradjana", "Zalbe gradana"])
@pytest.mark.parametrize("typed", ["građani", "gradjani", "gradani", "GRAĐANIMA", "žalbe građana", "zalba gradjana"])
def test_d_with_stroke_is_dj_and_d(text, typed):
    assert found("bs", text, typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("survey users", True),
        ("users survey", True),
        ("survey employees", False),
        ('"survey of users"', True),
        ('"users of survey"', False),
        ("survey -employees", True),
        ("survey -users", False),
        ("employees or users", True),
        ("ISO 9001:2015", True),
        ("9001", True),
        ("the of", False),
    ],
)
def test_words_passages_minus_and_or(typed, is_found):
    assert found("en", "A survey of users, as in ISO 9001:2015", typed) is is_found


@pytest.mark.parametrize("typed", ["", "   ", "-", "- -", '"', '""', "or", "or or", "-survey", "!&|()", "\x00"])
def test_nothing_to_search_for_is_no_search(typed):
    assert not asked(typed, "en")


def test_unimportant_words_count_only_alone():
    assert asked("anketa za korisnike", "bs").words == ("anketa", "korisnike")
    assert asked("za", "bs").words == ("za",)


def test_X_13_what_is_typed_is_cut():
    assert len(clean("word " * 100_000)) <= 200
    assert len(asked("word " * 100_000, "en").words) <= 12


def test_the_word_itself_comes_first_among_its_forms():
    assert forms("Rokovi", "bs")[0] == "rokovi"
    assert forms("survey", "en") == ["survey"]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["en", "bs", "sv"]))
def test_X_07_whatever_is_typed_the_database_understands_it(text, language):
    search = asked(text, language)

    assert not search or begin([search], patience=PATIENCE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bomb", ["[" * 50_000, "](" * 30_000, "[a](" * 20_000, "[[#" * 20_000, "-" * 50_000, "a" * 60_000, "* " * 30_000]
)
def test_X_13_any_text_can_be_indexed(bomb):
    def indexed(text: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT qm_vector('bs', %s, %s)", [text[:200], text])
            return cursor.fetchone()[0]

    pace = pace_of(lambda: indexed("Pitaj svakog građanina dvaput godišnje. " * 1_250), ON_THE_WALL)

    assert in_pace(lambda: indexed(bomb), 50 * pace, ON_THE_WALL) is not None
