"""The trace of a decision: what it changed and how it came about, as far as each reader may know."""

from datetime import UTC, date, datetime

import pytest
from django.utils.html import strip_tags

from guidelines.models import Edition
from institutions.models import GroupMembership
from meetings.actions.deciding import Adoption, Leaving, Move, NewLead, Step, decide
from meetings.models import AgendaItem, Decision
from tests.factories import in_languages, make_activity, make_edition, make_institution, make_meeting
from tests.meetings.test_decision import publish

HERE = "/en/meetings/tenth/decisions/1/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5), title_en="The tenth meeting")


@pytest.fixture
def item(meeting):
    facts = {"meeting": meeting, "number": 4, "state": "on_agenda", "language": "en", "kind": "decision"}
    proposed_at = datetime(2018, 5, 2, 12, tzinfo=UTC)
    return AgendaItem.objects.create(proposed_at=proposed_at, **facts, **in_languages("title", "The next deadline"))


def read(answer):
    """The words of the page."""
    return " ".join(strip_tags(answer.content.decode().replace("<", " <")).split())


def decided(meeting, by, *changes, seen=0, on=date(2018, 6, 5), text="So it was decided.", **facts):
    words = {"en": text, "bs": "Odluka.", "sv": "Beslut."}
    said = {"item": None, "decided_on": on, "language": "en", **facts}
    return decide(meeting, by=by, words=words, seen=seen, changes=changes, **said)


def everything(meeting, secretariat, item=None, seen=0):
    """A decision that changes one thing of every kind."""
    body, heir = make_institution("Office of Roads"), make_institution("Office of Bridges")
    moved = make_activity("Repair", lead_body=body, due_on=date(2018, 6, 30))
    changes = (
        Move(moved, date(2019, 3, 1), seen_version=1),
        Adoption(make_edition(state=Edition.State.FOR_ADOPTION, published_on=None, in_force_from=None)),
        NewLead(moved, heir, seen_part_id=moved.bodies.get().pk),
        Leaving(GroupMembership.objects.get(institution=body), date(2018, 7, 1)),
        Step(make_activity("Measure", state="done"), "confirm"),
    )
    return decided(meeting, secretariat, *changes, item=item, seen=seen)


def test_members_read_exactly_what_it_changed(client, member, secretariat, meeting, item):
    everything(meeting, secretariat, item)
    client.force_login(member)

    page = read(client.get(HERE))

    assert "From 30 June 2018 to 1 March 2019" in page
    assert "Lead passed from Office of Roads to Office of Bridges" in page
    assert "until 30 June 2018" in page
    assert "From “done” to “done, confirmed”" in page
    assert ": text adopted, Edition 1, 2016" in page
    assert f"/en/meetings/tenth/agenda/#item-{item.pk}" in client.get(HERE).content.decode()
    assert "provisional: the minutes are not approved yet" in page


def test_the_story_goes_from_proposal_to_publication(client, secretariat, meeting, item):
    everything(meeting, secretariat, item)
    publish(meeting)

    page = read(client.get(HERE))

    told = ["2 May 2018 · Agenda item proposed", "5 June 2018 · Decided at the meeting", "· Took effect"]
    places = [page.index(words) for words in (*told, "· Minutes approved", "· Minutes published")]
    assert places == sorted(places)
    assert "final: the minutes are approved" in page
    assert f'href="/en/meetings/tenth/minutes/#item-{item.pk}"' in client.get(HERE).content.decode()


def test_visitors_do_not_read_of_drafts_and_internal_items(client, secretariat, meeting, item):
    everything(meeting, secretariat, item)
    publish(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(is_public=False)

    page = read(client.get(HERE))

    assert "text adopted" not in page
    assert "The next deadline" not in page
    assert "Minutes circulated" not in page


def test_a_decision_and_the_one_it_supersedes_show_each_other(client, secretariat, member, meeting):
    old = decided(meeting, secretariat, text="First this.")
    decided(meeting, secretariat, seen=1, text="Then that.", supersedes=old, is_public=False)
    client.force_login(member)

    assert "Superseded by 2018/2-D2 : Then that." in read(client.get(HERE))
    assert "Supersedes 2018/2-D1 : First this." in read(client.get("/en/meetings/tenth/decisions/2/"))

    publish(meeting)
    client.logout()
    assert "Then that." not in read(client.get(HERE))


def test_it_costs_the_same_for_many_effects(client, member, secretariat, meeting, django_assert_max_num_queries):
    everything(meeting, secretariat)
    client.force_login(member)
    with django_assert_max_num_queries(14) as few:
        client.get(HERE)
    for seen in range(1, 4):
        other = everything(meeting, secretariat, seen=seen)
        other.effects.update(decision=Decision.objects.get(serial=1))

    with django_assert_max_num_queries(len(few)):
        client.get(HERE)
