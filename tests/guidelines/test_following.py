"""Following a guideline by e-mail: asked, confirmed, told once, left with one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guidelines import actions
from guidelines.actions.following import forget_unconfirmed, tell_followers
from guidelines.models import Edition, Guideline, Subscription
from letters.actions import send
from letters.models import Letter
from tests.factories import make_edition, make_guideline

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def guideline(db) -> Guideline:
    found = make_guideline(code="QG-7")
    make_edition(found)
    return found


def ask(client: Client, address: str = "reader@test.example", language: str = "sv"):
    return client.post(f"/{language}/guidelines/QG-7/follow/", {"address": address})


def link_in(letter: Letter, kind: str) -> str:
    return re.search(rf"https?://[^/]+(/\S+/{kind}/\S+)", letter.body)[1]


def test_an_address_follows_when_it_says_so_itself(client, guideline):
    assert ask(client).status_code == 200
    letter = Letter.objects.get()
    assert (letter.address, letter.language, letter.recipient) == ("reader@test.example", "sv", None)
    link = link_in(letter, "follow")
    client.get(link)
    assert not Subscription.objects.confirmed().exists()

    client.post(link)
    client.post(link)

    assert Subscription.objects.confirmed().get().language == "sv"


def test_asking_tells_nobody_who_follows_and_floods_nobody(client, guideline):
    first = ask(client).content
    Subscription.objects.update(confirmed_at=timezone.now())

    assert ask(client).content == first
    assert ask(client, "READER@test.example").status_code == 200
    Subscription.objects.update(confirmed_at=None)
    ask(client)

    assert Letter.objects.count() == 1
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("address", ["", "no address", "a@b", "x" * 300 + "@test.example", "a\r\nBcc: b@test.example"])
def test_what_is_no_address_is_said_at_the_field(client, guideline, address):
    response = ask(client, address)

    assert response.context["form"].errors
    assert not Letter.objects.exists()


def test_followers_of_the_guideline_are_told_once_of_each_text(client, guideline, secretariat):
    for language in ("en", "bs", "sv"):
        Subscription.objects.create(
            guideline=guideline, address=f"{language}@test.example", language=language, confirmed_at=timezone.now()
        )
    Subscription.objects.create(guideline=guideline, address="unconfirmed@test.example", language="en")
    first = Edition.objects.get(guideline=guideline)
    second = make_edition(guideline, replaces=first, **{f"change_summary_{code}": "x" for code in ("bs",)}, **DRAFT)
    second.submit()
    second.adopt(decision="2026/1-D3")

    today = timezone.localdate()
    actions.publish(second, today=today, in_force_from=today)
    tell_followers(second)

    letters = {letter.language: letter for letter in Letter.objects.filter(occasion="followed")}
    assert set(letters) == {"en", "bs", "sv"}
    assert Letter.objects.filter(occasion="followed").count() == 3
    assert "/sv/guidelines/QG-7/editions/2/" in letters["sv"].body


def test_one_click_in_the_mail_program_forgets_the_address(client, guideline, mailoutbox):
    subscription = Subscription.objects.create(
        guideline=guideline, address="reader@test.example", language="en", confirmed_at=timezone.now()
    )
    tell_followers(Edition.objects.get(guideline=guideline))
    letter = Letter.objects.get()
    send(letter.pk)
    message = mailoutbox[0]
    button = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + button.split("/", 3)[3]
    letter.refresh_from_db()
    assert letter.body == ""
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(path)
    assert Subscription.objects.filter(pk=subscription.pk).exists()

    assert stranger.post(path, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded").status_code == 200

    assert not Subscription.objects.exists()
    assert stranger.post(path).status_code == 200


def test_withdrawn_is_told_too(guideline, secretariat):
    Subscription.objects.create(
        guideline=guideline, address="reader@test.example", language="en", confirmed_at=timezone.now()
    )
    text = Edition.objects.get(guideline=guideline)

    actions.take(
        text, "withdraw", today=timezone.localdate(), decision="2026/2-D1", reason={"bs": "Ne.", "en": "Outdated."}
    )

    letter = Letter.objects.get()
    assert "a text was withdrawn" in letter.subject
    assert "Outdated." in letter.body


def test_addresses_that_never_said_yes_are_forgotten(guideline):
    for number, days in ((1, 13), (2, 15)):
        row = Subscription.objects.create(guideline=guideline, address=f"{number}@test.example", language="en")
        Subscription.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=days))

    assert forget_unconfirmed() == 1
    assert Subscription.objects.get().address == "1@test.example"


@pytest.mark.parametrize("token", ["guessed", "MQ:forged", "\u0161", "a" * 2000])
def test_dead_links_say_so(client, guideline, token):
    assert client.get(f"/en/guidelines/follow/{token}/").status_code == 410
    assert client.get(f"/en/guidelines/leave/{token}/").status_code == 200
