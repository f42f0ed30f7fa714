"""A decision that takes the place of an older one: what the older changed stays or is taken back, as it is said."""

from datetime import date

import pytest

from meetings.actions.deciding import Move
from meetings.models import Minutes
from tests.factories import make_activity, make_institution, make_meeting
from tests.meetings.test_decision import publish
from tests.meetings.test_tracing import decided, read

OLD, NEW = "/en/meetings/tenth/decisions/1/", "/en/meetings/eleventh/decisions/1/"
CHOOSE = f"{NEW}effects/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def old(secretariat):
    activity = make_activity("Repair", lead_body=make_institution(), due_on=date(2018, 6, 30))
    meeting = make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5))
    return decided(meeting, secretariat, Move(activity, date(2019, 3, 1), seen_version=1))


@pytest.fixture
def new(secretariat, old):
    meeting = make_meeting(code="eleventh", number="2018/3", on=date(2018, 9, 5))
    return decided(meeting, secretariat, supersedes=old, on=date(2018, 9, 5), text="Otherwise.")


def test_the_choice_is_shown_on_both_pages_and_can_be_changed(client, secretariat, member, old, new):
    effect = old.effects.get()
    client.force_login(secretariat)
    assert "What becomes of what 2018/2-D1 changed" in read(client.get(NEW))

    client.post(CHOOSE, {"effect": [str(effect.pk)]})
    client.post(CHOOSE, {"effect": [str(effect.pk)]})

    effect.refresh_from_db()
    assert effect.undone_by == new
    effect.deadline.activity.refresh_from_db()
    assert effect.deadline.activity.due_on == date(2019, 3, 1)
    client.force_login(member)
    assert "taken back 2018/3-D1" in read(client.get(OLD))
    assert "5 September 2018 · Taken back 2018/3-D1" in read(client.get(OLD))
    assert "What it took back 2018/2-D1" in read(client.get(NEW))

    client.force_login(secretariat)
    client.post(CHOOSE)
    effect.refresh_from_db()
    assert effect.undone_by is None


def test_the_register_marks_what_is_superseded(client, member, old, new):
    client.force_login(member)

    page = read(client.get("/en/meetings/decisions/"))

    assert "2018/2-D1 superseded" in page
    assert "2018/3-D1 superseded" not in page


def test_approved_minutes_end_the_choice(client, secretariat, old, new):
    effect = old.effects.get()
    publish(new.meeting)
    client.force_login(secretariat)

    page = read(client.post(CHOOSE, {"effect": [str(effect.pk)]}, follow=True))

    assert "The minutes are approved by now" in page
    assert "What becomes of" not in page
    effect.refresh_from_db()
    assert effect.undone_by is None


def test_what_another_decision_took_back_is_left_to_it(client, secretariat, old, new):
    effect = old.effects.get()
    third = decided(new.meeting, secretariat, seen=1, supersedes=old, on=date(2018, 9, 5), text="A third.")
    client.force_login(secretariat)
    client.post("/en/meetings/eleventh/decisions/2/effects/", {"effect": [str(effect.pk)]})

    client.post(CHOOSE, {"effect": [str(effect.pk)]})

    effect.refresh_from_db()
    assert effect.undone_by == third
    assert "What becomes of" not in read(client.get(NEW))


def test_only_the_secretariat_chooses_and_only_effects_of_the_old_one(client, secretariat, member, old, new):
    stranger = decided(
        make_meeting(code="twelfth", number="2018/4"),
        secretariat,
        Move(make_activity(lead_body=make_institution(), due_on=date(2018, 6, 30)), date(2019, 3, 1), seen_version=1),
    ).effects.get()
    client.force_login(member)
    assert "What becomes of" not in read(client.get(NEW))
    assert client.post(CHOOSE).status_code == 403

    client.force_login(secretariat)
    for keys in (["x"], [str(stranger.pk)], ["9" * 30], ["-1"]):
        assert client.post(CHOOSE, {"effect": keys}).status_code == 302
    stranger.refresh_from_db()
    assert stranger.undone_by is None
    assert not Minutes.objects.exists()
