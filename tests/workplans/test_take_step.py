"""The secretariat confirms, refuses, holds, resumes, cancels and reopens: what each asks for and what it does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from workplans.models import Activity

State = Activity.State
HOLD = {"reason": "The law is late.", "review_on": "2031-03-01", "decision": ""}


def url_of(activity: Activity, step: str) -> str:
    return f"/en/work-plans/activities/{activity.pk}/steps/{step}/"


@pytest.fixture
def done(activity, lead, institution) -> Activity:
    """The lead claims that it is done."""
    said = {"status": "done", "percent": 100, "achieved": "Printed.", "output": "On the shelf."}
    activity.report(by=lead, acting_for_id=institution.pk, seen_version=0, today=timezone.localdate(), **said)
    return activity


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "admin", "outsider"])
@pytest.mark.parametrize("step", ["confirm", "refuse", "hold", "resume", "cancel", "reopen"])
def test_only_the_secretariat_decides(client, done, person, step, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url_of(done, step)).status_code == 403
    assert client.post(url_of(done, step), {**HOLD, "decision": "2018/2-D4"}).status_code == 403
    assert not done.state_changes.exists()


@pytest.mark.parametrize(
    ("step", "before", "typed", "after", "word"),
    [
        ("confirm", "done", {}, "confirmed", "is done"),
        ("refuse", "done", {"reason": "No copy was sent."}, "under_way", "is under way again"),
        ("hold", "under_way", HOLD, "on_hold", "is on hold"),
        ("resume", "on_hold", {}, "planned", "goes on"),
        ("cancel", "on_hold", {"reason": "No money.", "decision": "2018/2-D4"}, "cancelled", "is cancelled"),
        ("reopen", "confirmed", {"reason": "A chapter is missing."}, "under_way", "is under way again"),
    ],
)
def test_each_step_is_kept_with_its_reason(client, activity, secretariat, step, before, typed, after, word):
    review = date(2030, 1, 1) if before == "on_hold" else None
    Activity.objects.filter(pk=activity.pk).update(state=before, review_on=review)
    client.force_login(secretariat)
    assert client.get(url_of(activity, step)).status_code == 200

    response = client.post(url_of(activity, step), typed, follow=True)

    assert response.redirect_chain == [(f"/en/work-plans/activities/{activity.pk}/", 302)]
    assert word in response.content.decode()
    change = activity.state_changes.get()
    assert (change.from_state, change.to_state, change.changed_by) == (before, after, secretariat)
    assert (change.reason, change.decision) == (typed.get("reason", ""), typed.get("decision", ""))
    activity.refresh_from_db()
    assert (activity.state, activity.review_on) == (after, change.review_on)


def test_an_unknown_step_is_not_found(client, activity, secretariat):
    client.force_login(secretariat)

    assert client.get(url_of(activity, "delete")).status_code == 404
    assert client.post(url_of(activity, "report"), {}).status_code == 404


@pytest.mark.parametrize(
    ("step", "typed", "field", "message"),
    [
        ("hold", {**HOLD, "reason": ""}, "reason", "This field is required."),
        ("hold", {**HOLD, "review_on": ""}, "review_on", "This field is required."),
        ("hold", {**HOLD, "review_on": "2018-01-01"}, "review_on", "Choose a day to come."),
        ("hold", {**HOLD, "review_on": "2031-02-30"}, "review_on", "Enter a valid date."),
        ("hold", {**HOLD, "review_on": "9999-12-31"}, "review_on", "less than or equal to 2099-12-31"),
        ("cancel", {"reason": "No money."}, "decision", "This field is required."),
        ("cancel", {"reason": "x" * 1001, "decision": "1"}, "reason", "at most 1000 characters"),
        ("cancel", {"reason": "a\0b", "decision": "1"}, "reason", "Null characters are not allowed."),
        ("cancel", {"reason": "No money.", "decision": "x" * 61}, "decision", "at most 60 characters"),
    ],
)
def test_d24_d26_what_is_missing_or_hostile_is_said_at_the_field(
    client, activity, secretariat, step, typed, field, message
):
    client.force_login(secretariat)

    response = client.post(url_of(activity, step), typed)

    assert response.status_code == 200
    assert message in response.context["form"].errors[field][0]
    assert not activity.state_changes.exists()


def test_d01_who_was_overtaken_is_told_the_present_state_and_keeps_her_text(client, activity, secretariat, admin):
    activity.cancel(by=admin, reason="Decided at noon.", decision="2018/2-D5")
    client.force_login(secretariat)

    response = client.post(url_of(activity, "hold"), HOLD)

    assert response.status_code == 409
    html = response.content.decode()
    assert "Nothing of yours was saved: the activity is cancelled by now." in html
    assert "Decided at noon." in html
    assert "The law is late." in html
    assert activity.state_changes.count() == 1


def test_a_confirmed_end_is_not_refused_by_a_late_click(client, done, secretariat):
    done.confirm(by=secretariat)
    client.force_login(secretariat)

    assert client.post(url_of(done, "refuse"), {"reason": "No copy was sent."}).status_code == 409
    done.refresh_from_db()
    assert done.state == State.CONFIRMED


def test_what_cannot_be_done_now_is_said_before_anything_is_typed(client, activity, secretariat):
    client.force_login(secretariat)

    html = client.get(url_of(activity, "reopen")).content.decode()

    assert "This cannot be done now: the activity is under way." in html
    assert "<textarea" not in html


@pytest.mark.django_db(transaction=True)
def test_d05_ten_equal_posts_are_one_step(activity, secretariat):
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(secretariat)

    def post(client: Client) -> int:
        try:
            return client.post(url_of(activity, "hold"), HOLD).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(post, clients))

    assert statuses == [302] * 10
    assert activity.state_changes.count() == 1


def test_one_click_on_the_page_confirms_the_claim(client, done, secretariat, member):
    page = f"/en/work-plans/activities/{done.pk}/"
    client.force_login(member)
    assert url_of(done, "confirm") not in client.get(page).content.decode()
    client.force_login(secretariat)
    html = client.get(page).content.decode()
    assert f'action="{url_of(done, "confirm")}"' in html
    assert "On the shelf." in html

    client.post(url_of(done, "confirm"))

    baseline = timezone.localdate() + timedelta(days=10)
    change = done.state_changes.get()
    assert (change.to_state, change.slip_days) == ("confirmed", (timezone.localdate() - baseline).days)
