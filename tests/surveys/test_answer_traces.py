"""What nobody learns from an answer on its way: no cookie, no session, no log, no referrer, no order, no copy."""

from __future__ import annotations

import ast
import io
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import DataError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qmportal.logs import ANSWERED, HideSecrets
from surveys.actions import doorkeeping
from surveys.models import HeldAnswer, ParticipationCode, WaitingAnswer
from tests.surveys.forms import address_of, aged, post, proven, running, send, solved, token_of, with_codes

pytestmark = pytest.mark.django_db
ROOT = Path(django_settings.BASE_DIR)


@pytest.fixture(autouse=True)
def quick_puzzles(monkeypatch):
    """Numbers that are found at once, and nobody counted before."""
    monkeypatch.setattr(doorkeeping, "BITS", 4)
    doorkeeping.answers.forget()
    doorkeeping.wrong_codes.forget()


@pytest.fixture
def survey():
    return running()


@pytest.fixture
def log(settings):
    """Everything that would be logged, as the handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(HideSecrets())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    loggers = [logging.getLogger(), logging.getLogger("gunicorn.access")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_S_08_and_REQ_11_nothing_leads_to_a_code(client):
    survey, codes = with_codes()

    pages = [
        client.get(address_of(survey)),
        send(survey, client, code=codes[0]),
        client.get(f"{address_of(survey)}thanks/"),
    ]
    poster = client.get(f"/a/{survey.address}", headers={"Accept-Language": "sv"})

    assert poster.url == f"/sv/answer/{survey.address}/"
    for page in [*pages, poster]:
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert codes[0] not in page.content.decode() + str(page.headers)
    assert '<form method="post"' in pages[0].content.decode()
    assert not re.search(r"(src|href)=\"(https?:)?//", pages[0].content.decode()), (
        "no page of others is asked for anything"
    )


def test_REQ_12_a_member_answers_as_nobody(client, member, survey):
    client.force_login(member)
    client.cookies["messages"] = "x"

    with CaptureQueriesContext(connection) as queries:
        shown = client.get(address_of(survey))
        token = aged(token_of(shown))
        sent = send(survey, client, token=token, proof=solved(token), ACC1="1")
        thanked = client.get(sent.url)
        refused = client.post(address_of(survey), {"q1": "9"})

    assert [page.status_code for page in (shown, sent, thanked, refused)] == [200, 302, 200, 400]
    for page in (shown, sent, thanked, refused):
        assert not page.cookies
        assert not hasattr(page.wsgi_request, "user")
        assert not page.wsgi_request.COOKIES
        assert page.headers["Cache-Control"] == "no-store"
        assert "Cookie" not in page.headers.get("Vary", "")
    tables = re.findall(r'(?:FROM|INTO|UPDATE|JOIN) "?(\w+)', " ".join(query["sql"] for query in queries))
    assert not {table for table in tables if not table.startswith("surveys_") and table != "institutions_institution"}


def test_REQ_12_the_page_of_a_member_is_that_of_a_visitor(client, member, survey):
    client.force_login(member)

    def without_token(page):
        return page.content.decode().replace(token_of(page), "")

    assert without_token(client.get(address_of(survey))) == without_token(Client().get(address_of(survey)))


def test_REQ_8_the_form_shows_nothing_of_answers(survey):
    def page():
        shown = Client().get(address_of(survey))
        return shown.content.decode().replace(token_of(shown), "")

    before = page()
    assert proven(survey, ACC1="1").status_code == 302

    assert page() == before


def test_REQ_13_an_error_leaves_no_answer_anywhere(survey, log, monkeypatch):
    def fail(*_row, **given):
        raise DataError(f"Failing row contains ({given['answers']!r}, My words).")

    monkeypatch.setattr(WaitingAnswer.objects, "create", fail)
    token = aged(token_of(Client().get(address_of(survey))))
    page = send(survey, token=token, proof=solved(token), ACC1="3", OPN1="My words")

    assert page.status_code == 500
    assert "My words" in page.content.decode()
    assert "DataError" in log.getvalue()
    assert "My words" not in log.getvalue()
    assert "Failing row" not in log.getvalue()
    monkeypatch.undo()
    assert send(survey, token=token_of(page), proof=solved(token_of(page))).status_code == 302, "the page is still good"


def test_REQ_13_nor_does_an_error_nobody_thought_of(survey, log, monkeypatch):
    def fail(*_given, **_more):
        raise ValueError("My words")

    monkeypatch.setattr("surveys.views.answering.redirect", fail)
    response = proven(survey, Client(raise_request_exception=False), OPN1="My words")

    assert response.status_code == 500
    assert "ValueError" in log.getvalue()
    assert "My words" not in log.getvalue()


def test_REQ_11_no_line_of_a_log_tells_who_answered_when(survey, log):
    line = '203.0.113.9 - - [21/Nov/2017:18:00:00 +0100] "%s %s HTTP/1.1" 200'
    for path in (address_of(survey), address_of(survey, "sv"), f"/a/{survey.address}", f"{address_of(survey)}thanks/"):
        for method in ("GET", "POST"):
            logging.getLogger("gunicorn.access").info(line, method, path)
    logging.getLogger("gunicorn.access").info(line, "GET", "/static/js/answer.85081a33f214.js")
    Client().get("/en/answer/unknown/")
    send(survey, proof="", ACC1="1")
    Client().post(address_of(survey), {"q1": "9"})
    assert log.getvalue() == ""

    logging.getLogger("gunicorn.access").info(line, "GET", "/en/surveys/")
    assert "/en/surveys/" in log.getvalue(), "others are logged"


def test_REQ_11_nor_does_the_proxy_write_one():
    caddy = (ROOT / "deploy/Caddyfile").read_text()

    pattern = re.search(r"@answering path_regexp (\S+)\s+log_skip @answering", caddy)[1]
    for path in ("/en/answer/abc/", "/bs/answer/abc/thanks/", "/sv/answer/x/", "/a/abc"):
        assert re.search(pattern, path)
        assert ANSWERED.match(path)
    assert re.search(pattern, "/static/js/answer.85081a33f214.js")
    assert not re.search(pattern, "/en/work-plans/answer/abc/")


def test_REQ_14_no_function_of_a_person_or_an_address_is_kept(survey, monkeypatch):
    kept: list[str] = []
    monkeypatch.setattr(cache, "add", lambda *said, **more: kept.append(f"{said}{more}") or True)
    monkeypatch.setattr(cache, "set", lambda *said, **more: kept.append(f"{said}{more}"))
    client = Client(REMOTE_ADDR="203.0.113.77")
    token = aged(token_of(client.get(address_of(survey))))

    with CaptureQueriesContext(connection) as queries:
        assert send(survey, client, token=token, proof=solved(token)).status_code == 302

    assert len(kept) == 1, "only that the page is used up"
    assert "203.0.113" not in f"{kept}{[query['sql'] for query in queries]}"
    one, other = doorkeeping.Counter(window=60), doorkeeping.Counter(window=60)
    assert one._key(("x", "203.0.113.77")) != other._key(("x", "203.0.113.77")), "the salt is of this process"


def test_REQ_14_only_the_doorkeeper_and_the_codes_make_fingerprints():
    hashing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "surveys").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import) and {name.name for name in node.names} & {"hmac", "hashlib"}
    }
    source = (ROOT / "surveys/actions/doorkeeping.py").read_text()

    assert {path for path in hashing if "actions" in path} >= {"surveys/actions/doorkeeping.py"}
    assert not {path for path in hashing if "views" in path or "forms" in path}
    assert "SECRET_KEY" not in source
    assert not re.search(r"cache\.\w+\([^)]*(network|address)", source)


def test_REQ_14_what_is_remembered_of_pages_ends_at_the_same_hours(survey, monkeypatch):
    ends = set()
    monkeypatch.setattr(cache, "add", lambda _key, _one, timeout: ends.add(now.timestamp() // 1 + timeout) or True)
    start = timezone.now().replace(hour=1, minute=0, second=0)
    for minutes in range(0, 60, 7):
        now = start.replace(minute=minutes)
        doorkeeping.spend(doorkeeping.new_page(survey.address), now)

    assert len(ends) == 1


def test_S_13_visitors_share_no_page_and_need_no_cookie(survey):
    first, second = Client().get(address_of(survey)), Client().get(address_of(survey))
    assert token_of(first) != token_of(second)
    for page in (first, second):
        token = aged(token_of(page))
        assert send(survey, token=token, proof=solved(token)).status_code == 302
    assert WaitingAnswer.objects.count() == 2

    shared = aged(token_of(first), 70)  # somebody's cache gave both the same page
    answers = [send(survey, token=shared, proof=solved(shared), OPN1=words) for words in ("One", "Two")]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "press Send again" in answers[1].content.decode()
    fresh = aged(token_of(answers[1]))
    assert send(survey, token=fresh, proof=solved(fresh), OPN1="Two").status_code == 302
    assert WaitingAnswer.objects.count() == 4


def test_S_12_the_same_ballot_in_three_languages_is_the_same(survey):
    for language in ("en", "bs", "sv"):
        token = aged(token_of(Client().get(address_of(survey, language))))
        given = {"ACC1": "4", "STF2": "254", "OVR1": "2", "PRF1": "3", "OPN1": "Š"}
        assert send(survey, language=language, token=token, proof=solved(token), **given).status_code == 302

    rows = {(bytes(row.answers), row.d1, row.d2, row.d3, str(row.texts)) for row in WaitingAnswer.objects.all()}
    assert len(rows) == 1
    assert WaitingAnswer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_S_02_and_REQ_21_twenty_people_with_one_code_at_once(institution):
    survey, codes = with_codes()
    tokens = [aged(token_of(Client().get(address_of(survey)))) for _page in range(20)]

    def try_it(token: str) -> int:
        try:
            said = {"token": token, "go": "send", "code": codes[0], "q1": "1"}
            return post(address_of(survey), said).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        met = sorted(threads.map(try_it, tokens))

    assert met[0] == 302
    assert set(met[1:]) <= {409, 429}
    assert WaitingAnswer.objects.count() == 1
    assert ParticipationCode.objects.count() == 2
    assert not HeldAnswer.objects.exists()
