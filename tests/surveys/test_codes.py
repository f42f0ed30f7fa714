"""One-time codes: nobody guesses one, and none is anywhere but on the paper."""

from __future__ import annotations

import io
import logging
import math
import re
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from surveys.actions import posters
from surveys.actions.answering import ALPHABET, issue_codes, plain, submit
from surveys.models import Campaign, WaitingAnswer
from surveys.results.asking import layout_of
from surveys.results.links import short_link
from tests.surveys.factories import make_survey

TODAY = timezone.localdate()
CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")


@pytest.fixture
def survey(institution) -> Campaign:
    return make_survey(
        institution, state="planned", mode="codes", population=1500, address="counters",
        opens_on=TODAY, closes_on=TODAY + timedelta(days=9),
    )  # fmt: skip


@pytest.fixture
def url(survey) -> str:
    return f"/en/surveys/at/{survey.address}/codes/"


def codes_in(made: bytes) -> list[str]:
    return CODE.findall("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


def test_S_03_codes_are_beyond_guessing(survey):
    codes = [plain(code) for code in issue_codes(survey, 1000)]
    signs = Counter("".join(codes))
    entropy = -sum(share * math.log2(share) for share in (n / 10_000 for n in signs.values()))

    assert len(set(codes)) == 1000
    assert {len(code) for code in codes} == {10}
    assert set(signs) == set(ALPHABET)
    assert entropy * 10 > 49  # bits of a code; the whole alphabet gives 49.5
    assert max(Counter(code[:4] for code in codes).values()) <= 3  # nothing that codes begin with in common


def test_the_slips_are_readable_and_stored_nowhere(client, coordinator, survey, url):
    client.force_login(coordinator)

    answer = client.post(url, {"number": "12"})
    codes = codes_in(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert len(set(codes)) == 12
    assert codes != sorted(codes)
    assert PdfReader(io.BytesIO(answer.content)).metadata.title == "Survey"
    assert survey.codes.count() == 12


def test_a_code_of_a_slip_is_good_once(client, coordinator, survey, url):
    client.force_login(coordinator)
    code = codes_in(client.post(url, {"number": "1"}).content)[0]
    Campaign.objects.filter(pk=survey.pk).update(state="open")
    layout = layout_of(survey.questionnaire)

    submit(survey, bytes(layout.length), layout=layout, code=code.lower())

    assert (survey.codes.count(), WaitingAnswer.objects.count()) == (0, 1)


def test_S_08_no_code_is_in_a_page_log_trail_session_or_table(client, coordinator, survey, url, caplog, settings):
    client.force_login(coordinator)
    with caplog.at_level(logging.DEBUG):
        codes = codes_in(client.post(url, {"number": "20"}).content)
        pages = [client.get(url), client.get(survey.get_absolute_url(), follow=True), client.get("/en/my-work/")]
    places = [*(page.content.decode() for page in pages), caplog.text, *_whole_database()]

    assert len(codes) == 20
    assert "20 codes printed" in caplog.text
    for code in codes:
        assert not [place for place in places if code in place or plain(code) in place]


def _whole_database() -> list[str]:
    """Every row of every table as text, sessions and trail among them, and what sessions hold."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" AS one')
            rows += [row[0] for row in cursor.fetchall()]
    return [*rows, *(str(session.get_decoded()) for session in Session.objects.all())]


def test_REQ_11_a_code_stands_in_no_path_and_no_query(survey):
    link = urlsplit(short_link(survey, "ABCDE-FGHJK"))

    assert (link.path, link.query, link.fragment) == ("/a/counters", "", "ABCDE-FGHJK")


def test_REQ_11_what_is_drawn_has_the_code_in_the_fragment(client, coordinator, url, monkeypatch):
    drawn: list[str] = []
    draw = posters._svg
    monkeypatch.setattr(posters, "_svg", lambda address: drawn.append(address) or draw(address))
    client.force_login(coordinator)

    codes = codes_in(client.post(url, {"number": "7"}).content)
    links = [urlsplit(address) for address in drawn]

    assert sorted(link.fragment for link in links) == sorted(codes)
    assert {(link.path, link.query) for link in links} == {("/a/counters", "")}


def test_codes_are_asked_for_by_post_only_and_only_as_many_as_people(client, coordinator, survey, url):
    client.force_login(coordinator)

    page = client.get(url, {"number": "5"})
    refused = client.post(url, {"number": "1000"}), client.post(url, {"number": "1000"})

    assert page["Content-Type"].startswith("text/html")
    assert "no-store" in page["Cache-Control"]
    assert [answer["Content-Type"][:9] for answer in refused] == ["applicati", "text/html"]
    assert "500 more codes can be printed" in refused[1].content.decode()
    assert survey.codes.count() == 1000


@pytest.mark.parametrize("number", ["", "0", "-1", "1001", "x", "1e3", "9" * 30])
def test_nonsense_prints_nothing(client, coordinator, survey, url, number):
    client.force_login(coordinator)

    answer = client.post(url, {"number": number})

    assert (answer.status_code, answer["Content-Type"][:9]) == (200, "text/html")
    assert not survey.codes.exists()


def test_codes_of_an_open_survey_are_neither_made_nor_voided(client, coordinator, survey, url):
    client.force_login(coordinator)
    client.post(url, {"number": "3"})
    Campaign.objects.filter(pk=survey.pk).update(state="open")

    assert client.post(url, {"number": "3"}).status_code == 409
    client.post(f"{url}void/")
    assert survey.codes.count() == 3
