"""Who looks after an activity: lead, coordinator of the lead body and secretariat say so."""

from __future__ import annotations

import pytest

from tests.factories import make_institution, make_subgroup, make_user, seat
from workplans.models import Activity, ActivityBody


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/owner/"


@pytest.mark.parametrize("person", ["lead", "coordinator", "secretariat"])
def test_those_who_lead_it_name_the_owner(client, activity, url, member, person, request):
    client.force_login(request.getfixturevalue(person))

    response = client.post(url, {"owner": member.pk, "seen_owner": ""}, follow=True)

    assert b"Owner of activity 1.1 saved." in response.content
    activity.refresh_from_db()
    assert activity.owner == member


@pytest.mark.parametrize("person", ["member", "admin", "outsider"])
def test_others_may_not(client, activity, url, member, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403
    assert client.post(url, {"owner": member.pk}).status_code == 403


def test_whose_institution_only_contributes_names_nobody(client, activity, url, coordinator, member):
    activity.bodies.update(part=ActivityBody.Part.CONTRIBUTING)
    client.force_login(coordinator)

    assert client.post(url, {"owner": member.pk}).status_code == 403


def test_the_choice_is_the_lead_body_and_the_subgroup(client, activity, url, member, lead, coordinator, outsider):
    elsewhere = make_institution("Elsewhere")
    seated = make_user(institution=elsewhere, display_name="Seated")
    seat(seated, activity.subgroup, elsewhere)
    other = make_user(institution=elsewhere)
    seat(other, make_subgroup(), elsewhere)
    make_user(institution=activity.lead_body, display_name="Gone", is_active=False)
    client.force_login(lead)

    offered = set(client.get(url).context["form"].fields["owner"].queryset)

    assert offered == {member, lead, coordinator, seated}
    response = client.post(url, {"owner": outsider.pk})
    assert "owner" in response.context["form"].errors


def test_nobody_may_be_chosen(client, activity, url, lead, member):
    Activity.objects.update(owner=member)
    client.force_login(lead)

    client.post(url, {"owner": "", "seen_owner": member.pk})

    activity.refresh_from_db()
    assert activity.owner is None


def test_d01_a_choice_made_meanwhile_is_told(client, activity, url, lead, member, coordinator):
    Activity.objects.update(owner=coordinator)
    client.force_login(lead)

    response = client.post(url, {"owner": member.pk, "seen_owner": ""})

    assert response.status_code == 409
    assert b"Somebody else has named Coordinator meanwhile." in response.content
    seen = response.context["form"]["seen_owner"].value()
    assert client.post(url, {"owner": member.pk, "seen_owner": seen}).status_code == 302
    activity.refresh_from_db()
    assert activity.owner == member


def test_d05_twice_is_harmless(client, activity, url, lead, member):
    client.force_login(lead)

    assert [client.post(url, {"owner": member.pk, "seen_owner": ""}).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_what_is_over_keeps_its_owner(client, activity, url, lead, member, state):
    Activity.objects.update(state=state)
    client.force_login(lead)

    assert client.post(url, {"owner": member.pk}).status_code == 409


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "1e9"])
def test_d25_hostile_numbers_get_a_message(client, activity, url, lead, value):
    client.force_login(lead)

    response = client.post(url, {"owner": value, "seen_owner": value})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"owner", "seen_owner"}
