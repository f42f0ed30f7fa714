"""Answers to invitations: from a letter without signing in, from the meeting's page, from one's work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.actions import answer_token
from letters.models import Letter
from meetings.actions.inviting import tell
from meetings.models import Invitee, Meeting
from meetings.models.states import State
from tests.factories import in_languages, make_meeting
from tests.pages import squeezed as text_of


@pytest.fixture
def meeting(db) -> Meeting:
    on = timezone.localdate() + timedelta(days=30)
    return make_meeting(code="eleventh", on=on, days=2, state=State.ANNOUNCED, **in_languages("title", "Eleventh"))


@pytest.fixture
def invitee(meeting, member, institution) -> Invitee:
    return Invitee.objects.create(meeting=meeting, person=member, institution=institution)


@pytest.fixture
def link(invitee) -> str:
    tell(invitee.meeting)
    return f"/en/meetings/answers/{answer_token(Letter.objects.get())}/"


@pytest.fixture
def page(invitee) -> str:
    return f"/en/meetings/eleventh/answers/{invitee.pk}/"


def test_the_link_shows_the_meeting_and_changes_nothing(client, invitee, link):
    response = client.get(f"{link}?answer=yes")

    assert response.status_code == 200
    assert "Eleventh" in text_of(response)
    assert response["Referrer-Policy"] == "no-referrer"
    invitee.refresh_from_db()
    assert invitee.answer == "none"


def test_a_post_from_the_letter_answers_and_another_changes_the_answer(client, invitee, link, lead):
    response = client.post(link, {"answer": "yes", "not_on": [invitee.meeting.days.first().pk], "note": "By train"})

    assert response.status_code == 200
    assert "Your answer is saved." in text_of(response)
    assert "Lead" not in text_of(response)  # colleagues are named to whoever signs in
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.note, invitee.not_on.count()) == ("yes", "By train", 1)
    client.post(link, {"answer": "substitute", "substitute_name": "Somebody"})
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.substitute_name, invitee.not_on.count()) == ("substitute", "Somebody", 0)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"answer": "perhaps"},
        {"answer": "substitute"},
        {"answer": "yes", "not_on": ["x"]},
        {"answer": "yes", "not_on": ["99999999999999999999"]},
        {"answer": "yes", "note": "x" * 301},
        {"answer": "yes\0"},
    ],
)
def test_what_cannot_be_is_said_at_the_field(client, invitee, link, said):
    response = client.post(link, said)

    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()
    invitee.refresh_from_db()
    assert invitee.answer == "none"


def test_whoever_comes_on_no_day_does_not_come(client, invitee, link):
    response = client.post(link, {"answer": "yes", "not_on": [day.pk for day in invitee.meeting.days.all()]})

    assert "Keep at least one day" in text_of(response)


@pytest.mark.parametrize("change", ["cancelled", "over", "withdrawn", "inactive"])
def test_a_link_dies_with_its_question(client, invitee, link, change):
    if change == "cancelled":
        Meeting.objects.update(state=State.CANCELLED)
    elif change == "over":
        invitee.meeting.days.all().delete()
    elif change == "withdrawn":
        Invitee.objects.update(withdrawn_at=timezone.now())
    else:
        type(invitee.person).objects.update(is_active=False)

    assert [client.get(link).status_code, client.post(link, {"answer": "yes"}).status_code] == [410, 410]


def test_a_link_to_another_page_opens_nothing(client, link):
    Letter.objects.update(occasion="deadline")

    assert client.get(link).status_code == 410


def test_colleagues_can_come_instead(client, member, lead, outsider, invitee, page):
    client.force_login(member)

    text = text_of(client.get(page))
    assert "Lead" in text
    assert "Outsider" not in text
    assert client.post(page, {"answer": "substitute", "substitute": outsider.pk}).status_code == 200
    response = client.post(page, {"answer": "substitute", "substitute": lead.pk})
    assert response.status_code == 302
    invitee.refresh_from_db()
    assert invitee.substitute == lead


def test_the_secretariat_answers_for_her_and_nobody_else_does(client, invitee, lead, secretariat, page):
    client.force_login(lead)
    assert client.post(page, {"answer": "no"}).status_code == 403
    client.force_login(secretariat)
    assert client.post(page, {"answer": "no"}).status_code == 302
    invitee.refresh_from_db()
    assert invitee.answer == "no"


def test_too_late_is_said(client, member, invitee, page):
    Meeting.objects.update(state=State.HELD)
    client.force_login(member)

    assert client.post(page, {"answer": "yes"}).status_code == 409


@pytest.mark.parametrize("where", ["/en/my-work/", "/en/meetings/eleventh/"])
def test_one_click_answers_where_one_is(client, member, invitee, page, where):
    Invitee.objects.update(note="Vegetarian")
    client.force_login(member)

    assert "You are invited. Do you come?" in text_of(client.get(where))
    said = {"answer": "yes", "from": "my-work"} if "my-work" in where else {"answer": "yes"}
    assert client.post(page, said)["Location"] == where
    assert "Your answer: comes." in text_of(client.get(where))
    invitee.refresh_from_db()
    assert invitee.note == "Vegetarian"


def test_others_are_not_asked(client, lead, invitee):
    client.force_login(lead)

    assert "You are invited" not in text_of(client.get("/en/my-work/"))
    client.logout()
    assert "You are invited" not in text_of(client.get("/en/meetings/eleventh/"))
