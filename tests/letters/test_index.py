"""The list of letters: all for the secretariat, one's own for everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import JobRun, Letter
from tests.factories import make_user
from tests.pages import squeezed

URL = "/en/letters/"


def make_letter(key: str = "k", **fields) -> Letter:
    person = fields.pop("to", None)
    fields.setdefault("address", person.email if person else "somebody@test.example")
    fields.setdefault("subject", f"Subject of {key}")
    return Letter.objects.create(
        key=key,
        recipient=person,
        try_at=timezone.now(),
        **{"occasion": "deadline", "language": "en", "body": f"Text of {key}", **fields},
    )


def test_visitor_signs_in_first(client, db):
    answer = client.get(URL)

    assert (answer.status_code, answer["Location"]) == (302, "/en/accounts/login/?next=/en/letters/")


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "outsider"])
def test_people_see_their_own_and_no_post_room(who, client, request):
    person = request.getfixturevalue(who)
    make_letter("own", to=person)
    make_letter("foreign", to=make_user())
    client.force_login(person)

    text = client.get(URL).content.decode()

    assert "<h1>Letters to me</h1>" in text
    assert "Subject of own" in text
    assert "Subject of foreign" not in text
    assert "Letters today" not in text
    assert 'type="checkbox"' not in text


@pytest.mark.parametrize("who", ["secretariat", "admin"])
def test_secretariat_sees_all_newest_first_with_counts(who, client, request, member):
    make_letter("first", to=member)
    make_letter("second", state="sent", sent_at=timezone.now())
    client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert [letter.key for letter in answer.context["page_obj"]] == ["second", "first"]
    room = answer.context["post_room"]
    assert {name: room[name] for name in ("due", "sent_today", "sent_this_week", "failed")} == {
        "due": 1,
        "sent_today": 1,
        "sent_this_week": 1,
        "failed": 0,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=sent", ["sent"]),
        ("occasion=account", ["account"]),
        ("q=SOMEBODY", ["account"]),
        ("q=member", ["sent"]),
        ("q=of+account", ["account"]),
        ("state=sent&occasion=account", []),
        ("state=lost", []),
        ("q=%00", []),
        ("page=99", ["account", "sent"]),
        ("page=9223372036854775808", ["account", "sent"]),
        ("first=2027-03-02", ["account", "sent"]),
        ("first=2027-03-03", []),
        ("last=2027-03-02", ["account", "sent"]),
        ("last=2027-03-01", []),
        ("first=2027-03-02&last=2027-03-01", []),
        ("first=9999-12-31", []),
        ("last=0000-01-01", []),
        ("sort=written", ["sent", "account"]),
        ("sort=-state", ["sent", "account"]),
        ("sort=--written", ["account", "sent"]),
    ],
)
def test_filter_and_order(query, found, client, secretariat, member, time_machine):
    time_machine.move_to("2027-03-02 09:00:00Z")
    make_letter("sent", to=member, state="sent", sent_at=timezone.now())
    make_letter("account", occasion="account", is_secret=True)
    client.force_login(secretariat)

    answer = client.get(f"{URL}?{query}")

    assert [letter.key for letter in answer.context["page_obj"]] == found


def test_pages_keep_the_filter(client, secretariat):
    for number in range(51):
        make_letter(f"k{number}")
    client.force_login(secretariat)

    text = client.get(f"{URL}?state=due&sort=state").content.decode()

    assert 'href="?state=due&amp;sort=state&amp;page=2"' in text
    assert 'href="?state=due&amp;sort=-state"' in text
    assert "51 letters" in text


@pytest.mark.parametrize(("minutes", "error", "is_late"), [(29, "", False), (31, "", True), (1, "Boom", True)])
def test_post_room_turns_red_without_a_good_run(minutes, error, is_late, client, secretariat):
    at = timezone.now() - timedelta(minutes=minutes)
    for job in settings.LETTER_PLANNERS:
        JobRun.objects.create(job=job, started_at=at, ended_at=at, counts={"written": 3}, error=error)
    client.force_login(secretariat)

    answer = client.get(URL)

    assert ("No reminders are being written" in answer.content.decode()) is is_late
    assert "It wrote 3 letters." in answer.content.decode()


def test_post_room_tells_what_the_mail_server_put_off(client, secretariat):
    make_letter("k", attempts=2, answer="451 later")
    client.force_login(secretariat)

    assert "The mail server has put off 1 letter; it is tried again." in client.get(URL).content.decode()


def test_post_room_is_not_calmed_by_another_job(client, secretariat):
    now = timezone.now()
    JobRun.objects.create(job="workplans.settle_departures", started_at=now, ended_at=now)
    client.force_login(secretariat)

    assert "No reminders are being written" in client.get(URL).content.decode()


def test_post_room_turns_red_when_letters_do_not_leave(client, secretariat):
    make_letter("k")
    Letter.objects.update(try_at=timezone.now() - timedelta(minutes=31))
    client.force_login(secretariat)

    assert "Letters wait too long" in client.get(URL).content.decode()


def test_a_letter_without_words_yet_is_listed_by_its_occasion(client, secretariat, member):
    letter = make_letter("k", to=member, subject="", body="")
    client.force_login(secretariat)

    text = squeezed(client.get(URL))

    assert f'<a href="/en/letters/{letter.pk}/">reminder of a deadline</a>' in text


def test_same_queries_for_one_letter_and_many(client, secretariat, member):
    client.force_login(secretariat)
    make_letter("first", to=member)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(5):
        make_letter(f"k{number}", to=make_user())

    with CaptureQueriesContext(connection) as many:
        client.get(URL)

    assert len(many) == len(few)
