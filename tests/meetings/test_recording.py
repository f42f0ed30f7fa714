"""Recording a decision with everything it changes, on a page of its own."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import Decision, DecisionEffect
from tests.factories import make_activity, make_institution, make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/decisions/new/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(secretariat):
    return make_meeting(code="tenth", number="2018/2", on=timezone.localdate())


@pytest.fixture
def activity(institution):
    return make_activity(lead_body=institution)


def sent(activity=None, about="", **more):
    part = activity.bodies.get(part="a_lead").pk if activity else 0
    about = f"{activity.pk}.{activity.deadline_version}.{part}" if activity else about
    said = {"text": "It is so.", "is_public": "on", "activity": about, **more}
    return {f"d-{name}": value for name, value in said.items()} | {"seen": 0}


def test_a_decision_without_changes(client, secretariat, meeting):
    client.force_login(secretariat)

    answer = client.post(HERE, sent())

    assert answer.headers["Location"] == "/en/meetings/tenth/decisions/1/"
    assert client.post(HERE, sent()).status_code == 302
    assert Decision.objects.get().text_en == "It is so."


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"change": "move", "day": "2031-05-31"}, "deadline"),
        ({"change": "hold", "day": "2031-05-31"}, "activity"),
        ({"change": "cancel"}, "activity"),
        ({"change": "lead"}, "lead"),
    ],
)
def test_what_it_changes_of_an_activity(client, secretariat, meeting, activity, change, kind):
    if kind == "lead":
        meeting.days.update(held_on=timezone.localdate())
        change["institution"] = make_institution("New Lead", code="new-lead").pk
    client.force_login(secretariat)

    answer = client.post(HERE, sent(activity, **change))

    assert answer.status_code == 302, squeezed(answer)
    assert DecisionEffect.objects.get().kind == kind


def test_what_moved_meanwhile_is_refused_once(client, secretariat, meeting, activity):
    client.force_login(secretariat)
    old = sent(activity, change="move", day="2031-05-31")
    activity.set_deadline(due_on=date(2030, 1, 1), by=secretariat, reason_class="scope", reason="So.")

    answer = client.post(HERE, old)

    assert answer.status_code == 409
    assert "Somebody else moved this deadline meanwhile" in squeezed(answer)
    assert not Decision.objects.exists()
    activity.refresh_from_db()
    assert f'value="{activity.pk}.{activity.deadline_version}.' in squeezed(answer)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"change": "move"}, "Say which activity."),
        ({"text": ""}, "This field is required."),
        ({"about": "9.9.9"}, "Select a valid choice"),
        ({"about": "9"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, secretariat, meeting, said, words):
    client.force_login(secretariat)

    assert words in squeezed(client.post(HERE, sent(**said)))


def test_a_decision_takes_the_place_of_an_older_one(client, secretariat, meeting):
    facts = {"item": None, "words": {"en": "Old."}, "language": "en", "decided_on": date(2018, 1, 1)}
    old = Decision.record(make_meeting(number="2018/1"), by=secretariat, **facts)
    client.force_login(secretariat)

    client.post(HERE, sent(supersedes=old.pk))

    assert Decision.objects.get(meeting=meeting).supersedes == old
