"""The page of a subgroup: what it is for and who takes part; its people for members only."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import Subgroup, SubgroupSeat
from tests.factories import in_languages, make_activity, make_institution, make_subgroup, make_user, seat
from workplans.models import Activity

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


@pytest.fixture
def surveys(db) -> Subgroup:
    return make_subgroup("Surveys", code="surveys", **in_languages("mandate", "Write common questionnaires."))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sit(name: str, subgroup: Subgroup, institution, role: str = SubgroupSeat.Role.MEMBER, **fields):
    return seat(make_user(display_name=name, institution=institution), subgroup, institution, role, **fields)


def test_mandate_and_institutions_without_people(client, surveys):
    sit("Zlata", surveys, make_institution("Office A"), SubgroupSeat.Role.LEAD)
    sit("Ana", surveys, make_institution("Office B"), valid_to=date(2017, 1, 1))

    response = client.get("/en/subgroups/surveys/")

    assert "Write common questionnaires." in text_of(response)
    assert [body.name for body in response.context["institutions"]] == ["Office A"]
    assert "Zlata" not in text_of(response)
    assert "People" not in text_of(response)


def test_its_activities_in_the_plan_in_force(client, surveys):
    make_activity("Ask the users", subgroup=surveys, due_on=date(2018, 9, 30))
    make_activity("Only thought of", subgroup=surveys, state=Activity.State.PROPOSED)

    text = text_of(client.get("/en/subgroups/surveys/"))

    assert "1.1 Ask the users" in text
    assert "overdue 30 September 2018" in text
    assert "Only thought of" not in text


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_group_sees_the_lead_first_then_the_others_by_name(client, request, who, surveys):
    office = make_institution("Office A")
    sit("Ana", surveys, office)
    sit("Zlata", surveys, office, SubgroupSeat.Role.LEAD)
    sit("Mina", surveys, office, SubgroupSeat.Role.DEPUTY)
    sit("Bela", surveys, office)
    client.force_login(request.getfixturevalue(who))

    text = text_of(client.get("/en/subgroups/surveys/"))

    assert re.findall("Ana|Bela|Mina|Zlata", text) == ["Zlata", "Mina", "Ana", "Bela"]
    assert "Zlata lead Office A" in text


def test_an_empty_one_says_so(client, surveys):
    text = text_of(client.get("/en/subgroups/surveys/"))

    assert "No institution has a seat in this subgroup yet." in text
    assert "The subgroup has no activity in the work plan in force." in text


def test_a_closed_one_is_marked(client, surveys):
    Subgroup.objects.update(state=Subgroup.State.CLOSED)

    assert "Subgroup closed Surveys" in text_of(client.get("/en/subgroups/surveys/"))


def test_unknown_code_and_no_cookie(client, surveys):
    assert client.get("/bs/subgroups/nothing/").status_code == 404
    assert not client.get("/bs/subgroups/surveys/").cookies


def test_query_count_is_the_same_for_one_row_and_many(client, surveys, outsider):
    client.force_login(outsider)
    counted = []
    for more in (1, 3):
        for number in range(more):
            sit(f"Person {number}", surveys, make_institution())
            make_activity(subgroup=surveys, lead_body=make_institution(), due_on=date(2018, 9, 30))
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/subgroups/surveys/")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 10


def test_it_says_how_far_its_activities_are_together(client, surveys):
    make_activity(subgroup=surveys, state="done", percent=100)
    make_activity(subgroup=surveys, percent=40)
    make_activity(subgroup=surveys, state="cancelled", percent=10)

    text = text_of(client.get("/en/subgroups/surveys/"))

    assert "70% 1 of 2 done Every activity weighs the same." in text
