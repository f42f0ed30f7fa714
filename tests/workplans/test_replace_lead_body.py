"""The lead passes from one institution to another, by a decision, from a day on; one lead at any instant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from institutions.models import Institution
from tests.factories import LONG_AGO, make_institution
from workplans.models import Activity, ActivityBody


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/lead-body/"


@pytest.fixture
def successor(db) -> Institution:
    return make_institution("New Agency")


@pytest.fixture
def said(activity, successor) -> dict:
    return {
        "institution": successor.pk,
        "on": str(timezone.localdate()),
        "decision": "2018/2-D4",
        "seen_part": activity.bodies.get().pk,
    }


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "admin", "outsider"])
def test_only_the_secretariat_does(client, activity, url, said, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403
    assert client.post(url, said).status_code == 403
    assert activity.bodies.count() == 1


def test_the_old_row_ends_and_a_new_one_begins_the_same_day(
    client, activity, url, said, secretariat, institution, member, successor
):
    Activity.objects.update(owner=member)
    client.force_login(secretariat)

    response = client.post(url, said, follow=True)

    today = timezone.localdate()
    old, new = activity.bodies.order_by("valid_from")
    assert (old.institution, old.valid_from, old.valid_to) == (institution, LONG_AGO, today)
    assert (new.institution, new.valid_from, new.valid_to, new.decision) == (successor, today, None, "2018/2-D4")
    activity.refresh_from_db()
    assert activity.owner is None
    html = response.content.decode()
    assert "Lead passed from Office of Records to New Agency" in html
    assert "Decision 2018/2-D4" in html


def test_the_owner_stays_where_that_is_confirmed(client, activity, url, said, secretariat, member):
    Activity.objects.update(owner=member)
    client.force_login(secretariat)
    assert b"Member stays the owner" in client.get(url).content

    client.post(url, {**said, "keeps_owner": "on"})

    activity.refresh_from_db()
    assert activity.owner == member


def test_who_contributed_until_then_contributes_no_longer(client, activity, url, said, secretariat, successor):
    part = ActivityBody.Part.CONTRIBUTING
    ActivityBody.objects.create(activity=activity, institution=successor, part=part, valid_from=LONG_AGO)
    client.force_login(secretariat)

    client.post(url, said)

    assert activity.bodies.get(part=part).valid_to == timezone.localdate()
    assert activity.bodies.on(timezone.localdate()).get().institution == successor


def test_where_nobody_leads_somebody_begins(client, activity, url, said, secretariat, successor):
    activity.bodies.all().delete()
    client.force_login(secretariat)

    client.post(url, {**said, "seen_part": ""})

    assert activity.bodies.get().institution == successor


def test_d01_a_change_made_meanwhile_is_told(client, activity, url, said, secretariat):
    other = make_institution("Third Agency")
    yesterday = timezone.localdate() - timedelta(days=1)
    activity.bodies.update(valid_to=yesterday)
    ActivityBody.objects.create(activity=activity, institution=other, valid_from=yesterday)
    client.force_login(secretariat)

    response = client.post(url, said)

    assert response.status_code == 409
    assert b"Third Agency leads since" in response.content
    assert activity.bodies.count() == 2
    seen = response.context["form"]["seen_part"].value()
    assert client.post(url, {**said, "seen_part": seen}).status_code == 302
    assert activity.bodies.count() == 3


def test_d05_twice_is_harmless(client, activity, url, said, secretariat):
    client.force_login(secretariat)

    assert [client.post(url, said).status_code for _ in range(3)] == [302] * 3
    assert activity.bodies.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_lead_at_any_instant_whoever_is_first(activity, url, said, secretariat):
    agencies = [make_institution(f"Agency {n}") for n in range(8)]
    clients = [Client() for _ in agencies]
    for client in clients:
        client.force_login(secretariat)

    def post(number: int) -> int:
        try:
            return clients[number].post(url, {**said, "institution": agencies[number].pk}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(post, range(8)))

    assert sorted(statuses) == [302] + [409] * 7
    assert activity.bodies.count() == 2
    assert activity.bodies.on(timezone.localdate()).count() == 1


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"on": "2012-12-31"}, "on", "The present lead body began on 1 January 2013; choose a later day."),
        ({"on": "2018-02-30"}, "on", "Enter a valid date."),
        ({"on": "9999-12-31"}, "on", "Ensure this value is less than or equal to 2099-12-31."),
        ({"decision": ""}, "decision", "This field is required."),
        ({"institution": "9" * 30}, "institution", "Select a valid choice."),
        ({"seen_part": "x"}, "seen_part", "Open the page again before you save."),
    ],
)
def test_d25_d26_what_cannot_be_is_said_at_the_field(client, activity, url, said, secretariat, change, field, message):
    client.force_login(secretariat)

    response = client.post(url, {**said, **change})

    assert response.status_code == 200
    assert message in response.context["form"].errors[field][0]
    assert activity.bodies.count() == 1


def test_who_leads_already_and_who_left_cannot_follow(client, activity, url, said, secretariat, institution):
    gone = make_institution("Gone", in_group=False)
    client.force_login(secretariat)

    own, left = (client.post(url, {**said, "institution": body.pk}) for body in (institution, gone))

    assert own.context["form"].errors == {"institution": ["This institution leads already."]}
    assert "institution" in left.context["form"].errors


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_what_is_over_keeps_its_lead_body(client, activity, url, said, secretariat, state):
    Activity.objects.update(state=state)
    client.force_login(secretariat)

    assert client.post(url, said).status_code == 409
    assert activity.bodies.count() == 1
