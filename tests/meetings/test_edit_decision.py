"""The words of a decision: all until the minutes are approved, then only the translations."""

from datetime import date

import pytest

from institutions.models import Wording
from meetings.actions.correcting import word
from meetings.models.states import NotNow
from tests.factories import make_meeting, make_user
from tests.meetings.test_decision import publish
from tests.meetings.test_tracing import decided, read

HERE = "/en/meetings/tenth/decisions/1/"
URL = f"{HERE}words/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(secretariat):
    return decided(make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5)), secretariat)


def seen(client):
    return {"seen": client.get(URL).context["form"].initial["seen"]}


def test_all_words_until_the_minutes_are_approved(client, secretariat, decision):
    client.force_login(secretariat)
    assert URL in client.get(HERE).content.decode()
    words = {"text_en": "So it was.", "text_bs": "Tako je.", "text_sv": "Så var det."}

    answer = client.post(URL, {**seen(client), **words})

    assert answer.url == HERE
    decision.refresh_from_db()
    assert (decision.text_en, decision.text_bs, decision.text_sv) == tuple(words.values())
    assert Wording.objects.filter(language="sv", object_id=decision.pk).exists()
    assert decision.events.count() > 1


def test_the_source_stays_when_the_minutes_are_approved(client, secretariat, decision):
    publish(decision.meeting)
    client.force_login(secretariat)
    page = client.get(URL)
    assert "text_en" not in page.context["form"].fields
    assert "its translations can still be improved" in read(page)

    client.post(URL, {**seen(client), "text_en": "Forged.", "text_bs": "Tako je.", "text_sv": ""})

    decision.refresh_from_db()
    assert (decision.text_en, decision.text_bs, decision.text_sv) == ("So it was decided.", "Tako je.", None)
    with pytest.raises(NotNow):
        word(decision, {"en": "Forged."}, by=secretariat)


def test_minutes_approved_while_she_typed_are_a_conflict(client, secretariat, decision):
    client.force_login(secretariat)
    before = seen(client)
    publish(decision.meeting)

    answer = client.post(URL, {**before, "text_en": "Too late.", "text_bs": "Tako je.", "text_sv": "Så."})

    assert answer.status_code == 409
    assert "Tako je." in answer.content.decode()
    decision.refresh_from_db()
    assert decision.text_bs == "Odluka."


def test_two_who_write_the_same_words_see_each_other(client, secretariat, decision):
    client.force_login(secretariat)
    before = seen(client)
    word(decision, {"sv": "Deras."}, by=secretariat)

    answer = client.post(URL, {**before, "text_en": "So it was decided.", "text_bs": "Odluka.", "text_sv": "Våra."})

    assert answer.status_code == 409
    assert "Deras." in answer.content.decode()
    assert "Våra." in answer.content.decode()


def test_public_words_name_nobody_and_the_source_is_needed(client, secretariat, decision):
    make_user(display_name="Amira Testić")
    client.force_login(secretariat)

    named = {**seen(client), "text_en": "Amira Testić writes it.", "text_bs": "Odluka.", "text_sv": ""}
    assert "name the institution instead" in read(client.post(URL, named))
    empty = {**seen(client), "text_en": "", "text_bs": "Odluka.", "text_sv": ""}
    assert client.post(URL, empty).status_code == 200
    decision.refresh_from_db()
    assert decision.text_en == "So it was decided."


def test_only_the_secretariat_edits(client, member, decision):
    client.force_login(member)

    assert client.get(URL).status_code == 403
    assert URL not in client.get(HERE).content.decode()


def test_public_decisions_without_a_translation_stand_among_what_languages_lack(client, secretariat, decision):
    board = "/en/languages/"
    word(decision, {"sv": ""}, by=secretariat)
    client.force_login(secretariat)
    row = f"/en/languages/rows/meetings/decision/{decision.pk}/sv/"
    assert row not in client.get(board).content.decode()

    publish(decision.meeting)

    assert row in client.get(board).content.decode()
