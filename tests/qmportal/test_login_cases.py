"""Attacks on sign-in and sessions, by the numbers of the catalogue of faults and attacks (L)."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD, make_user
from tests.qmportal.production import production_settings

LOGIN = "/en/accounts/login/"
SLOWED = "Too many failed login attempts"


def try_to_sign_in(client: Client, address: str, password: str = "wrong", **headers: str) -> str:
    """Return "in", "checked" or "slowed"."""
    answer = client.post(LOGIN, {"login": address, "password": password}, **headers)
    if answer.status_code == 302:
        return "in"
    return "slowed" if answer.status_code == 429 or SLOWED in answer.content.decode() else "checked"


def signed_in(client: Client) -> bool:
    return client.get("/en/profile/").status_code == 200


def test_L_01_guessing_one_account_is_slowed(client, member, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    results = []

    for _attempt in range(120):  # two a minute for an hour, each from another place
        results.append(try_to_sign_in(client, member.email, REMOTE_ADDR=f"192.0.2.{_attempt}"))
        time_machine.shift(30)

    assert results[:6] == ["checked"] * 5 + ["slowed"]
    assert results.count("checked") <= 100


def test_L_01_the_right_password_does_not_help_either_while_slowed(client, member):
    for _attempt in range(5):
        try_to_sign_in(client, member.email)

    assert try_to_sign_in(client, member.email, PASSWORD) == "slowed"


def test_L_02_one_password_on_many_accounts_is_slowed_by_source(client, db):
    results = [try_to_sign_in(client, f"person{number}@test.example") for number in range(40)]

    assert results.count("checked") == 10


@pytest.mark.parametrize("header", ["X_FORWARDED_FOR", "FORWARDED", "X_REAL_IP", "CLIENT_IP", "X_CLIENT_IP"])
def test_L_03_a_forged_address_gains_nothing(header, client, db):
    results = [
        try_to_sign_in(client, f"person{number}@test.example", **{f"HTTP_{header}": f"198.51.100.{number}"})
        for number in range(20)
    ]

    assert results.count("checked") == 10


def test_L_03_behind_one_proxy_only_its_own_word_counts(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    results = [
        try_to_sign_in(client, f"p{number}@test.example", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.9")
        for number in range(20)
    ]

    assert results.count("checked") == 10


@pytest.fixture
def three_addresses(member) -> list[str]:
    """Of a person, of nobody, and of a person who may not sign in."""
    disabled = make_user("disabled@test.example", is_active=False)
    return [member.email, "nobody@test.example", disabled.email]


def without_what_differs(text: str, address: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).replace(address, "ADDRESS")


@pytest.mark.parametrize(("url", "field"), [(LOGIN, "login"), ("/en/accounts/password/reset/", "email")])
def test_L_05_the_answer_does_not_tell_who_exists(url, field, three_addresses):
    answers = set()
    for address in three_addresses:
        answer = Client().post(url, {field: address, "password": "wrong"}, follow=True)
        text = without_what_differs(answer.content.decode(), address)
        answers.add((answer.status_code, tuple(answer.redirect_chain), text))

    assert len(answers) == 1


def test_L_08_a_session_known_before_is_worth_nothing(client, member):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    client.cookies["sessionid"] = known = session.session_key

    assert try_to_sign_in(client, member.email, PASSWORD) == "in"

    assert client.cookies["sessionid"].value != known
    assert not Session.objects.filter(session_key=known).exists()
    thief = Client()
    thief.cookies["sessionid"] = known
    assert not signed_in(thief)


def test_L_09_a_new_password_ends_all_other_sessions(member):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        try_to_sign_in(client, member.email, PASSWORD)

    new = "three quiet green lamps"
    here.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert signed_in(here)
    assert not signed_in(elsewhere)


def test_L_10_a_cookie_is_dead_after_signing_out(client, member):
    try_to_sign_in(client, member.email, PASSWORD)
    page = client.get("/en/profile/")
    cookie = client.cookies["sessionid"].value

    client.post("/en/accounts/logout/")

    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not signed_in(thief)
    assert "no-store" in page["Cache-Control"]


def test_L_10_signing_out_takes_a_button(client, member):
    client.force_login(member)

    client.get("/en/accounts/logout/")

    assert signed_in(client)


def test_L_11_switching_an_account_off_works_on_the_next_request(client, member):
    client.force_login(member)
    assert signed_in(client)

    type(member).objects.update(is_active=False)

    assert not signed_in(client)


def test_L_11_Z_12_leaving_an_institution_works_on_the_next_request(client, coordinator):
    client.force_login(coordinator)
    assert client.get("/en/dashboards/records/invite/").status_code == 200

    coordinator.affiliations.update(valid_to=timezone.localdate())

    assert client.get("/en/dashboards/records/invite/").status_code == 403
    assert "/en/dashboards/" not in client.get("/en/profile/").content.decode()


def test_Z_12_losing_a_role_in_the_group_works_on_the_next_request(client, secretariat, member):
    client.force_login(secretariat)
    assert client.get("/en/letters/").context["sees_all"]
    make_user(group_role="secretariat")  # somebody has to run the group

    secretariat.group_roles.update(valid_to=timezone.localdate())

    assert not client.get("/en/letters/").context["sees_all"]


def test_L_12_cookies_of_an_installation(member, settings):
    for name, value in production_settings().items():
        setattr(settings, name, value)
    client = Client(headers={"Host": "portal.example"})
    secure = {"secure": True, "HTTP_X_FORWARDED_PROTO": "https"}

    client.get(LOGIN, **secure)
    client.post(LOGIN, {"login": member.email, "password": PASSWORD}, **secure)
    kept = {"display_name": member.display_name, "language": member.language, "time_zone": member.time_zone}
    client.post("/en/profile/", kept, **secure)  # says that it is saved

    assert sorted(client.cookies) == ["__Host-csrf", "__Host-messages", "__Host-session"]
    for cookie in client.cookies.values():
        assert cookie["secure"] is True
        assert cookie["httponly"] is True
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_L_21_a_form_from_another_site_is_refused(member):
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value

    answer = client.post(LOGIN, {"login": member.email, "password": PASSWORD, "csrfmiddlewaretoken": token})

    assert answer.status_code == 403
    assert "Please send the form once more" in answer.content.decode()
    assert not signed_in(client)


ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "https://xn--vil-9na.example/",
    "javascript:alert(1)",
    "data:text/html,x",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_L_22_next_stays_on_the_host(target, client, member):
    inside = client.post(f"{LOGIN}", {"login": member.email, "password": PASSWORD, "next": target})
    outside = client.post("/en/accounts/logout/", {"next": target})

    assert inside["Location"] == "/en/my-work/"
    assert outside["Location"] == "/en/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_L_22_the_sign_in_page_and_language_links_stay_on_the_host(target, client, db):
    for path in (f"{LOGIN}?next={target}", f"/en/{target}", f"/{target}"):
        text = client.get(path, follow=False).content.decode()
        for link in re.findall(r'(?:href|action)="([^"]*)"', text):
            host = re.match(r"\s*(?:[a-z]+:)?[\\/]{2}([^/?#]*)", link)
            assert host is None or host.group(1) in {"localhost", "testserver"}, link
            assert not link.startswith(("javascript:", "data:"))


def test_L_22_next_inside_the_portal_works(client, member):
    answer = client.post(LOGIN, {"login": member.email, "password": PASSWORD, "next": "/sv/profile/"})

    assert answer["Location"] == "/sv/profile/"


def test_L_23_no_page_can_be_framed(client, member):
    client.force_login(member)

    for path in ("/en/", LOGIN, "/en/profile/", "/en/nowhere/", "/healthz", "/office/", "/"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
