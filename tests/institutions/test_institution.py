"""The page of an institution: what it does in the group, and its people for members only."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.models import Adoption, Edition
from institutions.models import GroupMembership
from tests.factories import (
    make_activity,
    make_area,
    make_edition,
    make_guideline,
    make_institution,
    make_plan,
    make_user,
    seat,
)
from workplans.models import Activity, WorkPlan

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]
URL = "/en/institutions/records/"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_public_facts(client, institution, subgroup, member):
    institution.website, institution.public_email = "https://records.example/", "info@records.example"
    institution.short_name_en = "OR"
    institution.save()

    content = client.get(URL).content.decode()

    assert "<h1>Office of Records</h1>" in content
    assert "member since 1 January 2013" in content
    assert '<a href="https://records.example/" rel="noopener">' in content
    assert '<a href="mailto:info@records.example">' in content
    assert f'<a href="/en/subgroups/{subgroup.code}/">Surveys</a>' in content


def test_both_periods_of_one_that_left_and_came_back(client, db):
    body = make_institution(code="back", in_group=False)
    for first, end in ((date(2013, 1, 1), date(2015, 1, 1)), (date(2017, 5, 1), None)):
        GroupMembership.objects.create(institution=body, valid_from=first, valid_to=end)

    text = text_of(client.get("/bs/institutions/back/"))

    assert "1. januar 2013." in text
    assert "31. decembar 2014." in text
    assert "1. maj 2017." in text


def test_what_it_leads_and_helps_in_the_plan_in_force(client, institution, activity):
    other = make_institution("Other")
    make_activity("Helped", lead_body=other, contributing=(institution,), due_on=date(2018, 9, 30))
    make_activity("Only thought of", lead_body=institution, state=Activity.State.PROPOSED)
    closed = make_area(make_plan(state=WorkPlan.State.CLOSED))
    make_activity("Long ago", area=closed, lead_body=institution)

    response = client.get(URL)

    assert [activity.title for activity in response.context["leads"]] == ["Write the guideline"]
    assert [activity.title for activity in response.context["helps"]] == ["Helped"]
    assert "overdue 30 September 2018" in text_of(response)
    assert "Only thought of" not in text_of(response)
    assert "Long ago" not in text_of(response)


def test_guidelines_it_applies(client, institution):
    applied, planned, draft = (make_guideline(name) for name in ("Applied one", "Planned one", "Draft one"))
    Adoption.objects.create(
        institution=institution, edition=make_edition(applied), status="deviation", reason="Our law differs."
    )
    Adoption.objects.create(institution=institution, edition=make_edition(planned), status="planned")
    hidden = make_edition(draft, state=Edition.State.DRAFT)
    Adoption.objects.create(institution=institution, edition=hidden, status="adopted")

    text = text_of(client.get(URL))

    assert "Applied one applied with deviation" in text
    for secret in ("Planned one", "Draft one", "Our law differs."):
        assert secret not in text


def test_no_person_in_public(client, institution, subgroup):
    person = make_user("zlata@test.example", display_name="Zlata Zlatić", institution=institution)
    seat(person, subgroup, institution)

    content = client.get(URL).content.decode()

    for secret in ("Zlat", "zlata@", "People", "Visible to"):
        assert secret not in content


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_group_sees_people_with_their_roles(client, request, who, institution):
    for name in ("Žana", "Čeda", "Ceca"):
        make_user(display_name=name, institution=institution, language="bs")
    client.force_login(request.getfixturevalue(who))

    text = text_of(client.get("/bs/institutions/records/"))

    assert re.findall("Žana|Čeda|Ceca", text) == ["Ceca", "Čeda", "Žana"]
    assert "@test.example" not in text


def test_somebody_without_a_place_in_the_group_sees_no_people(client, institution, member):
    client.force_login(make_user())

    assert "Visible to" not in client.get(URL).content.decode()


def test_unknown_code(client, db):
    assert client.get("/sv/institutions/nobody/").status_code == 404


def test_a_visitor_gets_no_cookie(client, institution):
    assert not client.get(URL).cookies


def test_query_count_is_the_same_for_one_row_and_many(client, institution, subgroup, outsider):
    client.force_login(outsider)
    counted = []
    for more in (1, 3):
        for _number in range(more):
            make_activity(lead_body=institution, subgroup=subgroup, due_on=date(2018, 9, 30))
            make_activity(lead_body=make_institution(), contributing=(institution,))
            Adoption.objects.create(institution=institution, edition=make_edition(), status="adopted")
            seat(make_user(institution=institution), subgroup, institution)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 12
