"""What the trace lacks: found, listed for the secretariat, and linked with a click, however often."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from guidelines.models import Edition
from institutions.models import GroupMembership
from meetings.models import DecisionEffect
from tests.factories import make_activity, make_edition, make_guideline, make_institution, make_meeting
from tests.meetings.test_tracing import decided
from workplans.models import ActivityBody

URL = "/en/meetings/decisions/orphans/"
LINK = f"{URL}link/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(secretariat):
    return decided(make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5)), secretariat)


def cite(number, by):
    """One change of every kind that cites the number, made without the decision."""
    body = make_institution("Office of Roads")
    activity = make_activity("Repair", lead_body=body, due_on=date(2018, 6, 30), state="done")
    reason = {"reason_class": "decision", "reason": "As decided.", "language": "en"}
    activity.set_deadline(due_on=date(2019, 3, 1), by=by, decision=number, **reason)
    activity.confirm(by=by, decision=number)
    ActivityBody.objects.filter(activity=activity).update(decision=number)
    make_edition(make_guideline("On paper"), decision=number, state=Edition.State.ADOPTED)
    GroupMembership.objects.filter(institution=body).update(decision=number, valid_to=date(2018, 7, 1))
    return activity


def read(client):
    return " ".join(strip_tags(client.get(URL).content.decode().replace("<", " <")).split())


def test_only_the_secretariat_sees_it(client, member, secretariat):
    client.force_login(member)
    assert client.get(URL).status_code == 403
    assert client.post(LINK).status_code == 403
    assert URL not in client.get("/en/meetings/decisions/").content.decode()

    client.force_login(secretariat)
    assert read(client).count("None.") == 3
    assert URL in client.get("/en/meetings/decisions/").content.decode()


def test_numbers_no_decision_has(client, secretariat, decision):
    activity = cite("1999/9-D9", secretariat)
    activity.area.plan.amend(by=secretariat, on=date(2018, 6, 5), decision="1999/9-D8")
    client.force_login(secretariat)

    page = read(client)

    for kind in ("deadline moved", "lead body replaced", "text adopted", "membership ended", "activity started"):
        assert kind in page
    assert "version 1 of the plan" in page
    client.post(LINK)
    assert not DecisionEffect.objects.exists()


def test_all_that_cite_a_decision_are_linked_once(client, secretariat, decision):
    cite("2018/2-D1", secretariat)
    client.force_login(secretariat)
    assert read(client).count("2018/2-D1") >= 5

    client.post(LINK)
    client.post(LINK)

    kinds = sorted(decision.effects.values_list("kind", flat=True))
    assert kinds == ["activity", "deadline", "edition", "lead", "membership"]
    assert set(decision.effects.values_list("applied_by", flat=True)) == {secretariat.pk}
    assert read(client).count("None.") == 3


def test_one_is_linked_with_one_click_at_its_own_moment(client, secretariat, decision):
    activity = cite("2018/2-D1", secretariat)
    deadline = activity.deadlines.get(version=2)
    client.force_login(secretariat)

    for _again in range(2):
        client.post(LINK, {"change": f"deadline-{deadline.pk}"})

    effect = decision.effects.get()
    assert (effect.deadline, effect.applied_at) == (deadline, deadline.set_at)


def test_a_number_that_tells_of_something_else_is_not_linked(client, secretariat, decision):
    """The decision that withdrew a text did not adopt it, and one that let an institution in did not end anything."""
    make_edition(state=Edition.State.WITHDRAWN, decision="2018/2-D1", in_force_to=date(2018, 6, 5))
    GroupMembership.objects.filter(institution=make_institution()).update(decision="2018/2-D1")
    client.force_login(secretariat)

    client.post(LINK)

    assert not decision.effects.exists()


@pytest.mark.parametrize("key", ["deadline-", "deadline-x", "minutes-1", "version-1", "deadline-99999999", "-", "²-²"])
def test_what_is_no_change_links_nothing(client, secretariat, decision, key):
    cite("2018/2-D1", secretariat)
    client.force_login(secretariat)

    assert client.post(LINK, {"change": key}).status_code == 302
    assert not decision.effects.exists()


def test_it_costs_the_same_for_many(client, secretariat, decision, django_assert_num_queries):
    cite("2018/2-D1", secretariat)
    cite("1999/9-D9", secretariat)
    client.force_login(secretariat)
    client.get(URL)
    with django_assert_num_queries(15):
        client.get(URL)
    for _number in range(3):
        cite("2018/2-D1", secretariat)
        cite("1999/9-D9", secretariat)

    with django_assert_num_queries(15):
        client.get(URL)
