"""The page of a survey, and what a coordinator does with it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from surveys.models import Campaign
from tests.factories import in_languages
from tests.pages import squeezed
from tests.surveys.factories import answer, finish, make_survey

TODAY = timezone.localdate()
DAYS = {"opens_on": TODAY - timedelta(days=2), "closes_on": TODAY + timedelta(days=10)}
AT = {"address": "counters"}
URL = "/en/surveys/at/counters/"
LINK = 'href="/a/counters"'


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_visitors_learn_what_it_is_and_answer_it(client, institution):
    make_survey(institution, population=900, **AT, **DAYS)

    page = squeezed(client.get(URL))

    for words in ("Office of Records", "Users: whoever wishes", "900", "never from fewer than 10 answers", LINK):
        assert words in page
    for words in ("Answers so far", "Next step", "poster.pdf", "What can be done now"):
        assert words not in page


def test_with_codes_it_tells_where_the_code_is(client, institution):
    make_survey(institution, mode="codes", **AT, **DAYS)

    page = squeezed(client.get(URL))

    assert "has a code on paper" in page
    assert client.get(f"{URL}poster.pdf").status_code == 404


def test_nobody_answers_what_is_over(client, institution):
    make_survey(institution, **AT, opens_on=TODAY - timedelta(days=9), closes_on=TODAY - timedelta(days=1))

    assert LINK not in squeezed(client.get(URL))


def test_REQ_8_the_page_is_the_same_before_and_after_an_answer(client, coordinator, institution):
    survey = make_survey(institution, population=200, invited=200, **AT, **DAYS)
    Campaign.objects.filter(pk=survey.pk).update(shown_count=40)
    client.force_login(coordinator)

    before = _without_token(client.get(URL))
    answer(survey, 1)

    assert _without_token(client.get(URL)) == before
    assert "at least 40 (about 20% of the people reached)" in before


def _without_token(page) -> str:
    """The page without the token that is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", squeezed(page))


@pytest.mark.parametrize(
    ("facts", "shown"), [({"shown_count": 0}, "not told yet"), ({"shown_count": 5, "population": 8}, "not told yet")]
)
def test_small_numbers_are_not_told(client, coordinator, institution, facts, shown):
    survey = make_survey(institution, **AT, **DAYS)
    Campaign.objects.filter(pk=survey.pk).update(**facts)
    client.force_login(coordinator)

    assert shown in squeezed(client.get(URL))


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"state": "planned"}, "Look through the plan"),
        ({"state": "planned", "mode": "codes"}, "No codes have been printed."),
        ({"opens_on": TODAY + timedelta(days=2)}, "The survey takes answers from"),
        ({}, "hang up the poster"),
        ({"mode": "codes"}, "let everybody draw one"),
        ({"closes_on": TODAY - timedelta(days=1)}, "closes by itself within the hour"),
        ({"state": "closed"}, "sealed by themselves a day after closing"),
        ({"state": "sealed"}, "Release the results."),
    ],
    ids=str,
)
def test_the_next_step_is_told(client, coordinator, institution, facts, step):
    make_survey(institution, **AT, **DAYS | facts)
    client.force_login(coordinator)

    assert step in squeezed(client.get(URL))


def test_the_next_step_leads_where_it_is_done(client, coordinator, secretariat, institution):
    survey = make_survey(institution, **AT, **DAYS)
    answer(survey, 12)
    finish(survey)
    link = f'<a class="btn" href="{URL}release/">'

    client.force_login(coordinator)
    assert link in squeezed(client.get(URL))
    client.force_login(secretariat)
    assert link not in squeezed(client.get(URL))


def test_it_takes_few_queries_however_much_is_declared(client, institution, django_assert_max_num_queries):
    make_survey(institution, **AT, **DAYS)

    with django_assert_max_num_queries(5):
        client.get(URL)


