"""Private calendars behind secret addresses that can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from institutions.models import Affiliation, GroupMembership, SubgroupSeat
from tests.factories import (
    in_languages,
    make_activity,
    make_area,
    make_institution,
    make_plan,
    make_subgroup,
    make_user,
)
from tests.workplans.test_calendar import events
from workplans.models import Activity, CalendarLink, WorkPlan

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def area(db):
    return make_area(make_plan(code="2017-2019", **in_languages("title", "Plan")))


@pytest.fixture
def work(area, institution, subgroup) -> Activity:
    return make_activity(
        "Write, then; check", area=area, lead_body=institution, subgroup=subgroup, due_on=date(2018, 9, 30)
    )


def address(client, person, place="mine") -> str:
    client.force_login(person)
    page = client.post("/en/work-plans/calendars/", {"place": place})
    client.logout()
    return page.context["made"]["address"].removeprefix("https://localhost")


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_in_the_group_has_calendars_of_her_own(client, request, who, work):
    expected = 1 if who in {"member", "lead"} else 0

    link = address(client, request.getfixturevalue(who))

    assert len(events(client.get(link))) == expected


def test_what_is_mine_is_what_my_subgroups_do_and_what_i_own(client, area, work, member):
    make_activity("Owned", area=area, owner=member, due_on=date(2018, 3, 31))
    make_activity("Elsewhere", area=area, subgroup=make_subgroup(), due_on=date(2018, 3, 31))

    found = events(client.get(address(client, member)))

    assert [str(event["SUMMARY"]) for event in found] == ["1.1 Write, then; check", "1.2 Owned"]


def test_calendars_of_the_subgroup_and_the_institution(client, area, work, member, institution, subgroup):
    make_activity("Led", area=area, lead_body=institution, due_on=date(2018, 3, 31))
    make_activity("Helped", area=area, contributing=(institution,), due_on=date(2018, 3, 31))
    make_activity("Foreign", area=area, lead_body=make_institution(), due_on=date(2018, 3, 31))

    of_subgroup = events(client.get(address(client, member, f"subgroup-{subgroup.pk}")))
    of_institution = events(client.get(address(client, member, f"institution-{institution.pk}")))

    assert [str(event["SUMMARY"])[:3] for event in of_subgroup] == ["1.1"]
    assert [str(event["SUMMARY"])[:3] for event in of_institution] == ["1.1", "1.2", "1.3"]


def test_plans_before_adoption_are_in_no_private_calendar(client, member, subgroup):
    area = make_area(make_plan(state=WorkPlan.State.DRAFT))
    make_activity(area=area, subgroup=subgroup, due_on=date(2018, 3, 31))

    assert events(client.get(address(client, member))) == []


def test_the_owners_language_counts_not_that_of_the_address(client, work, member):
    member.language = "bs"
    member.save()

    (event,) = events(client.get(address(client, member)))

    assert str(event["SUMMARY"]) == "1.1 Write, then; check (bs)"


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client, work, member):
    link = address(client, member)
    token = link.rpartition("/")[2].removesuffix(".ics")

    client.force_login(member)
    page = client.get("/en/work-plans/calendars/")

    assert token not in page.content.decode()
    assert CalendarLink.objects.get().token_hash == CalendarLink.hash_of(token)
    assert page["Cache-Control"] == "private, no-store"


def test_no_cache_and_no_search_engine_keeps_a_private_calendar(client, work, member):
    response = client.get(address(client, member))

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert CalendarLink.objects.get().last_used_on == timezone.localdate()


def test_making_it_twice_and_renewing_give_one_living_address(client, work, member):
    first = address(client, member)
    second = address(client, member)
    client.force_login(member)
    page = client.post(f"/en/work-plans/calendars/{CalendarLink.objects.get().pk}/renew/")
    third = page.context["made"]["address"].removeprefix("https://localhost")

    assert [client.get(link).status_code for link in (first, second, third)] == [404, 404, 200]


def test_a_revoked_address_dies_at_once_and_stays_dead(client, work, member):
    link = address(client, member)
    client.force_login(member)
    pk = CalendarLink.objects.get().pk

    assert client.post(f"/en/work-plans/calendars/{pk}/revoke/").status_code == 302
    assert client.get(link).status_code == 404
    assert client.post(f"/en/work-plans/calendars/{pk}/revoke/").status_code == 302
    assert client.post(f"/en/work-plans/calendars/{pk}/renew/").status_code == 404


@pytest.mark.parametrize("deed", ["renew", "revoke"])
def test_nobody_touches_the_address_of_somebody_else(client, work, member, lead, deed):
    link = address(client, member)
    client.force_login(lead)

    assert client.post(f"/en/work-plans/calendars/{CalendarLink.objects.get().pk}/{deed}/").status_code == 404
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("place", ["", "subgroup-999999", "institution-1e9", "mine\x00", "subgroup"])
def test_only_ones_own_places_can_be_chosen(client, work, member, place):
    client.force_login(member)

    page = client.post("/en/work-plans/calendars/", {"place": place})

    assert page.status_code == 400
    assert "Choose one of the calendars." in page.content.decode()
    assert not CalendarLink.objects.exists()


def test_the_address_dies_with_the_account_the_seat_the_affiliation_and_the_membership(
    client, work, member, institution, subgroup
):
    today = timezone.localdate()
    places = ["mine", f"subgroup-{subgroup.pk}", f"institution-{institution.pk}"]
    mine, of_subgroup, of_institution = (address(client, member, place) for place in places)

    def answers() -> list[int]:
        return [client.get(link).status_code for link in (mine, of_subgroup, of_institution)]

    assert answers() == [200, 200, 200]
    SubgroupSeat.objects.filter(user=member).update(valid_to=today)
    assert answers() == [200, 404, 200]
    GroupMembership.objects.filter(institution=institution).update(valid_to=today)
    assert answers() == [404, 404, 404]
    GroupMembership.objects.filter(institution=institution).update(valid_to=None)
    assert answers() == [200, 404, 200]
    Affiliation.objects.filter(user=member).update(valid_to=today)
    assert answers() == [404, 404, 404]
    Affiliation.objects.filter(user=member).update(valid_to=today + timedelta(days=9))
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert answers() == [404, 404, 404]


def test_a_guessed_address_answers_like_any_that_is_missing(client, db):
    assert client.get("/en/work-plans/calendars/guessed.ics").status_code == 404
    assert client.get(f"/en/work-plans/calendars/{'x' * 5000}.ics").status_code == 404


def test_who_left_the_group_has_no_calendars(client, db):
    client.force_login(make_user())

    assert client.get("/en/work-plans/calendars/").status_code == 403
