"""Every refusal has a page of ours, in three languages (H-12), and languages never stick or break (H-16, H-17)."""

from __future__ import annotations

import re
import threading

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from qmportal import urls

LANGUAGES = ("en", "bs", "sv")
INTERNALS = ("Traceback", "Exception", "/site-packages/", "Django", "qmportal.", "DEBUG", "a secret detail")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret detail")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a secret detail")


urlpatterns = [
    *[path(f"{language}/broken/", broken) for language in LANGUAGES],
    *[path(f"{language}/suspicious/", suspicious) for language in LANGUAGES],
    *urls.urlpatterns,
]
for handler in ("handler400", "handler403", "handler404", "handler500"):
    globals()[handler] = getattr(urls, handler)


def refused(status: str, language: str, member) -> HttpResponse:
    """Bring the refusal about."""
    client = Client(raise_request_exception=False)
    if status in {"500", "400", "405", "403"}:
        client.force_login(member)
    match status:
        case "400":
            return client.get(f"/{language}/suspicious/")
        case "400 host":
            return client.get(f"/{language}/", headers={"Host": "evil.example"})
        case "403":
            return client.get(f"/{language}/dashboards/records/invite/")
        case "403 csrf":
            return Client(enforce_csrf_checks=True).post(f"/{language}/accounts/login/")
        case "404":
            return client.get(f"/{language}/nowhere/")
        case "405":
            return client.get(f"/{language}/letters/1/resend/")
        case "429":
            answers = [client.post(f"/{language}/accounts/login/", {"login": "x"}) for _time in range(31)]
            return answers[-1]
        case "500":
            return client.get(f"/{language}/broken/")
    raise AssertionError(status)


STATES = ["400", "400 host", "403", "403 csrf", "404", "405", "429", "500"]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATES)
def test_H_12_refusals_have_our_design_and_language(status, language, member):
    answer = refused(status, language, member)

    text = answer.content.decode()
    assert answer.status_code == int(status[:3])
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert "css/portal" in text
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not [word for word in INTERNALS if word in text]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("status", STATES)
def test_H_12_refusals_are_translated(status, member):
    titles = {
        re.search(r"<h1[^>]*>(.*?)</h1>", refused(status, language, member).content.decode(), re.S).group(1)
        for language in LANGUAGES
    }

    assert len(titles) == 3


@override_settings(ROOT_URLCONF=__name__)
def test_P4_the_page_for_faults_needs_no_database(member, django_db_blocker):
    client = Client(raise_request_exception=False)
    client.force_login(member)
    with django_db_blocker.block():
        answer = client.get("/en/profile/")

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_H_16_languages_do_not_stick_to_threads():
    wrong = []

    def visit(start: int) -> None:
        client = Client()
        for number in range(30):
            language = LANGUAGES[(start + number) % 3]
            text = client.get(f"/{language}/accounts/login/").content.decode()
            if f'<html lang="{language}">' not in text or f'action="/{language}/accounts/login/"' not in text:
                wrong.append(language)
        connection.close()

    visitors = [threading.Thread(target=visit, args=(start,)) for start in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert wrong == []


@pytest.mark.parametrize(
    "wanted",
    [
        ",".join(["xx;q=0.1"] * 10_000),
        "../../etc/passwd",
        "en-" + "a" * 5000,
        "*",
        ";;;,,,",
        "en;q=nan",
        "\x80\xff",
        "%00",
        "sv" * 400,
    ],
)
def test_H_17_hostile_languages_lead_to_the_houses_own(wanted, client, db):
    assert client.get("/", headers={"Accept-Language": wanted})["Location"] == "/en/"


@pytest.mark.parametrize("cookie", ["../../etc", "xx", "en' OR 1=1", "sv\x00", "a" * 4000])
def test_H_17_hostile_language_cookies_are_ignored(cookie, client, db):
    client.cookies["django_language"] = cookie

    assert client.get("/")["Location"] == "/en/"
    assert client.get("/sv/accounts/login/").status_code == 200
