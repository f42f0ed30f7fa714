"""Who is asked, who was there, and whether there is a quorum."""

from datetime import date

import pytest
from django.utils import timezone

from institutions.models import Affiliation, GroupMembership
from meetings.models import Attendance, Meeting
from meetings.results.quorum import count, quorum_by_day
from tests.factories import LONG_AGO, make_institution, make_meeting, make_user
from tests.pages import squeezed

HERE = "/en/meetings/tenth/"
DAY = f"{HERE}attendance/2017-11-05/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def meeting(institution):
    return make_meeting(code="tenth", days=2)


def ask(meeting, person, institution, **said):
    if said:
        said["answered_at"] = timezone.now()
    return meeting.invitees.create(person=person, institution=institution, **said)


def test_ticked_people_are_invited_and_taken_back(host, member, outsider):
    meeting = make_meeting(code="tenth", state=Meeting.State.PENCILLED)
    page = host.get(f"{HERE}people/").context
    assert {one.person_id: ticked for one, ticked in page["others"]}[member.pk] is True
    keys = {one.person_id: one.key for one, _ticked in page["others"]}

    host.post(f"{HERE}people/", {"asked": [keys[member.pk], "9-9", "nonsense"]})
    assert [row.person for row in meeting.invitees.in_force()] == [member]

    row = meeting.invitees.get()
    for _time in range(2):
        assert host.post(f"{HERE}people/{row.pk}/withdraw/").status_code == 302
    assert not meeting.invitees.in_force().exists()

    host.post(f"{HERE}people/", {"asked": [keys[member.pk]]})
    assert [found.pk for found in meeting.invitees.in_force()] == [row.pk]


def test_attendance_is_ticked_from_answers_and_saved_at_once(host, meeting, institution, member, lead, outsider):
    second = meeting.days.order_by("held_on").last()
    ask(meeting, member, institution, answer="yes", mode="online")
    ask(meeting, lead, institution, answer="substitute", substitute_name="Deputy of hers")
    ask(meeting, outsider, None, answer="no")

    lines = {line.name: line for line, _mine in host.get(DAY).context["lines"]}
    assert {name for name, line in lines.items() if line.is_ticked} == {"Member", "Deputy of hers"}
    assert (lines["Member"].mode, lines["Deputy of hers"].instead_of) == ("online", "Lead")
    for _time in range(2):
        host.post(DAY, {"there": [line.key for line in lines.values() if line.is_ticked]})

    rows = Attendance.objects.order_by("pk")
    assert {(row.guest_name or str(row.person), row.mode) for row in rows} == {
        ("Member", "online"),
        ("Deputy of hers", "room"),
    }
    assert not second.attendances.exists()


def test_what_somebody_else_recorded_meanwhile_stays(host, meeting, institution, member, lead):
    day = meeting.days.order_by("held_on").first()
    mine, hers = f"p{member.pk}-{institution.pk}", f"p{lead.pk}-{institution.pk}"
    host.post(DAY, {"there": [mine]})

    host.post(DAY, {"there": [hers]})
    assert day.attendances.count() == 2
    host.post(DAY, {"there": [hers], "seen": [mine, hers]})
    assert [row.person for row in day.attendances.all()] == [lead]


def test_a_coordinator_puts_right_her_own_institution_only(client, meeting, institution, coordinator, member, outsider):
    other = outsider.affiliations.get().institution
    client.force_login(coordinator)

    client.post(DAY, {"there": [f"p{member.pk}-{institution.pk}", f"p{outsider.pk}-{other.pk}"]})

    assert [row.person for row in Attendance.objects.all()] == [member]


def test_guests_say_where_they_come_from(host, meeting):
    said = {"guest": "1", "guest-guest_name": "Guest", "guest-mode": "room"}
    assert "Say where the guest comes from." in squeezed(host.post(DAY, said))

    for _time in range(2):
        answer = host.post(DAY, said | {"guest-guest_body": "University"})

    assert "on the list of that day already" in squeezed(answer)
    assert Attendance.objects.get().guest_body == "University"


@pytest.mark.parametrize("day", ["2017-11-09", "5-11-2017", "x", "2017-13-45"])
def test_other_days_are_not_found(host, meeting, day):
    assert host.get(f"{HERE}attendance/{day}/").status_code == 404


def test_a_day_to_come_has_no_attendance_yet(host):
    make_meeting(code="tenth", on=date(2031, 5, 5), state=Meeting.State.ANNOUNCED)

    assert host.post(f"{HERE}attendance/2031-05-05/").status_code == 403


def test_the_quorum_counts_institutions_not_people():
    members = frozenset({1, 2, 3, 4})

    met = count([("a", 1), ("a", 2), ("b", 2), ("c", 9), ("d", 3)], members=members, needed=None)

    assert (met.present, met.needed, met.heads, met.is_met) == (3, 3, 4, True)
    assert not count([("a", 1), ("b", 1)], members=members, needed=2).is_met
    assert not count([], members=frozenset(), needed=None).is_met


def test_observers_and_former_members_do_not_count(meeting, institution, member):
    observer = make_institution(in_group=False)
    observing = GroupMembership.Kind.OBSERVER
    GroupMembership.objects.create(institution=observer, kind=observing, valid_from=LONG_AGO)
    guest = make_user(institution=observer, role=Affiliation.Role.MEMBER)
    first = meeting.days.order_by("held_on").first()
    first.attendances.create(person=member, institution=institution)
    first.attendances.create(person=guest, institution=observer)
    institution.memberships.update(valid_to=date(2017, 11, 6))
    found = Meeting.objects.with_days().get(pk=meeting.pk)

    one, two = quorum_by_day(found).values()

    assert (one.present, one.members, two.members) == (1, 1, 0)


def test_the_list_to_sign_names_everybody(host, meeting, member):
    assert "Member" in squeezed(host.get(f"{DAY}list/"))


def test_the_body_of_a_guest_names_nobody(client, secretariat, member):
    type(member).objects.filter(pk=member.pk).update(display_name="Vera Novak")
    make_meeting(code="held")
    client.force_login(secretariat)
    here = "/en/meetings/held/attendance/2017-11-05/"

    for body in ("Vera Novak, archive", "Office of Petra Kos"):
        said = {"guest": "1", "guest-guest_name": "Petra Kos", "guest-guest_body": body, "guest-mode": "room"}
        assert client.post(here, said).status_code == 200

    assert not Attendance.objects.exists()
