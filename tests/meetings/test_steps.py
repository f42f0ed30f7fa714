"""The steps of a meeting on its pages: announced with everybody invited, moved with reason, held, called off."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from letters.models import Letter
from meetings.models import Meeting
from tests.factories import make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def meeting(secretariat, member, outsider):
    return make_meeting(
        code="tenth", on=timezone.localdate() + timedelta(days=60), days=2, state=Meeting.State.PENCILLED
    )


def states(meeting):
    meeting.refresh_from_db()
    return meeting.state, meeting.sequence, [step.kind for step in meeting.steps.order_by("pk")]


def test_announcing_invites_everybody_of_the_group_by_letter(host, meeting, secretariat, member, outsider):
    assert host.get(f"{HERE}steps/announce/").context["form"]["invite_all"].value() is True

    host.post(f"{HERE}steps/announce/", {"invite_all": "on"})

    assert states(meeting) == ("announced", 0, ["announced"])
    invited = {row.person: row.institution for row in meeting.invitees.select_related("person", "institution")}
    assert set(invited) == {secretariat, member, outsider}
    assert (invited[secretariat], invited[member].code) == (None, "records")
    assert Letter.objects.count() == 3


def test_announcing_twice_changes_nothing_and_says_so(host, meeting):
    host.post(f"{HERE}steps/announce/")

    answer = host.post(f"{HERE}steps/announce/")

    assert answer.status_code == 409
    assert "The state of the meeting: announced." in squeezed(answer)
    assert not meeting.invitees.exists()


def test_a_meeting_without_a_day_is_not_announced(host):
    make_meeting(code="tenth", days=0, state=Meeting.State.PENCILLED)

    answer = host.post(f"{HERE}steps/announce/")

    assert answer.status_code == 409
    assert "No day is fixed yet." in squeezed(answer)
    assert "/en/meetings/tenth/days/" in squeezed(answer)


def days_as_sent(client, **said):
    form = client.get(f"{HERE}days/").context["form"]
    days = {field.html_name: field.value() for field in form if field.value()}
    return {name: str(value) for name, value in days.items()} | said


def test_an_announced_meeting_is_moved_with_a_reason(host, meeting, member):
    host.post(f"{HERE}steps/announce/", {"invite_all": "on"})
    later = timezone.localdate() + timedelta(days=90)

    refused = host.post(f"{HERE}days/", days_as_sent(host, held_on_0=str(later), held_on_1=""))
    assert "This field is required." in squeezed(refused)
    host.post(f"{HERE}days/", days_as_sent(host, held_on_0=str(later), held_on_1="", reason="The room is taken."))

    assert states(meeting) == ("announced", 1, ["announced", "moved"])
    assert meeting.hours() == [(later, None, None)]
    client = host
    client.force_login(member)
    page = squeezed(client.get(f"{HERE}planning/"))
    assert "The room is taken." in page
    assert "Days since then" in page
    assert "steps/cancel" not in page


def test_the_same_days_again_move_nothing(host, meeting):
    host.post(f"{HERE}steps/announce/")

    host.post(f"{HERE}days/", days_as_sent(host, reason="No reason."))

    assert states(meeting) == ("announced", 0, ["announced"])


def test_two_who_move_it_at_once_lose_nothing(host, meeting):
    mine = days_as_sent(host, held_on_0="2031-05-05")
    host.post(f"{HERE}days/", days_as_sent(host, held_on_0="2031-06-06"))

    answer = host.post(f"{HERE}days/", mine)

    assert answer.status_code == 409
    assert 'value="2031-05-05"' in squeezed(answer)
    assert "6 June 2031" in squeezed(answer)
    assert date(2031, 6, 6) in [hours[0] for hours in meeting.hours()]
    again = {**mine, "seen": answer.context["form"]["seen"].value()}
    assert host.post(f"{HERE}days/", again).status_code == 302


def test_an_announced_meeting_keeps_a_day(host, meeting):
    host.post(f"{HERE}steps/announce/")

    answer = host.post(f"{HERE}days/", days_as_sent(host, held_on_0="", held_on_1="", reason="x"))

    assert "An announced meeting needs a day" in squeezed(answer)


def test_it_is_held_from_its_first_day_on(host, meeting):
    host.post(f"{HERE}steps/announce/")
    assert "Its first day has not come yet." in squeezed(host.post(f"{HERE}steps/hold/"))
    meeting.days.all().delete()
    meeting.days.create(held_on=timezone.localdate())

    host.post(f"{HERE}steps/hold/")

    assert states(meeting) == ("held", 0, ["announced", "held"])
    assert host.get(f"{HERE}days/").status_code == 200
    assert host.post(f"{HERE}days/", {"held_on_0": "2031-01-01"}).status_code == 409


def test_it_is_called_off_with_a_reason_in_any_language(host, meeting):
    host.post(f"{HERE}steps/announce/", {"invite_all": "on"})
    assert "Write it in at least one language." in squeezed(host.post(f"{HERE}steps/cancel/", {"reason_bs": " "}))

    host.post(f"{HERE}steps/cancel/", {"reason_bs": "Nema kvoruma."})

    assert states(meeting) == ("cancelled", 1, ["announced", "cancelled"])
    assert meeting.cancellation_reason_bs == "Nema kvoruma."
    assert Letter.objects.count() == 6
