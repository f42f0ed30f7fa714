"""What everybody reads of an agenda: nothing that is for members, and no names."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guidelines.models import Edition
from meetings.actions import agenda
from meetings.models import ActionItem, AgendaItem, Minutes
from meetings.results.suggesting import suggestions_for
from tests.factories import make_edition, make_guideline, make_meeting
from tests.pages import squeezed

URL = "/en/meetings/next/agenda/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db):
    return make_meeting(on=timezone.localdate() + timedelta(days=30), state="agenda_sent", code="next")


def take_everything(meeting, by):
    agenda.accept(meeting, suggestions_for(meeting, today=timezone.localdate()), by=by)
    return squeezed(Client().get(URL)), list(meeting.items.on_agenda())


def test_a_suggested_action_item_stays_among_members(meeting, secretariat, institution):
    earlier = make_meeting(code="before", on=timezone.localdate() - timedelta(days=30))
    facts = {"language": "en", "institution": institution, "due_on": timezone.localdate()}
    ActionItem.add(earlier, by=secretariat, text="Talk to Vera", **facts)

    page, items = take_everything(meeting, secretariat)

    assert [item.title_en for item in items] == ["Talk to Vera"]
    assert "Talk to Vera" not in page


def test_minutes_of_an_internal_meeting_stay_among_members(meeting, secretariat):
    earlier = make_meeting(code="before", on=timezone.localdate() - timedelta(days=30), is_public=False)
    Minutes.objects.create(meeting=earlier, language="en")

    page, items = take_everything(meeting, secretariat)

    assert len(items) == 1
    assert str(earlier) not in page


def test_visitors_get_no_link_to_a_draft_they_cannot_read(meeting, client, secretariat):
    text = make_edition(make_guideline(code="QG-09"), state=Edition.State.FOR_ADOPTION)

    _page, (item,) = take_everything(meeting, secretariat)

    assert item.text == text
    assert text.get_absolute_url() not in Client().get(URL).content.decode()
    client.force_login(secretariat)
    assert text.get_absolute_url() in client.get(URL).content.decode()


def test_a_public_item_names_nobody(meeting, client, secretariat, member):
    type(member).objects.filter(pk=member.pk).update(display_name="Vera Novak")
    client.force_login(secretariat)
    said = {"kind": "decision", "title_en": "Report of Vera Novak"}

    refused = client.post(f"{URL}add/", {**said, "is_public": "on"})

    assert "instead of Vera Novak" in squeezed(refused)
    assert not AgendaItem.objects.exists()
    assert client.post(f"{URL}add/", said).status_code == 302


def test_a_wish_names_nobody_in_its_title(meeting, client, member):
    type(member).objects.filter(pk=member.pk).update(display_name="Vera Novak")
    client.force_login(member)

    refused = client.post("/en/meetings/items/propose/", {"kind": "decision", "title": "Report of Vera Novak"})

    assert "instead of Vera Novak" in squeezed(refused)
    assert not AgendaItem.objects.exists()
