"""The secretariat ticks letters and sends or closes them together."""

from __future__ import annotations

import pytest
from django.utils import timezone

from letters.models import Letter
from tests.letters.test_index import make_letter

SEND, CLOSE = "/en/letters/send/", "/en/letters/close/"


@pytest.fixture
def letters(member) -> dict[str, Letter]:
    """One in each state."""
    now = timezone.now()
    return {
        "due": make_letter("due", to=member),
        "failed": make_letter("failed", to=member, state="failed", answer="550 no", useless_after=now),
        "sent": make_letter("sent", to=member, state="sent", sent_at=now),
        "dropped": make_letter("dropped", to=member, state="dropped"),
    }


def states() -> dict[str, str]:
    return dict(Letter.objects.values_list("key", "state"))


@pytest.mark.parametrize("url", [SEND, CLOSE])
def test_visitor_signs_in_first(url, client, letters):
    assert client.post(url)["Location"] == f"/en/accounts/login/?next={url}"


@pytest.mark.parametrize("url", [SEND, CLOSE])
@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "outsider"])
def test_others_may_not(who, url, client, request, letters):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(url, {"letter": [letters["failed"].pk], "reason": "x"})

    assert answer.status_code == 403
    assert states()["failed"] == "failed"


@pytest.mark.parametrize("who", ["secretariat", "admin"])
def test_send_now_takes_what_is_open_and_leaves_the_rest(who, client, request, letters):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(f"{SEND}?state=failed&page=2", {"letter": [letter.pk for letter in letters.values()]})

    assert answer["Location"] == "/en/letters/?state=failed&page=2"
    assert states() == {"due": "due", "failed": "due", "sent": "sent", "dropped": "dropped"}
    assert Letter.objects.get(key="failed").useless_after is None
    text = client.get("/en/letters/").content.decode()
    assert "2 letters leave within a minute." in text
    assert "2 letters had been sent or closed in the meantime." in text


def test_close_twice_is_harmless(client, secretariat, letters):
    client.force_login(secretariat)
    ticked = {"letter": [letter.pk for letter in letters.values()], "reason": "She has left"}

    for _time in range(2):
        client.post(CLOSE, ticked)

    assert states() == {"due": "dropped", "failed": "dropped", "sent": "sent", "dropped": "dropped"}
    assert Letter.objects.get(key="due").answer == "She has left (Secretariat)"


def test_close_without_reason_keeps_the_ticks_and_the_list(client, secretariat, letters):
    client.force_login(secretariat)

    answer = client.post(f"{CLOSE}?state=failed", {"letter": [letters["failed"].pk], "reason": " "})

    text = answer.content.decode()
    assert states()["failed"] == "failed"
    assert "This field is required." in text
    assert f'name="letter" value="{letters["failed"].pk}" checked' in text
    assert [letter.key for letter in answer.context["page_obj"]] == ["failed"]


def test_all_of_the_page(client, secretariat, letters):
    client.force_login(secretariat)

    client.post(SEND, {"all": "1", "shown": [letters["failed"].pk]})

    assert states()["failed"] == "due"


@pytest.mark.parametrize("keys", [[], ["x"], ["-1"], ["9" * 30], ["٣"], ["\x00"], ["1e9"]])
def test_D_25_nonsense_is_no_letter(keys, client, secretariat, letters):
    client.force_login(secretariat)

    answer = client.post(SEND, {"letter": keys}, follow=True)

    assert "No letter is ticked." in answer.content.decode()
    assert states()["failed"] == "failed"


def test_a_confidential_letter_that_is_forgotten_cannot_be_sent(client, secretariat, letters):
    Letter.objects.filter(key="failed").update(is_secret=True, body="")
    client.force_login(secretariat)

    client.post(SEND, {"letter": [letters["failed"].pk]})

    assert states()["failed"] == "failed"
