"""The form people answer: what is taken in, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.actions import doorkeeping
from surveys.actions.answering import CodeUsed, NotOpen, hold, is_taking, submit
from surveys.models import HeldAnswer, Item, ParticipationCode, WaitingAnswer
from surveys.results.asking import layout_of
from tests.surveys.factories import make_draft, make_survey, publish
from tests.surveys.forms import address_of, aged, proven, running, send, solved, token_of, with_codes

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


def test_an_answer_is_taken_in_with_its_bytes_groups_and_words(survey):
    response = proven(survey, ACC1="4", ACC2="254", OVR1="5", OPN1=" Fewer\r\nforms ", PRF1="2", PRF2="0")

    assert (response.status_code, response.url) == (302, f"/en/answer/{survey.address}/thanks/")
    (kept,) = WaitingAnswer.objects.all()
    text = survey.questionnaire.items.get(code="OPN1")
    assert bytes(kept.answers) == bytes([4, 254, 0, 0, 0, 0, 5, 2, 0])
    assert (kept.d1, kept.d2, kept.d3) == (2, 0, 0)
    assert kept.texts == {str(text.pk): "Fewer\nforms"}


def test_the_page_of_thanks_is_the_same_for_everybody(survey):
    address = f"{address_of(survey)}thanks/"

    assert Client().get(address).content == Client().get(address).content


def test_an_empty_form_is_an_answer_too_unless_something_is_required(survey):
    assert proven(survey).status_code == 302
    assert bytes(WaitingAnswer.objects.get().answers) == bytes(9)


def test_S_01_a_used_code_is_refused_kindly_and_everything_typed_stays():
    survey, codes = with_codes()
    assert send(survey, code=codes[0], ACC1="1").status_code == 302

    again = send(survey, code=codes[0].lower(), ACC1="5", OPN1="Mine")

    page = again.content.decode()
    assert again.status_code == 409
    assert "already used" in page
    assert ">\nMine</textarea>" in page
    assert 'value="5" checked' in page
    assert WaitingAnswer.objects.count() == 1
    assert ParticipationCode.objects.count() == 2


def test_a_code_is_asked_for(client):
    survey, _codes = with_codes()

    assert "type the code" in send(survey, ACC1="3").content.decode()
    assert not WaitingAnswer.objects.exists()


def test_S_03_and_REQ_20_guessing_is_slowed_and_hopeless():
    survey, codes = with_codes(1000)

    answers = [send(survey, code=f"AAAAA-AAAA{sign}", OPN1="Kept") for sign in "ABCDEFGHJKL"]

    assert [answer.status_code for answer in answers] == [409] * 10 + [429]
    assert "Kept" in answers[-1].content.decode()
    assert send(survey, code=codes[0]).status_code == 429, "also a right one, or guessing would tell"
    assert len(set(codes)) == 1000
    assert 31**10 / 1000 > 10**6 * 10**5, "a million guesses find one of a thousand codes once in 100,000 times"


def test_S_03_one_survey_takes_so_many_wrong_codes(monkeypatch):
    survey, codes = with_codes()
    monkeypatch.setattr(doorkeeping, "MOST_WRONG_CODES_IN_ALL", 3)
    for number in range(3):
        doorkeeping.note_wrong_code(survey.address, f"192.0.2.{number}")

    assert send(survey, code=codes[0]).status_code == 429


def test_S_04_networks_count_as_one_house(monkeypatch):
    assert doorkeeping.network("2001:db8::1") == doorkeeping.network("2001:db8::ffff:2")
    assert doorkeeping.network("2001:db8:0:1::1") != doorkeeping.network("2001:db8:0:2::1")
    assert doorkeeping.network("::ffff:192.0.2.1") == "192.0.2.1"


def test_S_04_more_than_people_send_from_one_network_is_held_back(survey, monkeypatch):
    monkeypatch.setattr(doorkeeping, "MOST_ANSWERS", 2)

    for _answer in range(4):
        assert proven(survey, ACC1="1").status_code == 302

    assert (WaitingAnswer.objects.count(), HeldAnswer.objects.count()) == (2, 2)


def test_a_required_question_is_asked_for_at_its_place(client):
    draft = make_draft()
    Item.objects.filter(questionnaire=draft, code="OVR1").update(is_required=True)
    survey = running(questionnaire=publish(draft))

    refused = proven(survey, ACC1="2")

    assert 'href="#q7"' in refused.content.decode()
    assert 'id="q7e"' in refused.content.decode()
    assert not WaitingAnswer.objects.exists()
    assert proven(survey, OVR1="1").status_code == 302


def at(day, *clock: int) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, *clock))


def test_S_10_the_rule_of_the_closing_moment(survey):
    last, next_day = survey.closes_on, survey.closes_on + timedelta(days=1)
    before, after = at(last, 23, 59, 58), at(next_day, 0, 0, 2)

    assert is_taking(survey, now=before)
    assert not is_taking(survey, now=after), "nobody opens it after midnight"
    assert is_taking(survey, now=at(next_day, 0, 29, 59), opened=before)
    assert not is_taking(survey, now=at(next_day, 0, 30), opened=before)
    assert not is_taking(survey, now=at(next_day, 0, 10), opened=after)
    assert not is_taking(survey, now=at(survey.opens_on - timedelta(days=1), 23, 59, 59))


@pytest.mark.parametrize(("minutes", "age", "status"), [(-1, 60, 302), (29, 3600, 302), (31, 3600, 409), (10, 60, 409)])
def test_S_10_the_same_for_all_and_the_text_is_kept(survey, monkeypatch, minutes, age, status):
    midnight = at(survey.closes_on + timedelta(days=1), 0)
    sent = midnight + timedelta(minutes=minutes)
    token = aged(token_of(Client().get(address_of(survey))), int((timezone.now() - sent).total_seconds()) + age)
    monkeypatch.setattr("surveys.views.answering.timezone.now", lambda: sent)

    response = send(survey, token=token, proof=solved(token), OPN1="My words", ACC1="3")

    assert response.status_code == status
    assert WaitingAnswer.objects.count() == (status == 302)
    if status == 409:
        assert "My words" in response.content.decode()


def test_closed_ahead_planned_and_unknown():
    today = timezone.localdate()
    closed = make_survey(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=2))
    ahead = make_survey(opens_on=today + timedelta(days=1), closes_on=today + timedelta(days=2))
    planned = running(state="planned")

    assert "no more answers" in Client().get(address_of(closed)).content.decode()
    assert "you can answer here" in Client().get(address_of(ahead)).content.decode()
    assert Client().get(address_of(planned)).status_code == 404
    assert Client().get("/en/answer/nobody/").status_code == 404


def test_questions_come_from_memory(survey):
    Client().get(address_of(survey))

    with CaptureQueriesContext(
        connection,
    ) as shown:
        Client().get(address_of(survey))
    token = aged(token_of(Client().get(address_of(survey))))
    proven(survey)
    with CaptureQueriesContext(connection) as sent:
        send(survey, token=token, proof=solved(token), ACC1="1")

    assert len(shown) <= 3
    assert len([query for query in sent if "SAVEPOINT" not in query["sql"]]) <= 5


def test_the_deed_itself_asks_whether_it_is_open(survey):
    layout = layout_of(survey.questionnaire)
    coded, _codes = with_codes()
    with pytest.raises(NotOpen):
        hold(coded, bytes(9), layout=layout)
    with pytest.raises(CodeUsed):
        submit(coded, bytes(9), layout=layout, code="")
    with pytest.raises(NotOpen):
        submit(survey, bytes(9), layout=layout, now=timezone.now() + timedelta(days=9))
