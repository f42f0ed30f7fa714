"""The form people answer: what it refuses, without losing what was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.actions import doorkeeping
from surveys.models import HeldAnswer, WaitingAnswer
from tests.surveys.forms import address_of, aged, post, proven, running, send, solved, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_puzzles(monkeypatch):
    """Numbers that are found at once, and nobody counted before."""
    monkeypatch.setattr(doorkeeping, "BITS", 4)
    doorkeeping.answers.forget()
    doorkeeping.wrong_codes.forget()


@pytest.fixture
def survey(client):
    return running()


def test_REQ_23_without_proof_an_answer_is_held_back(survey):
    assert send(survey, ACC1="2", OPN1="Words").status_code == 302

    held = HeldAnswer.objects.get()
    assert not WaitingAnswer.objects.exists()
    assert bytes(held.answers)[0] == 2
    assert list(held.texts.values()) == ["Words"]


def test_REQ_23_a_page_is_good_once(survey):
    token = aged(token_of(Client().get(address_of(survey))))
    proof = solved(token)
    assert send(survey, token=token, proof=proof).status_code == 302

    replayed = send(survey, token=token, proof=proof, ACC1="3")

    assert replayed.status_code == 409
    assert "already sent" in replayed.content.decode()
    assert token_of(replayed) not in ("", token)
    assert WaitingAnswer.objects.count() == 1


@pytest.mark.parametrize("proof", ["", "-1", "x", "9" * 13, "½", "²"])
def test_REQ_23_what_is_no_proof(survey, proof):
    assert send(survey, proof=proof).status_code == 302
    assert HeldAnswer.objects.count() == 1


def test_REQ_23_the_trap_and_the_fast(survey):
    trapped = proven(survey, homepage="https://spam.example", OPN1="Stay")
    fast = send(survey, token=token_of(Client().get(address_of(survey))), OPN1="Stay")

    assert trapped.status_code == 400
    assert "very fast" in fast.content.decode()
    assert all("Stay" in page.content.decode() for page in (trapped, fast))
    assert not WaitingAnswer.objects.exists()
    assert not HeldAnswer.objects.exists()
    assert token_of(fast), "pressed again later, the same page is good"


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "x" * 500])
def test_a_token_that_is_not_ours_asks_to_press_again(survey, token):
    response = send(survey, token=token or "0", OPN1="Stay")

    assert response.status_code == 409
    assert "Stay" in response.content.decode()
    assert doorkeeping.read_page(token_of(response), survey.address).made


def test_a_token_of_another_survey_is_not_ours(survey):
    other = running()
    token = aged(token_of(Client().get(address_of(other))))

    assert send(survey, token=token, proof=solved(token)).status_code == 409


FORGED = [
    {"q1": "6"},
    {"q1": "-1"},
    {"q1": "253"},
    {"q1": "²"},
    {"q1": ["1", "2"]},
    {"q99": "1"},
    {"Q1": "1"},
    {"campaign": "1"},
    {"csrfmiddlewaretoken": "x"},
    {"q1": "1" * 5000},
]


@pytest.mark.parametrize("forged", FORGED)
def test_S_09_forged_answers_are_refused(survey, forged):
    token = aged(token_of(Client().get(address_of(survey))))
    response = post(address_of(survey), {"token": token, "go": "send", "proof": solved(token), **forged})

    assert response.status_code == 400
    assert not WaitingAnswer.objects.exists()
    assert not HeldAnswer.objects.exists()
    assert send(survey, token=token, proof=solved(token)).status_code == 302, "the page is still good"


def test_S_09_a_text_of_a_megabyte_is_told_at_its_question(survey):
    response = proven(survey, OPN1="a" * 1_000_000)

    assert response.status_code == 200
    assert "no more than 2000" in response.content.decode()
    assert proven(survey, OPN1="b" * 3_000_000).status_code == 400
    assert not WaitingAnswer.objects.exists()


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
def test_S_09_other_kinds_of_requests_are_refused(survey, kind):
    body = b'--x\r\nContent-Disposition: form-data; name="q1"; filename="a"\r\n\r\n1\r\n--x--\r\n'

    assert Client().post(address_of(survey), body, content_type=kind).status_code == 400


def test_S_09_signs_no_database_takes_are_left_out(survey):
    assert proven(survey, OPN1="a\x00b\x1b").status_code == 302
    assert list(WaitingAnswer.objects.get().texts.values()) == ["ab"]
