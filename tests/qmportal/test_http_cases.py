"""Caches, hosts, methods and left-overs, by the numbers of the catalogue of faults and attacks (H)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.qmportal.production import production_settings
from tests.qmportal.shared_cache import SharedCache

PUBLIC = ["", "guidelines/", "work-plans/", "institutions/", "meetings/", "surveys/", "history/"]
PRIVATE = ["my-work/", "profile/", "letters/", "accounts/email/", "accounts/2fa/", "accounts/password/change/"]
LANGUAGES = ("en", "bs", "sv")


def cookie_of(person) -> str:
    client = Client()
    client.force_login(person)
    return f"sessionid={client.cookies['sessionid'].value}"


@pytest.mark.parametrize("where", [*PRIVATE, *PUBLIC, "nowhere/"])
def test_H_01_what_is_made_for_a_person_is_stored_nowhere(where, client, member):
    client.force_login(member)

    control = client.get(f"/en/{where}")["Cache-Control"]

    assert "private" in control
    assert "no-store" in control


@pytest.mark.parametrize("where", ["login/", "password/reset/"])
def test_H_01_pages_with_a_form_for_visitors_are_stored_nowhere(where, client, db):
    control = client.get(f"/en/accounts/{where}")["Cache-Control"]

    assert "private" in control
    assert "no-store" in control


def test_H_02_a_shared_cache_never_crosses_people(member, lead, activity):
    cache = SharedCache(Client())
    pages = [f"/en/{page}" for page in (*PUBLIC, *PRIVATE)] + [activity.get_absolute_url()]
    visits = [(member, "Member"), (None, None), (lead, "Lead"), (None, None)]

    for path in pages:
        for person, name in visits:
            headers = {"Cookie": cookie_of(person)} if person else {}
            answer = cache.get(path, **headers)
            text = answer.content.decode()
            for somebody in ("Member", "Lead"):
                named = f'<span class="whoami__name">{somebody}</span>' in text
                assert named is (somebody == name and answer.status_code == 200), path

    assert cache.hits >= len(PUBLIC) - 1


def test_H_03_a_shared_cache_never_crosses_languages(activity):
    cache = SharedCache(Client())

    for _round in range(2):
        for wanted in ("en", "bs", "sv", "fi,bs;q=0.5", "sv-FI"):
            for language in LANGUAGES:
                for page in PUBLIC:
                    answer = cache.get(f"/{language}/{page}", **{"Accept-Language": wanted})
                    found = answer.content.decode() if answer.status_code == 200 else answer["Location"]
                    assert f'<html lang="{language}">' in found or found.startswith(f"/{language}/")

    assert cache.hits


@pytest.mark.parametrize(
    ("wanted", "language"), [("bs", "bs"), ("sv-FI,sv;q=0.9", "sv"), ("fi", "en"), ("", "en"), ("fi,bs;q=0.5", "bs")]
)
def test_H_03_the_first_address_leads_everybody_to_her_language(wanted, language, db):
    cache = SharedCache(Client())
    for other in ("en", "bs", "sv"):
        cache.get("/", **{"Accept-Language": other})

    assert cache.get("/", **{"Accept-Language": wanted})["Location"] == f"/{language}/"


POISON = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "evil",
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-Forwarded-Scheme": "evil",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example",
}


@pytest.mark.parametrize("where", PUBLIC)
@pytest.mark.parametrize("header", POISON)
def test_H_04_headers_leave_no_trace_in_a_page(where, header, client, db):
    clean = client.get(f"/en/{where}")

    poisoned = client.get(f"/en/{where}", headers={header: POISON[header]})

    assert poisoned.content == clean.content
    assert poisoned.headers.items() == clean.headers.items()


@pytest.fixture
def installation(settings, db) -> Client:
    """A browser at portal.example, with the settings of an installation."""
    for name, value in production_settings().items():
        setattr(settings, name, value)
    return Client()


def ask(client: Client, host: str, path: str = "/en/guidelines/") -> int:
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    return client.get(path, headers=headers, secure=True).status_code


@pytest.mark.parametrize("host", ["portal.example", "PORTAL.example", "portal.example:443"])
def test_H_06_our_host_is_served(host, installation):
    assert ask(installation, "portal.example") == 200
    assert ask(installation, host) in {200, 400 if ":" in host else 200}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "",
        "portal.example:8443",
        "portal.example.",
        "portal.example, evil.example",
        "evil.portal.example",
        "portal.example@evil.example",
        "127.0.0.1",
        "[::1]",
        "portal.example/evil",
    ],
)
def test_H_06_odd_hosts_are_refused(host, installation):
    assert ask(installation, host) == 400


def test_H_06_health_is_asked_from_inside_by_any_port(installation):
    assert ask(installation, "portal.example:8000", "/healthz") == 200


def crawl(language: str) -> list:
    """Answers of all public pages that links lead to, for a visitor without cookies."""
    seen, waiting, answers = set(), [f"/{language}/{page}" for page in PUBLIC], []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = Client().get(path)
        answers.append((path, answer))
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue  # files lead nowhere
        for part in answer.content.decode().split('href="')[1:]:
            link = part.partition('"')[0].partition("#")[0].partition("?")[0]
            if link.startswith(f"/{language}/") and "/accounts/" not in link:
                waiting.append(link)
    return answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_H_08_public_pages_set_no_cookie(language, activity):
    answers = crawl(language)

    assert len(answers) > len(PUBLIC)
    for path, answer in answers:
        assert not answer.cookies, path
        assert answer.streaming or b"csrfmiddlewaretoken" not in answer.content, path


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "https://testserver.evil.example"])
def test_H_10_no_other_site_gets_permission(origin, client, member):
    client.force_login(member)

    for path in ("/en/", "/en/profile/", "/healthz", "/en/accounts/login/"):
        for ask_how in (client.get, client.options):
            answer = ask_how(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
            assert not [name for name in answer.headers if name.startswith("Access-Control")]
            assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
            assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_H_10_a_form_from_another_site_is_refused(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    answer = client.post("/en/profile/", {"display_name": "x"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


LEFT_OVERS = [
    *(".git/config", ".git/HEAD", ".env", ".env.bak", ".data/secret-key", "settings.py", "qmportal/settings.py"),
    *("static/", "static/css/", "static/css/portal.css.map", "static/../manage.py", "static/%2e%2e/manage.py"),
    *("media/", "backup.sql", "dump.zip", "office/doc/", "__debug__/", "server-status", "phpinfo.php", "index.html~"),
]


@pytest.mark.parametrize("path", LEFT_OVERS)
def test_H_18_nothing_is_left_lying_about(path, client, db):
    assert client.get(f"/{path}", follow=True).status_code == 404 or path == "office/doc/"
    assert "SECRET" not in client.get(f"/{path}", follow=True).content.decode()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "GETS"])
def test_H_18_odd_methods_are_refused(method, client, db):
    answer = client.generic(method, "/en/", headers={"Cookie": "secret=1"})

    assert answer.status_code == 405
    assert "secret=1" not in answer.content.decode()
