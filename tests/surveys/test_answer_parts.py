"""The form part by part, in another language, and how large it is."""

from __future__ import annotations

import gzip
import html
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from surveys.actions import doorkeeping
from surveys.models import Campaign, Questionnaire, WaitingAnswer
from tests.factories import make_campaign
from tests.surveys.forms import address_of, aged, post, running, solved, token_of, with_codes

pytestmark = pytest.mark.django_db
LARGEST = 60_000  # bytes of the form, before anything squeezes it


@pytest.fixture(autouse=True)
def quick_puzzles(monkeypatch):
    monkeypatch.setattr(doorkeeping, "BITS", 4)


@pytest.fixture
def survey():
    return running()


def hidden(page) -> dict[str, str]:
    """What the form would send along unseen."""
    found = re.findall(r'<input type="hidden"(?: id="\w+")? name="(\w+)" value="([^"]*)">', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


def asked(page) -> list[str]:
    return re.findall(r'class="ask" id="(q\d+)"', page.content.decode())


def test_part_by_part_nothing_is_lost(survey):
    address = f"{address_of(survey)}?by=group"
    page, seen = Client().get(address), []
    given = {"q1": "4", "q4": "2", "q3": "5", "q7": "1", "q8": "Some\nwords <b>", "q9": "3", "q10": "0"}
    for number in range(1, 7):
        assert f"Part {number} of 6" in page.content.decode()
        seen.append(asked(page))
        mine = {name: value for name, value in given.items() if name in asked(page)}
        said = {**hidden(page), **mine, "go": "send" if number == 6 else "next"}
        token = said["token"] = aged(said["token"])
        said["proof"] = solved(token)
        page = post(address, said)

    assert page.status_code == 302
    assert seen == [["q1", "q2"], ["q4", "q5"], ["q3", "q6"], ["q7"], ["q8"], ["q9", "q10"]]
    kept = WaitingAnswer.objects.get()
    assert bytes(kept.answers) == bytes([4, 0, 5, 2, 0, 0, 1, 3, 0])
    assert list(kept.texts.values()) == ["Some\nwords <b>"]


def test_back_and_hostile_numbers_of_parts(survey):
    address = f"{address_of(survey)}?by=group"

    def part(number: str, go: str) -> list[str]:
        return asked(post(address, {"token": "", "page": number, "go": go}))

    assert part("1", "back") == ["q1", "q2"]
    assert part("0", "back") == ["q1", "q2"]
    assert part("99", "next") == ["q9", "q10"]
    assert part("-7", "stay") == ["q1", "q2"]
    assert part("²", "next") == ["q4", "q5"]


def test_an_error_leads_to_its_part(survey):
    page = post(f"{address_of(survey)}?by=group", {"token": "", "page": "5", "go": "send", "q8": "x" * 2001})

    assert asked(page) == ["q8"]
    assert "no more than 2000" in page.content.decode()


@pytest.mark.parametrize("query", ["", "?by=group"])
def test_another_language_keeps_everything_and_the_same_page(survey, query):
    first = Client().get(address_of(survey) + query)
    assert f'formaction="/sv/answer/{survey.address}/{query}"' in first.content.decode()

    said = {**hidden(first), "q1": "3", "q8": "Ord", "proof": "77", "go": "stay"}
    page = post(address_of(survey, "sv") + query, said)

    assert page.status_code == 200
    assert 'lang="sv"' in page.content.decode()
    assert "Words of ACC1 (sv)" in page.content.decode()
    assert 'name="q1" value="3" checked' in page.content.decode()
    assert token_of(page) == token_of(first)
    assert hidden(page)["proof"] == "77"
    assert "Ord" in page.content.decode()


def test_the_code_goes_along_from_part_to_part():
    survey, codes = with_codes()
    page = post(f"{address_of(survey)}?by=group", {"token": "", "code": codes[0], "go": "next", "page": "0"})

    assert hidden(page)["code"] == codes[0]


def test_clearing_is_a_link_to_the_empty_form(survey):
    page = post(address_of(survey), {"token": "", "q8": "Away", "go": "stay"}).content.decode()

    assert ">Clear everything</a>" in page
    assert "Away" in page
    assert "Away" not in Client().get(address_of(survey)).content.decode()


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_starter_forms_are_light(language):
    call_command("load_starter", verbosity=0)

    for questionnaire in Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED):
        days = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate() + timedelta(days=1)}
        survey = make_campaign(questionnaire=questionnaire, state=Campaign.State.OPEN, **days)
        page = Client().get(address_of(survey, language))

        assert page.status_code == 200
        assert len(page.content) < LARGEST
        assert len(gzip.compress(page.content)) < LARGEST / 5
