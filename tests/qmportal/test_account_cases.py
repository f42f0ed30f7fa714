"""Attacks on passwords, second factors and addresses, by the numbers of the catalogue (L)."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from letters.models import Letter
from tests.factories import PASSWORD, make_institution
from tests.pace import in_pace, pace_of

LOGIN = "/en/accounts/login/"
RESET = "/en/accounts/password/reset/"
NEW = {"password1": "three quiet green lamps", "password2": "three quiet green lamps"}


def link_in_newest_letter() -> str:
    """The first link of the newest letter, without our own host."""
    return re.search(r"https://localhost(/\S+)", Letter.objects.latest("pk").body).group(1)


def open_reset_link(client: Client, link: str) -> str | None:
    """Where the form of the link is, or None when it no longer works."""
    answer = client.get(link, follow=True)
    return answer.request["PATH_INFO"] if 'name="password1"' in answer.content.decode() else None


@pytest.fixture
def link(client, member) -> str:
    client.post(RESET, {"email": member.email})
    return link_in_newest_letter()


def test_L_14_a_reset_link_works_once(client, member, link):
    client.post(open_reset_link(client, link), NEW)

    member.refresh_from_db()
    assert member.check_password(NEW["password1"])
    assert open_reset_link(Client(), link) is None


def test_L_14_a_reset_link_expires_after_three_hours(client, member, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    client.post(RESET, {"email": member.email})
    link = link_in_newest_letter()

    time_machine.shift(3 * 3600)
    assert open_reset_link(Client(), link)
    time_machine.shift(2)
    assert open_reset_link(Client(), link) is None


def test_L_14_a_reset_link_dies_with_the_address(member, link):
    EmailAddress.objects.filter(user=member).update(email="new@test.example")
    type(member).objects.filter(pk=member.pk).update(email="new@test.example")

    assert open_reset_link(Client(), link) is None


def test_L_14_the_page_with_the_form_has_no_secret_in_its_address(client, link):
    address = open_reset_link(client, link)

    answer = client.get(address)
    assert link.split("-")[-1].strip("/") not in address
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_L_14_reading_the_link_changes_nothing(client, member, link):
    client.get(link, follow=True)
    client.head(link)

    assert open_reset_link(Client(), link)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "99"},
        {"Forwarded": "host=evil.example"},
        {"X-Host": "evil.example"},
        {"Host": "localhost:99"},
        {"Host": "evil.example"},
        {"Host": "localhost@evil.example"},
        {"Host": "localhost evil.example"},
        {"Host": ""},
    ],
)
def test_L_15_the_link_is_ours_or_there_is_none(headers, member):
    answer = Client().post(RESET, {"email": member.email}, headers=headers)

    bodies = list(Letter.objects.values_list("body", flat=True))
    assert (answer.status_code == 400) is (bodies == [])
    assert all("evil" not in body and "https://localhost/en/accounts/" in body for body in bodies)


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_reset_letter_speaks_the_persons_language_not_the_requests(language, client, member):
    type(member).objects.update(language=language)

    client.post("/sv/accounts/password/reset/", {"email": member.email})

    letter = Letter.objects.get()
    assert (letter.language, letter.is_secret, letter.occasion) == (language, True, "account")
    assert f"https://localhost/{language}/accounts/password/reset/key/" in letter.body


def test_L_18_the_address_changes_after_the_password_and_confirmation(client, member):
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    url, asked = "/en/accounts/email/", {"email": "new@test.example", "action_add": ""}

    refused = client.post(url, asked)
    assert refused["Location"].startswith("/en/accounts/reauthenticate/")
    assert not Letter.objects.exists()
    client.post(refused["Location"], {"password": PASSWORD})
    member.refresh_from_db()
    assert member.email == "member@test.example"

    client.post(link_in_newest_letter())

    member.refresh_from_db()
    assert member.email == "new@test.example"
    notice = Letter.objects.latest("pk")
    assert notice.address == "member@test.example"
    assert "new@test.example" in notice.body


def test_L_18_of_two_changes_the_last_confirmed_wins(client, member):
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    links = []
    for address in ("first@test.example", "second@test.example"):
        client.post("/en/accounts/email/", {"email": address, "action_add": ""})
        links.append(link_in_newest_letter())

    for link in reversed(links):
        client.post(link)

    member.refresh_from_db()
    assert member.email == EmailAddress.objects.get(user=member, primary=True).email == "second@test.example"


@pytest.mark.parametrize(
    "password",
    [
        "quality2026",
        "Quality-Management-2026!",
        "KVALITET20182018",
        "recordsoffice1",
        "Ured_za_zapise_99",
        "1234567890",
        "password123",
        "member@test.example",
        "short",
        "x" * 257,
        "a b" * 2000,
    ],
)
def test_L_19_weak_or_endless_passwords_are_refused_at_once(password, member):
    make_institution("Office of Records", name_bs="Ured za zapise", code="office")
    pace = pace_of(lambda: validate_password(NEW["password1"], member))

    def refused() -> None:
        with pytest.raises(ValidationError):
            validate_password(password, member)

    in_pace(refused, 50 * pace)


@pytest.mark.parametrize(
    "password", ["three quiet green lamps", "x1y2z3a4b5c6d7" * 4 + "12345678", "čšž ćđ lampa 7 zidova"]
)
def test_L_19_sentences_and_64_characters_are_welcome(password, member):
    validate_password(password, member)


def test_L_19_an_endless_password_at_sign_in_costs_no_time(client, member):
    def try_with(password: str) -> int:
        cache.clear()  # no limit of tries here
        return client.post(LOGIN, {"login": member.email, "password": password}).status_code

    pace = pace_of(lambda: try_with("three quiet green lamps"))

    assert in_pace(lambda: try_with("x" * 4096), 20 * pace) == 200


@pytest.fixture
def secret(member) -> str:
    """The member has a second factor."""
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_L_20_the_second_factor_cannot_be_walked_around(client, member, secret):
    answer = client.post(LOGIN, {"login": member.email, "password": PASSWORD})

    assert answer["Location"] == "/en/accounts/2fa/authenticate/"
    assert client.get("/en/profile/").status_code == 302
    assert client.get("/en/accounts/2fa/").status_code == 302


def test_L_20_a_code_works_once(member, secret, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    results = []
    for _browser in range(2):
        client = Client()
        client.post(LOGIN, {"login": member.email, "password": PASSWORD})
        client.post("/en/accounts/2fa/authenticate/", {"code": code_of(secret)})
        results.append(client.get("/en/profile/").status_code)

    assert results == [200, 302]


def test_L_20_a_recovery_code_works_once(member, secret):
    RecoveryCodes.activate(member)
    code = RecoveryCodes(member.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    results = []
    for _browser in range(2):
        client = Client()
        client.post(LOGIN, {"login": member.email, "password": PASSWORD})
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        results.append(client.get("/en/profile/").status_code)

    assert results == [200, 302]


def test_L_20_guessing_codes_is_slowed(client, member, secret, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    checked = 0

    for number in range(60):
        answer = client.post("/en/accounts/2fa/authenticate/", {"code": f"{number:06}"})
        checked += "Incorrect code" in answer.content.decode()

    assert checked <= 10
    assert client.get("/en/profile/").status_code == 302
