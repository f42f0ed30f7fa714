"""One click ends letters (RFC 8058); reading the link, as scanners do, changes nothing."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import pytest
from django.test import Client

from letters.actions import send, unsubscribe_token, write
from letters.models import Letter, OptOut
from qmportal.logs import HideSecrets
from tests.factories import make_user

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(member) -> str:
    return unsubscribe_token(member, ["deadline", "stale_report"])


@pytest.fixture
def mail_program(db) -> Client:
    """Posts without cookie, token of the page or referrer, as a mail provider does."""
    return Client(enforce_csrf_checks=True)


def url(token: str, deed: str = "unsubscribe", language: str = "en") -> str:
    return f"/{language}/letters/{deed}/{token}/"


def declined(person) -> set[str]:
    return set(OptOut.objects.filter(user=person).values_list("occasion", flat=True))


def test_N_27_post_is_honoured_at_once_and_sets_no_cookie(mail_program, member, token):
    for _time in range(2):
        answer = mail_program.post(url(token), ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies

    assert declined(member) == {"deadline", "stale_report"}
    assert "These letters no longer come" in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "something else"}])
def test_N_27_any_post_counts(body, mail_program, member, token):
    mail_program.post(url(token), body)

    assert declined(member) == {"deadline", "stale_report"}


@pytest.mark.parametrize("deed", ["unsubscribe", "resubscribe"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_N_27_reading_changes_nothing(method, deed, mail_program, member, token):
    OptOut.objects.create(user=member, occasion="stale_report")

    answer = getattr(mail_program, method)(url(token, deed))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert declined(member) == {"stale_report"}


def test_the_page_says_what_ends_and_what_still_comes(mail_program, token):
    text = mail_program.get(url(token)).content.decode()

    assert "Do without these letters?" in text
    assert "reminder of a deadline" in text
    assert "Letters about overdue duties and about your account always come." in text
    assert "member@test.example" not in text


def test_undo(mail_program, member, token):
    mail_program.post(url(token), ONE_CLICK)
    OptOut.objects.create(user=member, occasion="nudge")

    answer = mail_program.post(url(token, "resubscribe"))

    assert declined(member) == {"nudge"}
    assert "Do without these letters?" in answer.content.decode()


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_who_is_signed_in_does_not_matter(who, client, request, member, token):
    person = request.getfixturevalue(who)
    client.force_login(person)

    assert client.post(url(token), ONE_CLICK).status_code == 200
    assert declined(member) == {"deadline", "stale_report"}
    assert person == member or declined(person) == set()


@pytest.mark.parametrize("broken", ["x", "a:b", "'\"><script>", "%00", "é" * 50, "x" * 3000])
@pytest.mark.parametrize("deed", ["unsubscribe", "resubscribe"])
def test_a_foreign_link_is_gone(broken, deed, mail_program):
    for method in ("get", "post"):
        answer = getattr(mail_program, method)(url(broken, deed))
        assert answer.status_code == 410
        assert "This link no longer works" in answer.content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_active": False, "address_state": "erased"}])
def test_the_link_of_somebody_who_left_is_gone(change, mail_program, member, token):
    type(member).objects.update(**change)

    assert mail_program.post(url(token), ONE_CLICK).status_code == 410
    assert declined(member) == set()


def test_the_floor_cannot_be_declined_even_with_a_signed_link(mail_program, member):
    both, floor = unsubscribe_token(member, ["overdue", "deadline"]), unsubscribe_token(member, ["overdue"])

    assert mail_program.post(url(both), ONE_CLICK).status_code == 200
    assert mail_program.post(url(floor), ONE_CLICK).status_code == 410

    assert declined(member) == {"deadline"}


def test_a_token_is_for_one_person(mail_program, member, token):
    other = make_user()
    answer = mail_program.post(url(token[:-1] + ("A" if token[-1] != "A" else "B")), ONE_CLICK)

    assert answer.status_code == 410
    assert declined(member) == declined(other) == set()


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_the_page_speaks_the_language_of_its_address(language, mail_program, token):
    assert f'<html lang="{language}">' in mail_program.get(url(token, language=language)).content.decode()


def test_N_27_the_header_of_a_letter_is_the_link(mail_program, member, mail_server):
    letter = write(to=member, key="k", occasion="matter", payload={"says": "x"}, at_any_hour=True)
    assert letter is not None
    assert send(letter.pk)
    [message] = mail_server.messages
    address = message["List-Unsubscribe"].strip("<>")

    answer = mail_program.post(urlsplit(address).path, ONE_CLICK)

    assert address.startswith("https://localhost/en/letters/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert OptOut.objects.filter(user=member, occasion="matter").exists()
    assert write(to=member, key="k2", occasion="matter", payload={"says": "y"}, at_any_hour=True) is None


@pytest.mark.parametrize("deed", ["unsubscribe", "resubscribe"])
def test_the_log_does_not_hold_the_link(deed, token):
    record = logging.LogRecord("django", logging.WARNING, "", 0, "Gone: %s", (url(token, deed),), None)

    HideSecrets().filter(record)

    assert record.getMessage() == f"Gone: /en/letters/{deed}/.../"
