"""Action items: who finds which, what the page says, and every act on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Affiliation
from meetings.models import ActionItem, Meeting
from tests.factories import make_action, make_institution, make_meeting, make_user
from tests.pages import squeezed

URL = "/en/meetings/actions/"
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return make_meeting(code="tenth", number="2018/2")


@pytest.fixture
def action(meeting, institution, member) -> ActionItem:
    """The member's, due in ten days."""
    return make_action("Send the list", meeting=meeting, institution=institution, owner=member)


def found(client, query="") -> list[str]:
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == 200
    return [action.text for action in answer.context["page_obj"]]


def test_members_find_open_ones_by_date(client, member, action, meeting, institution):
    make_action("Earlier", meeting=meeting, institution=institution, due_on=TODAY - timedelta(days=1))
    make_action("Done", meeting=meeting, institution=institution).close(by=member)
    client.force_login(member)

    assert found(client) == ["Earlier", "Send the list"]
    page = squeezed(client.get(URL))
    assert '<a href="/en/meetings/tenth/">' in page
    assert "Office of Records, Member" in page
    assert "overdue</span>" in page
    assert "2018/2-A1" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=overdue", ["Late"]),
        ("?state=mine", ["Send the list"]),
        ("?state=unattended", ["Late"]),
        ("?state=done", ["Past"]),
        ("?state=dropped", []),
        ("?state=all", ["Send the list", "Late", "Past"]),
        ("?institution=records", ["Send the list"]),
        ("?institution=nobody", []),
        ("?institution=%00", []),
        ("?q=list+send", ["Send the list"]),
        ("?q=2018/2-a2", ["Late"]),
        ("?q=%25", []),
        ("?state=burn", []),
        ("?page=999&q=%00", []),
    ],
)
def test_they_are_narrowed_by_state_institution_and_words(client, member, action, meeting, query, expected):
    other = make_institution(code="other")
    make_action("Late", meeting=meeting, institution=other, due_on=TODAY - timedelta(days=9))
    make_action("Past", meeting=meeting, institution=other, due_on=TODAY - timedelta(days=99)).close(by=member)
    client.force_login(member)

    assert found(client, query) == expected


def test_a_coordinator_owes_what_nobody_of_hers_owns(client, coordinator, action, meeting, institution):
    make_action("Nobody's", meeting=meeting, institution=institution)
    client.force_login(coordinator)

    assert found(client, "?state=mine") == ["Nobody's"]


def test_nothing_found_says_where_they_come_from(client, member):
    client.force_login(member)

    assert "They are added while the minutes of a meeting are written." in squeezed(client.get(URL))


def test_a_meeting_has_its_own_on_its_desk(client, member, action, institution):
    make_action("Of another", meeting=make_meeting(), institution=institution)
    action.close(by=member)
    client.force_login(member)

    page = squeezed(client.get("/en/meetings/tenth/actions/"))

    assert "Send the list" in page
    assert "Of another" not in page
    assert '<a href="/en/meetings/tenth/actions/" aria-current="page">Action items</a>' in page
    assert "Add an action item" not in page


@pytest.mark.parametrize("address", [URL, "/en/meetings/tenth/actions/"])
def test_they_cost_the_same_for_many(client, secretariat, action, address, django_assert_num_queries):
    client.force_login(secretariat)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(30):
        make_action(f"No. {number}", meeting=action.meeting, institution=make_institution(), owner=make_user())
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_visitors_sign_in_and_strangers_are_refused(client, member, action):
    assert client.get(action.get_absolute_url())["Location"].startswith("/en/accounts/login/")
    Affiliation.objects.all().delete()
    client.force_login(member)

    assert client.get(URL).status_code == 403
    assert client.get(action.get_absolute_url()).status_code == 404
    assert client.post(f"{URL}{action.pk}/close/").status_code == 404


def test_the_page_tells_who_what_when_and_where_from(client, outsider, action):
    client.force_login(outsider)

    page = squeezed(client.get(action.get_absolute_url()))

    for words in ("2018/2-A1", '<p class="measure" lang="en">Send the list</p>', "Office of Records", "Member"):
        assert words in page
    assert "What can be done" not in page
    assert client.get(f"{URL}{10**30}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("member", ["close", "postpone", "drop"]),
        ("coordinator", ["close", "postpone", "hand-over", "drop"]),
        ("secretariat", ["close", "postpone", "hand-over", "reword", "drop"]),
        ("lead", []),
        ("admin", []),
    ],
)
def test_everybody_is_offered_what_she_may(client, action, request, who, acts):
    client.force_login(request.getfixturevalue(who))

    assert [name for name, *_rest in client.get(action.get_absolute_url()).context["acts"]] == acts
    refused = {"close", "postpone", "hand-over", "reword", "drop"} - {*acts}
    assert {client.post(f"{URL}{action.pk}/{act}/").status_code for act in refused} <= {403}


def test_agendas_lead_to_what_is_open(client, secretariat, action):
    coming = make_meeting(code="next", on=TODAY + timedelta(days=30), state=Meeting.State.ANNOUNCED)
    client.force_login(secretariat)
    link = f'<a href="{action.get_absolute_url()}">'
    assert f"{link}the action item is open</a>" in squeezed(client.get("/en/meetings/next/agenda/"))

    client.post("/en/meetings/next/agenda/suggestions/", {"suggestion": f"action-{action.pk}"})

    assert coming.items.get().action == action
    assert f"{link}Action item</a>" in squeezed(client.get("/en/meetings/next/agenda/"))
    coming.items.update(is_public=True)
    Meeting.objects.filter(pk=coming.pk).update(state=Meeting.State.AGENDA_SENT)
    client.logout()
    assert link not in squeezed(client.get("/en/meetings/next/agenda/"))


def test_the_meetings_lead_members_there(client, member):
    link = '<a href="/en/meetings/actions/">Action items</a>'
    assert link not in squeezed(client.get("/en/meetings/"))
    client.force_login(member)
    assert link in squeezed(client.get("/en/meetings/"))
