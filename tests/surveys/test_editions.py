"""Editions: written by the secretariat, read by everybody, as far as each survey is open."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.models import Edition
from tests.factories import in_languages, make_institution
from tests.pages import squeezed
from tests.surveys.factories import make_draft, make_survey, publish

NEW = "/en/surveys/editions/new/"
DAYS = {"opens_on": "2030-03-01", "closes_on": "2030-03-31"}


@pytest.fixture
def asked(db):
    return publish(make_draft("users", code="asked"))


@pytest.fixture
def edition(asked) -> Edition:
    days = {"opens_on": date(2030, 3, 1), "closes_on": date(2030, 3, 31)}
    return Edition.objects.create(code="spring", questionnaire=asked, **days, **in_languages("title", "Spring round"))


def test_the_secretariat_makes_one(client, secretariat, asked):
    client.force_login(secretariat)

    done = client.post(NEW, {"title_bs": "Proljeće", "code": "spring", "questionnaire": asked.pk, **DAYS})

    assert done["Location"] == "/en/surveys/editions/spring/"
    assert Edition.objects.get().title_bs == "Proljeće"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "new"}, "This word is the address of another page"),
        ({"code": "spring"}, "There is an edition with this code."),
        ({"closes_on": "2030-03-01"}, "The last day must come after the first."),
        ({"title_en": ""}, "Write it in at least one language."),
        ({"questionnaire": "0"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_at_its_field(client, secretariat, edition, asked, typed, words):
    client.force_login(secretariat)
    said = {"title_en": "Autumn", "code": "autumn", "questionnaire": asked.pk, **DAYS}

    assert words in squeezed(client.post(NEW, said | typed))


def test_two_who_take_the_same_code_at_the_same_moment_are_told_apart(client, secretariat, edition, monkeypatch):
    monkeypatch.setattr("surveys.forms.editions.EditionForm.clean_code", lambda form: form.cleaned_data["code"])
    client.force_login(secretariat)

    answer = client.post(NEW, {"title_en": "x", "code": "spring", "questionnaire": edition.questionnaire_id, **DAYS})

    assert "There is an edition with this code." in squeezed(answer)


def test_with_surveys_in_it_only_words_and_days_change(client, secretariat, edition, institution):
    make_survey(institution, questionnaire=edition.questionnaire, edition=edition)
    client.force_login(secretariat)

    page = client.get("/en/surveys/editions/spring/edit/")
    said = {"title_en": "Round one", "code": "other", "seen": page.context["form"]["seen"].value(), **DAYS}
    client.post("/en/surveys/editions/spring/edit/", said)

    assert 'name="code"' not in squeezed(page)
    edition.refresh_from_db()
    assert (edition.code, edition.title_en) == ("spring", "Round one")


def test_visitors_see_who_is_open_and_not_who_is_planned(client, edition, institution, secretariat):
    shared = {"questionnaire": edition.questionnaire, "edition": edition}
    make_survey(institution, **shared, **in_languages("title", "Open one"), takes_part=True)
    planned = in_languages("title", "Planned one")
    make_survey(make_institution("Elsewhere", code="elsewhere"), state="planned", **shared, **planned)

    page = squeezed(client.get("/en/surveys/editions/spring/"))
    client.force_login(secretariat)
    whole = squeezed(client.get("/en/surveys/editions/spring/"))

    assert ("Open one" in page, "Planned one" in page, "Planned one" in whole) == (True, False, True)
    assert "Plan a survey in this edition" not in page
    assert "Spring round" in squeezed(client.get("/en/surveys/editions/"))


def test_nobody_plans_in_an_edition_that_is_over(client, secretariat, edition):
    client.force_login(secretariat)
    ahead = squeezed(client.get("/en/surveys/editions/spring/"))

    Edition.objects.update(opens_on=date(2018, 3, 1), closes_on=date(2018, 3, 31))

    assert "Plan a survey in this edition" in ahead
    assert "Plan a survey in this edition" not in squeezed(client.get("/en/surveys/editions/spring/"))


def test_an_edition_takes_few_queries_however_many_ask(client, edition, django_assert_max_num_queries):
    shared = {"questionnaire": edition.questionnaire, "edition": edition}
    for number in range(6):
        make_survey(make_institution(f"Body {number}", code=f"body-{number}"), **shared)

    with django_assert_max_num_queries(4):
        client.get("/en/surveys/editions/spring/")