def test_it_is_opened_after_reading_the_promise(client, coordinator, institution):
    survey = make_survey(institution, state="planned", **AT, **DAYS)
    client.force_login(coordinator)

    page = squeezed(client.get(f"{URL}open/"))
    done = client.post(f"{URL}open/")
    again = client.post(f"{URL}open/")

    assert "never from fewer than 10 answers" in page
    assert "Words of PRF1" in page
    assert [done["Location"], again["Location"]] == [URL, URL]
    survey.refresh_from_db()
    assert survey.state == "open"


def test_with_an_obstacle_it_stays_planned(client, coordinator, institution):
    make_survey(institution, state="planned", mode="codes", **AT, **DAYS)
    client.force_login(coordinator)

    refused = client.post(f"{URL}open/")

    assert refused.status_code == 409
    assert "No codes have been printed." in squeezed(refused)


def test_it_is_extended_with_the_typed_day_kept(client, coordinator, institution):
    survey = make_survey(institution, **AT, **DAYS)
    client.force_login(coordinator)
    early = (TODAY + timedelta(days=1)).isoformat()

    refused = client.post(f"{URL}extend/", {"closes_on": early})
    client.post(f"{URL}extend/", {"closes_on": (TODAY + timedelta(days=30)).isoformat()})

    assert "Choose a later day." in squeezed(refused)
    assert f'value="{early}"' in squeezed(refused)
    survey.refresh_from_db()
    assert survey.closes_on == TODAY + timedelta(days=30)


@pytest.mark.parametrize("step", ["edit", "delete", "breakdowns", "codes"])
def test_what_an_open_survey_refuses_is_explained(client, coordinator, institution, step):
    make_survey(institution, **AT, **DAYS)
    client.force_login(coordinator)

    answer = client.post(f"{URL}{step}/")

    assert answer.status_code == (200 if step == "codes" else 409)
    assert "not possible in the present state" in squeezed(answer)


@pytest.mark.parametrize("step", ["open", "edit", "extend", "numbers", "breakdowns", "delete"])
def test_what_somebody_else_deleted_meanwhile_is_not_found(client, coordinator, institution, step, monkeypatch):
    survey = make_survey(institution, state="planned", **AT, **DAYS)
    gone = Campaign(pk=survey.pk + 1_000_000, institution=institution, address="counters")
    monkeypatch.setattr("surveys.views.running.find_campaign", lambda *_facts: gone)
    client.force_login(coordinator)

    assert client.post(f"{URL}{step}/").status_code == 404


def test_numbers_are_put_right_afterwards(client, coordinator, institution):
    survey = make_survey(institution, population=300, **AT, **DAYS)
    client.force_login(coordinator)

    refused = client.post(f"{URL}numbers/", {"invited": "301", "undeliverable": "302"})
    client.post(f"{URL}numbers/", {"invited": "250", "undeliverable": "7"})

    assert "No more people can be asked" in squeezed(refused)
    assert "out of reach than were asked" in squeezed(refused)
    survey.refresh_from_db()
    assert (survey.invited, survey.undeliverable) == (250, 7)


def test_a_plan_is_deleted_after_asking(client, coordinator, institution):
    make_survey(institution, state="planned", **AT, **DAYS)
    client.force_login(coordinator)

    assert "worthless" in squeezed(client.get(f"{URL}delete/"))
    assert client.post(f"{URL}delete/")["Location"] == "/en/surveys/"
    assert client.post(f"{URL}delete/").status_code == 404


@pytest.mark.parametrize(("language", "until"), [("en", "Until"), ("bs", ""), ("sv", "")])
def test_the_poster_is_a_readable_page_in_each_language(client, institution, language, until):
    make_survey(institution, **AT, **DAYS, **in_languages("title", 'Counters #read("x") $ *'))

    made = client.get(f"/{language}/surveys/at/counters/poster.pdf")
    reader = PdfReader(io.BytesIO(made.content))

    assert made["Content-Type"] == "application/pdf"
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == language
    for words in ("/a/counters", 'Counters #read("x") $ *', until):
        assert words in " ".join(reader.pages[0].extract_text().split())
