"""The secretariat moves a deadline herself: large moves need a decision, conflicts are told, twice is harmless."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from workplans.models import Activity

SAID = {
    "due_on": "2031-06-30",
    "precision": "day",
    "reason_class": "scope",
    "reason": "More work than we thought.",
    "decision": "2030/2-D4",
    "seen_version": "1",
}


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/move-deadline/"


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "admin", "outsider"])
def test_only_the_secretariat_moves(client, activity, url, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403
    assert client.post(url, SAID).status_code == 403
    assert activity.deadlines.count() == 1


def test_a_move_keeps_the_old_deadline_and_says_why(client, activity, url, secretariat):
    client.force_login(secretariat)
    baseline = timezone.localdate() + timedelta(days=10)
    assert client.get(url).status_code == 200

    response = client.post(url, SAID, follow=True)

    assert b"Deadline of activity 1.1 moved." in response.content
    first, second = activity.deadlines.order_by("version")
    assert (first.due_on, first.is_baseline) == (baseline, True)
    assert (second.due_on, second.set_by, second.decision) == (date(2031, 6, 30), secretariat, "2030/2-D4")
    activity.refresh_from_db()
    assert (activity.due_on, activity.baseline_due_on) == (date(2031, 6, 30), baseline)


def test_a_large_move_asks_for_its_decision(client, activity, url, secretariat):
    client.force_login(secretariat)

    response = client.post(url, {**SAID, "decision": ""})

    assert response.status_code == 200
    assert "more than 90 days needs a decision" in response.context["form"].errors["decision"][0]
    assert b"More work than we thought." in response.content
    assert activity.deadlines.count() == 1
    near = timezone.localdate() + timedelta(days=100)
    assert client.post(url, {**SAID, "due_on": str(near), "decision": ""}).status_code == 302


def test_d05_the_same_move_twice_is_one(client, activity, url, secretariat):
    client.force_login(secretariat)

    assert [client.post(url, SAID).status_code for _ in range(3)] == [302] * 3
    assert activity.deadlines.count() == 2


@pytest.mark.django_db(transaction=True)
def test_d01_of_ten_different_moves_one_is_first_and_the_others_are_told(activity, url, secretariat):
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(secretariat)

    def post(number: int) -> int:
        try:
            return clients[number].post(url, {**SAID, "due_on": f"2031-06-{number + 10}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(post, range(10)))

    assert sorted(statuses) == [302] + [409] * 9
    assert activity.deadlines.count() == 2


def test_d01_both_versions_are_shown(client, activity, url, secretariat):
    client.force_login(secretariat)
    client.post(url, {**SAID, "due_on": "2031-01-31", "reason": "The first was faster."})

    response = client.post(url, SAID)

    assert response.status_code == 409
    html = response.content.decode()
    assert "The first was faster." in html
    assert "More work than we thought." in html
    version = response.context["form"]["seen_version"].value()
    assert client.post(url, {**SAID, "seen_version": version}).status_code == 302
    assert [str(d) for d in activity.deadlines.order_by("version").values_list("due_on", flat=True)][1:] == [
        "2031-01-31",
        "2031-06-30",
    ]


def test_a_move_overtakes_what_was_proposed(client, activity, url, secretariat, lead):
    proposal = activity.proposals.create(
        seen_version=1, due_on=date(2031, 2, 28), reason_class="scope", reason="x", language="en", proposed_by=lead
    )
    client.force_login(secretariat)

    client.post(url, SAID)

    proposal.refresh_from_db()
    assert proposal.state == "lapsed"


def test_back_to_an_earlier_day_is_a_new_version(client, activity, url, secretariat):
    client.force_login(secretariat)
    client.post(url, SAID)
    baseline = timezone.localdate() + timedelta(days=10)

    client.post(url, {**SAID, "due_on": str(baseline), "seen_version": 2})

    assert activity.deadlines.count() == 3
    activity.refresh_from_db()
    assert (activity.due_on, activity.deadline_version) == (baseline, 3)


def test_what_is_not_yet_promised_does_not_move(client, activity, url, secretariat):
    Activity.objects.update(state=Activity.State.PROPOSED)
    client.force_login(secretariat)

    assert client.post(url, SAID).status_code == 409
    assert activity.deadlines.count() == 1
