"""Do the languages of a questionnaire ask the same?"""

from __future__ import annotations

import pytest

from qmportal.management.starter.questionnaires import load_questionnaires, load_scales
from surveys.models import Questionnaire
from surveys.results.gate import languages_of, obstacles
from surveys.results.parity import negates, remarks_on
from surveys.results.units import Unit, units_of
from tests.surveys.factories import make_draft


def unit(en: str, bs: str, sv: str = "Ord.", **fields) -> Unit:
    return Unit("ACC1", ("item", 1), {"en": en, "bs": bs, "sv": sv}, **{"is_rating": True, **fields})


def found(*units: Unit, source: str = "en", language: str = "bs") -> list[tuple[str, bool]]:
    return [(str(one.message), one.is_serious) for one in remarks_on(units, source=source, language=language)]


def test_what_says_the_same_needs_no_remark():
    assert found(unit("It was easy to find out whom to contact.", "Bilo je lako saznati kome se treba obratiti.")) == []


@pytest.mark.parametrize(
    ("en", "bs", "words"),
    [
        ("It was easy.", "", "Nothing is written here."),
        ("", "Bilo je lako.", "says nothing here"),
        ("I waited less than 30 days.", "Čekao sam manje od 15 dana.", "30"),
        ("I trust {institution}.", "Vjerujem instituciji.", "Placeholders"),
        ("The service of {institution} was fast.", "Usluga {institucija} je bila brza.", "Placeholders"),
        ("Read https://one.example first.", "Prvo pročitajte https://two.example.", "Placeholders"),
        ("I was not treated fairly.", "Prema meni se postupalo pravedno.", "denies"),
        ("Staff were helpful.", "Zaposleni nisu bili od pomoći.", "denies"),
        ("It was easy to find out whom to contact.", "It was easy to find out whom to contact.", ""),
    ],
)
def test_S_12_what_would_count_as_another_question_is_serious(en, bs, words):
    remarks = found(unit(en, bs))

    assert any(words in message and is_serious for message, is_serious in remarks)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I didn't have to wait.", "en", True),
        ("I never waited.", "en", True),
        ("Nobody notices.", "en", True),
        ("Nisam čekao.", "bs", True),
        ("Niko nikada nije čekao.", "bs", True),
        ("Čekao sam.", "bs", False),
        ("Jag behövde inte vänta.", "sv", True),
        ("Jag väntade aldrig.", "sv", True),
        ("Notices are clear.", "en", False),
    ],
)
def test_denying_is_seen_in_each_language(text, language, expected):
    assert negates(text, language) is expected


def test_only_what_people_agree_to_is_watched_for_denying():
    assert found(unit("Strongly disagree", "Uopće se ne slažem", is_rating=False)) == []


def test_lengths_are_only_hints():
    long = unit(
        "Short and good.",
        "Kratko i dobro, ali ovdje stoji još mnogo toga što se drugdje tek kasnije saznaje, pa i više od toga.",
    )

    assert found(long) == [("The translation is much longer than the source.", False)]
    assert ("This is long for a telephone.", False) in found(unit("Go. " * 90, "Idi. " * 90))


def test_two_questions_that_read_the_same_in_one_language_are_serious():
    one = unit("The office is easy to reach.", "Lako je doći.", family="item")
    copied = unit("The form is easy to fill in.", "Lako je doći.", family="item")
    twice = unit("The office is easy to reach.", "Lako je doći do nas.", family="item")

    assert ("The same words stand here twice.", True) in found(one, copied)
    assert ("The same words stand here twice.", False) in found(one, twice, language="en")


def test_the_source_itself_is_looked_at():
    assert found(unit("", "Bilo je lako."), language="en") == [("Nothing is written here.", True)]
    assert found(unit("", "", is_needed=False), language="bs") == []


@pytest.mark.parametrize("text", ["{" * 5000, "n't " * 3000, "[" * 5000 + "]" * 5000, "%(" * 4000, "ne " * 5000, "\0"])
def test_hostile_words_only_take_their_time(text):
    assert isinstance(found(unit(text, text + "1")), list)


@pytest.mark.django_db
def test_every_text_of_a_questionnaire_is_looked_at_once(django_assert_num_queries):
    draft = Questionnaire.objects.whole().get(pk=make_draft().pk)

    with django_assert_num_queries(0):
        labels = [str(one.label) for one in units_of(draft)]

    assert labels[:6] == [
        "title",
        "introduction",
        "words before the statements",
        "words before the questions on importance",
        "closing words",
        "ACC",
    ]
    assert {"OPN1", "PRF1: a", "AGREE: na"} < set(labels)
    assert len(labels) == len(set(labels))


@pytest.mark.django_db
def test_the_questionnaires_we_ship_say_the_same_in_three_languages():
    load_scales()
    load_questionnaires()

    for asked in Questionnaire.objects.whole():
        found = [one for language in languages_of(asked) for one in language.remarks]
        assert [(str(one.unit.label), str(one.message)) for one in found] == []
        assert len(obstacles(asked, languages_of(asked))) == 2, "only the two signatures"
