"""Institutions leave the group and people leave institutions: what passes on, what ends, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from institutions.models import Affiliation, GroupMembership, GroupRole, SubgroupSeat, User
from letters.models import JobRun
from tests.factories import make_activity, make_institution, make_subgroup, make_user, seat
from workplans.actions import leaving
from workplans.models import Activity, CalendarLink
from workplans.tasks import settle_departures

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def leave(institution, on=TODAY, **successors):
    membership = institution.memberships.get()
    chosen = {activity.pk: successors.get("to") for activity in leaving.led_from(institution, on)}
    leaving.institution_leaves(membership, on=on, reason="Merged.", decision="2018/2-D4", successors=chosen)


def lead_on(activity, day):
    return activity.bodies.on(day).filter(part="a_lead").values_list("institution__code", flat=True).first()


def test_rights_end_on_the_day_and_not_before(institution, member, activity):
    leave(institution, on=TOMORROW)

    assert User.objects.get(pk=member.pk).standing.subgroups
    assert not SubgroupSeat.objects.counting(TOMORROW).filter(user=member).exists()


def test_activities_pass_to_the_successor_or_to_nobody(institution, activity):
    other = make_institution(code="heir")
    orphan = make_activity("Orphan", lead_body=institution)
    membership = institution.memberships.get()
    leaving.institution_leaves(
        membership, on=TODAY, reason="Merged.", decision="2018/2-D4", successors={activity.pk: other.pk}
    )

    yesterday = TODAY - timedelta(days=1)
    assert (lead_on(activity, yesterday), lead_on(activity, TODAY)) == ("records", "heir")
    assert (lead_on(orphan, yesterday), lead_on(orphan, TODAY)) == ("records", None)
    assert activity.bodies.get(institution=other).decision == "2018/2-D4"


def test_a_contributing_successor_becomes_lead_on_the_same_day(institution):
    helper = make_institution(code="helper")
    activity = make_activity("Shared", lead_body=institution, contributing=(helper,))

    leave(institution, to=helper.pk)

    parts = activity.bodies.filter(institution=helper).order_by("valid_from").values_list("part", "valid_to")
    assert list(parts) == [("b_contributing", TODAY), ("a_lead", None)]


def test_a_successor_leads_only_until_whoever_was_to_lead_later(institution, activity):
    heir, later = make_institution(code="heir"), make_institution(code="later")
    handover = TODAY + timedelta(days=60)
    activity.bodies.update(valid_to=handover)
    activity.bodies.create(institution=later, part="a_lead", valid_from=handover)

    leave(institution, to=heir.pk)

    assert (lead_on(activity, TODAY), lead_on(activity, handover)) == ("heir", "later")


def test_it_leaves_once_and_may_come_back(institution):
    leave(institution)
    with pytest.raises(leaving.HasLeft):
        leave(institution)

    GroupMembership.objects.create(institution=institution, valid_from=TODAY + timedelta(days=100))
    assert institution.memberships.count() == 2


def test_a_person_leaves_with_seats_account_and_calendars(institution, subgroup, member, activity):
    activity.owner = member
    activity.save(update_fields=["owner"])
    link = CalendarLink(user=member, kind="mine")
    link.renew_token()
    link.save()

    leaving.person_leaves(member.affiliations.get(), on=TODAY)

    member.refresh_from_db()
    activity.refresh_from_db()
    link.refresh_from_db()
    assert (member.is_active, activity.owner, link.revoked_at is not None) == (False, None, True)
    assert not member.seats.on(TODAY).exists()
    assert member.seats.on(TODAY - timedelta(days=1)).exists()


def test_on_a_later_day_everything_stays_until_then(member, activity):
    activity.owner = member
    activity.save(update_fields=["owner"])

    leaving.person_leaves(member.affiliations.get(), on=TOMORROW)
    activity.refresh_from_db()
    assert activity.owner == member

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        settle_departures()
        settle_departures()

    first, again = JobRun.objects.order_by("pk").values_list("counts", flat=True)
    assert first == {"owners": 1, "calendars": 0, "accounts": 1, "actions": 0, "improvements": 0}
    assert again == {"owners": 0, "calendars": 0, "accounts": 0, "actions": 0, "improvements": 0}


def test_who_has_another_place_keeps_account_and_activities(institution, member, activity):
    Affiliation.objects.create(user=member, institution=make_institution(), valid_from=date(2015, 1, 1))
    activity.owner = member
    activity.save(update_fields=["owner"])

    leaving.person_leaves(member.affiliations.get(institution=institution), on=TODAY)

    member.refresh_from_db()
    activity.refresh_from_db()
    assert (member.is_active, activity.owner) == (True, member)


def test_the_last_coordinator_names_a_successor(institution, coordinator, member):
    place = coordinator.affiliations.get()
    with pytest.raises(leaving.LastCoordinator):
        leaving.person_leaves(place, on=TODAY)

    leaving.person_leaves(place, on=TODAY, successor=member)

    now = institution.affiliations.on(TODAY).get(role="coordinator")
    assert now.user == member


@pytest.mark.django_db(transaction=True)
def test_two_last_coordinators_cannot_leave_at_once(institution):
    both = [make_user(institution=institution, role="coordinator").affiliations.get() for _number in range(2)]
    gate, told = Barrier(2), []

    def go(place):
        gate.wait()
        try:
            leaving.person_leaves(place, on=TODAY)
        except leaving.LastCoordinator:
            told.append(place)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[place]) for place in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    assert institution.affiliations.on(TODAY).filter(role="coordinator").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["delete", "end", "change"])
def test_the_database_keeps_one_secretariat(secretariat, deed):
    role = GroupRole.objects.filter(user=secretariat)
    deeds = {
        "delete": role.delete,
        "end": lambda: role.update(valid_to=TOMORROW),
        "change": lambda: role.update(role="chair"),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        deeds[deed]()

    make_user(group_role=GroupRole.Role.SECRETARIAT)
    deeds[deed]()


def test_pages_for_the_whole_cast(client, institution, member, lead, coordinator, secretariat, admin, outsider):
    place = member.affiliations.get()
    pages = {
        "/en/work-plans/leaving/institutions/records/": (403, 403, 403, 200, 403, 403),
        f"/en/work-plans/leaving/people/{place.pk}/": (403, 403, 200, 200, 200, 403),
        "/en/work-plans/watch/": (403, 403, 403, 200, 403, 403),
    }
    for url, expected in pages.items():
        assert client.get(url).status_code == 302
        for person, status in zip((member, lead, coordinator, secretariat, admin, outsider), expected, strict=True):
            client.force_login(person)
            assert (url, person.display_name, client.get(url).status_code) == (url, person.display_name, status)
        client.logout()


def test_an_institution_leaves_by_the_page(client, secretariat, institution, activity):
    heir = make_institution(code="heir")
    client.force_login(secretariat)
    url = "/en/work-plans/leaving/institutions/records/"

    unsaid = client.post(url, {"on": "2018-02-30", "decision": "", "reason": "x"})
    assert set(unsaid.context["form"].errors) == {"on", "decision"}

    said = {"on": TODAY.isoformat(), "decision": "2018/2-D4", "reason": "Merged.", f"lead-{activity.pk}": heir.pk}
    assert client.post(url, said).headers["Location"] == "/en/work-plans/watch/"
    assert lead_on(activity, TODAY) == "heir"
    assert client.get(url).status_code == 404


def test_the_page_asks_the_last_coordinator_for_a_successor(client, secretariat, coordinator, member):
    client.force_login(secretariat)
    url = f"/en/work-plans/leaving/people/{coordinator.affiliations.get().pk}/"

    refused = client.post(url, {"on": TODAY.isoformat()})
    assert set(refused.context["form"].errors) == {"successor"}

    client.post(url, {"on": TODAY.isoformat(), "successor": member.pk})
    assert Affiliation.objects.on(TODAY).get(role="coordinator").user == member


def test_the_sheet_names_what_she_holds(client, coordinator, member, activity):
    Activity.objects.filter(pk=activity.pk).update(owner=member)
    client.force_login(coordinator)

    page = client.get(f"/en/work-plans/leaving/people/{member.affiliations.get().pk}/").content.decode()

    assert "Write the guideline" in page
    assert "Surveys" in page


def test_the_watch_names_each_reason(client, secretariat, institution, subgroup, member, activity):
    make_activity("Nobody leads", state=Activity.State.PLANNED)
    make_activity("Claimed", state=Activity.State.DONE)
    make_activity("Sleeping", state=Activity.State.ON_HOLD, review_on=TODAY)
    make_activity("Late", lead_body=institution, due_on=TODAY - timedelta(days=20))
    SubgroupSeat.objects.filter(user=member).update(valid_to=TOMORROW)
    client.force_login(secretariat)

    context = client.get("/en/work-plans/watch/").context
    found = {str(entry["title"]): [line.title for line in entry["lines"]] for entry in context["lists"]}
    places = {str(entry["title"]): entry["count"] for entry in context["places"]}
    assert "Addresses whose letters come back" in context["well"]

    assert "Nobody leads" in found["No lead body"]
    assert found["Said to be done, not confirmed yet"] == ["Claimed"]
    assert found["On hold, to be reviewed"] == ["Sleeping"]
    assert found["Overdue for more than 14 days"] == ["Late"]
    assert places["Seats that end soon"] == 1
    assert places["Subgroups without a lead"] == 1
    assert places["Institutions without a coordinator"] == 1


def test_the_watch_takes_as_many_queries_for_many(client, secretariat, institution, django_assert_max_num_queries):
    for number in range(20):
        make_activity(f"Number {number}", lead_body=institution, due_on=TODAY - timedelta(days=30))
        seat(make_user(institution=institution), make_subgroup(), institution, valid_to=TOMORROW)
    client.force_login(secretariat)

    with django_assert_max_num_queries(36):
        client.get("/en/work-plans/watch/")
