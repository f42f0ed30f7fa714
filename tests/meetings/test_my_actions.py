"""Action items on "My work", where they are closed and put off, and on the dashboard of an institution."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import ActionItem
from tests.factories import make_action, make_institution, make_meeting
from tests.pages import squeezed

URL = "/en/my-work/"
DASHBOARD = "/en/dashboards/records/"
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def action(institution, member) -> ActionItem:
    meeting = make_meeting(code="tenth", number="2018/2")
    return make_action("Send the list", meeting=meeting, institution=institution, owner=member)


def owed(client) -> list[str]:
    return [action.text for action, _form in client.get(URL).context["actions"]["lines"]]


def test_what_she_owes_is_closed_there_with_one_click(client, member, action):
    client.force_login(member)
    page = squeezed(client.get(URL))
    assert "1 action item of a meeting is open." in page
    assert "You owe nothing today." not in page
    assert f'action="/en/meetings/actions/{action.pk}/close/"' in page

    client.post(f"/en/meetings/actions/{action.pk}/close/", {"next": URL})

    page = squeezed(client.get(URL))
    assert "2018/2-A1 is done." in page
    assert "You owe nothing today." in page


def test_it_is_put_off_there_with_date_and_reason(client, member, action):
    client.force_login(member)
    page = client.get(URL).content.decode()
    assert f'id="action-{action.pk}-due_on"' in page
    said = {"due_on": (TODAY + timedelta(days=50)).isoformat(), "reason": "Later.", "seen": "1", "next": URL}

    assert client.post(f"/en/meetings/actions/{action.pk}/postpone/", said)["Location"] == URL
    assert ActionItem.objects.get().version == 2


def test_the_most_urgent_stand_first_and_the_others_are_counted(client, member, action, institution):
    for days in range(9):
        make_action(f"In {days}", meeting=action.meeting, institution=institution, owner=member, due_on=TODAY
                    + timedelta(days=days))  # fmt: skip
    client.force_login(member)

    assert owed(client) == [f"In {days}" for days in range(7)]
    page = squeezed(client.get(URL))
    assert "10 action items of meetings are open." in page
    assert 'href="/en/meetings/actions/?state=mine"' in page


def test_coordinators_owe_what_nobody_owns_others_do_not(client, coordinator, lead, action, institution):
    make_action("Nobody's", meeting=action.meeting, institution=institution)
    client.force_login(coordinator)
    assert owed(client) == ["Nobody's"]

    client.force_login(lead)
    assert owed(client) == []


def test_the_secretariat_hears_of_what_nobody_looks_after(client, secretariat, action):
    make_action("Lost", meeting=action.meeting, institution=make_institution(in_group=False))
    client.force_login(secretariat)

    assert "1 action item that nobody looks after" in squeezed(client.get(URL))
    found = client.get("/en/meetings/actions/?state=unattended")
    assert [one.text for one in found.context["page_obj"]] == ["Lost"]


def test_an_institution_has_its_own_on_its_dashboard(client, coordinator, action, institution):
    make_action("Late", meeting=action.meeting, institution=institution, due_on=TODAY - timedelta(days=1))
    make_action("Of another", meeting=action.meeting, institution=make_institution())
    client.force_login(coordinator)

    page = squeezed(client.get(DASHBOARD))

    assert page.index("Late") < page.index("Send the list")
    assert "Of another" not in page
    ActionItem.objects.all().delete()
    assert "No action item of a meeting is open." in squeezed(client.get(DASHBOARD))


@pytest.mark.parametrize("address", [URL, DASHBOARD])
def test_many_cost_no_more(client, coordinator, action, institution, address):
    make_action("Nobody's", meeting=action.meeting, institution=institution)
    client.force_login(coordinator)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(15):
        make_action(f"No. {number}", meeting=make_meeting(), institution=institution)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
