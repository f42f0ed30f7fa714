"""Agenda items of an earlier meeting that a new one takes over."""

import pytest

from meetings.actions.agenda import carry_over, take
from meetings.models import AgendaItem, Meeting
from tests.factories import in_languages, make_activity, make_institution, make_meeting
from tests.pages import squeezed

NEW = "/en/meetings/new/?from=tenth"
FACTS = {"code": "next", "number": "11", "kind": "meeting", "zone": "Europe/Sarajevo", "title_en": "Eleventh"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def tenth():
    return make_meeting(code="tenth", number="10")


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def make_item(meeting, number, **fields):
    said = {"state": "on_agenda", "language": "sv", **in_languages("title", f"Item {number}"), **fields}
    return AgendaItem.objects.create(meeting=meeting, number=number, **said)


def on_agenda(code):
    return list(Meeting.objects.get(code=code).items.on_agenda())


def test_what_is_ticked_comes_along_in_order(host, tenth, member):
    body, activity = make_institution(), make_activity()
    facts = {"kind": "decision", "minutes": 20, "presenting_body": body, "presenter": member, "activity": activity}
    first = make_item(tenth, 1, is_public=False, origin="overdue", explanation="Late", **facts)
    make_item(tenth, 2)
    third = make_item(tenth, 3)

    page = host.get(NEW)
    assert "Take over agenda items" in squeezed(page)
    assert page.context["form"]["taken"].value() is None
    answer = host.post(NEW, {**FACTS, "taken": [str(third.pk), str(first.pk)]})

    assert answer["Location"] == "/en/meetings/next/planning/"
    one, other = on_agenda("next")
    assert [(item.number, item.title_sv) for item in (one, other)] == [(1, "Item 1 (sv)"), (2, "Item 3 (sv)")]
    assert (one.kind, one.minutes, one.presenting_body, one.activity) == ("decision", 20, body, activity)
    assert (one.is_public, one.origin, one.presenter, one.explanation) == (False, "secretariat", None, "")
    assert one.language == "sv"
    assert len(on_agenda("tenth")) == 3


def test_what_was_left_over_comes_itself_as_long_as_it_waits(host, tenth, secretariat):
    left, gone = make_item(tenth, 1), make_item(tenth, 2)
    waiting, taken = (carry_over(item, by=secretariat) for item in (left, gone))
    take(taken, make_meeting(code="other"))

    page = squeezed(host.get(NEW))
    assert "1. Item 1 (carried over to a later meeting)" in page
    assert "2. Item 2" not in page
    host.post(NEW, {**FACTS, "taken": [str(left.pk)]})

    (item,) = on_agenda("next")
    assert (item.pk, item.origin, item.carried_from) == (waiting.pk, "carried", left)
    assert not AgendaItem.objects.backlog().exists()


@pytest.mark.parametrize("sent", ["0", "x", "\x00", "9" * 40, "-1"])
def test_nothing_but_its_items_can_be_taken(host, tenth, sent):
    make_item(tenth, 1)

    answer = host.post(NEW, {**FACTS, "taken": [sent], "place_en": "Lecture room"})

    assert answer.status_code == 200
    assert "Select a valid choice" in squeezed(answer)
    assert 'value="Lecture room"' in squeezed(answer)
    assert not Meeting.objects.filter(code="next").exists()


def test_without_items_nothing_is_offered(host, tenth):
    assert "Take over" not in squeezed(host.get(NEW))
    assert "Take over" not in squeezed(host.get("/en/meetings/new/"))
    host.post(NEW, {**FACTS, "taken": ["1"]})

    assert on_agenda("next") == []


def test_the_page_costs_the_same_for_many(host, tenth, secretariat, django_assert_max_num_queries):
    for number in range(1, 21):
        item = make_item(tenth, number)
        if number % 2:
            carry_over(item, by=secretariat)

    with django_assert_max_num_queries(12):
        host.get(NEW)
