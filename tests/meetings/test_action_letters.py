"""Letters about action items: whom they reach, when, and when they are no longer true; and what leaving does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Affiliation
from letters.actions import NoLongerTrue, occasion_named, preview
from letters.models import Letter
from meetings.models import ActionItem
from meetings.tasks import write_reminders
from tests.factories import in_languages, make_action, make_institution, make_meeting
from tests.pages import squeezed
from workplans.actions.leaving import institution_leaves, person_leaves
from workplans.tasks import settle_departures

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def action(institution, member) -> ActionItem:
    """The member's, due in five days."""
    meeting = make_meeting(number="2018/2", **in_languages("title", "Eleventh"))
    due_on = TODAY + timedelta(days=5)
    return make_action("Send the list", meeting=meeting, institution=institution, owner=member, due_on=due_on)


def written() -> list[Letter]:
    write_reminders()
    write_reminders()
    return list(Letter.objects.filter(occasion="action_due").select_related("recipient").order_by("pk"))


def reading(letter):
    return occasion_named("action_due").read([letter])[letter.pk]


def test_the_owner_is_reminded_once_for_each_step(action, member):
    (letter,) = written()

    subject, body = preview(letter)
    assert (letter.recipient, subject) == (member, "Action item 2018/2-A1")
    assert letter.bundle_on is not None
    assert "Send the list" in body
    assert f"/en/meetings/actions/{action.pk}/" in body
    for days, number in ((1, 1), (0, 2), (-3, 2), (-7, 3), (-90, 3)):
        ActionItem.objects.update(due_on=TODAY + timedelta(days=days))
        assert len(written()) == number
    assert preview(written()[-1])[0] == "Overdue: action item 2018/2-A1"


def test_nobody_is_reminded_long_before_or_of_what_is_over(action, member):
    ActionItem.objects.update(due_on=TODAY + timedelta(days=8))
    assert written() == []

    ActionItem.objects.update(due_on=TODAY)
    action.close(by=member)
    assert written() == []


def test_without_owner_it_is_the_coordinators(action, coordinator):
    ActionItem.objects.update(owner=None)

    assert [letter.recipient for letter in written()] == [coordinator]


def test_without_coordinator_it_is_the_secretariats(action, secretariat):
    ActionItem.objects.update(owner=None)

    assert [letter.recipient for letter in written()] == [secretariat]


@pytest.mark.parametrize("deed", ["close", "postpone", "hand over", "take"])
def test_a_letter_overtaken_says_nothing(action, member, lead, secretariat, deed):
    (letter,) = written()
    assert reading(letter)["action"] == action
    deeds = {
        "close": lambda: action.close(by=member),
        "postpone": lambda: action.postpone(TODAY + timedelta(days=6), reason="Later.", by=member, seen=1),
        "hand over": lambda: ActionItem.objects.update(owner=lead),
        "take": lambda: ActionItem.objects.update(owner=None),
    }

    deeds[deed]()

    assert isinstance(reading(letter), NoLongerTrue)


def test_many_are_read_in_as_many_queries(action, member, institution, django_assert_num_queries):
    read = occasion_named("action_due").read
    few = written()
    with django_assert_num_queries(4):
        read(few)
    for number in range(9):
        make_action(f"No. {number}", meeting=action.meeting, institution=institution, owner=member, due_on=TODAY)
    many = written()
    with django_assert_num_queries(4):
        read(many)
    assert len(many) == 10


def test_a_person_who_leaves_leaves_it_to_the_institution(client, action, member, secretariat):
    client.force_login(secretariat)
    place = Affiliation.objects.get(user=member)
    sheet = squeezed(client.get(f"/en/work-plans/leaving/people/{place.pk}/"))
    assert "Send the list" in sheet

    person_leaves(place, on=TODAY)

    action.refresh_from_db()
    assert (action.owner, action.institution, action.state) == (None, place.institution, "open")


def test_working_elsewhere_in_the_group_does_not_keep_it(action, member):
    Affiliation.objects.create(user=member, institution=make_institution(), valid_from=TODAY)
    Affiliation.objects.filter(user=member, institution=action.institution).update(valid_to=TODAY)

    settle_departures()
    settle_departures()

    action.refresh_from_db()
    assert action.owner is None


def test_an_institution_that_leaves_leaves_it_to_the_secretariat(client, action, secretariat, coordinator):
    institution_leaves(
        action.institution.memberships.get(), on=TODAY, reason="Merged.", decision="2018/2-D4", successors={}
    )
    settle_departures()
    client.force_login(secretariat)

    found = client.get("/en/meetings/actions/?state=unattended").context["page_obj"]

    assert [(one.text, one.owner) for one in found] == [("Send the list", None)]
    assert [letter.recipient for letter in written()] == [secretariat]
