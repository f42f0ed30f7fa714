"""One institution's dashboard: who may see it, and what stands there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidelines.models import Adoption
from institutions.models import Invitation
from surveys.models import Campaign
from tests.factories import (
    make_activity,
    make_campaign,
    make_edition,
    make_guideline,
    make_institution,
    make_user,
    seat,
)
from workplans.models import Activity, Deadline

URL = "/en/dashboards/records/"


def days(number: int):
    return timezone.localdate() + timedelta(days=number)


def titles(response) -> list[str]:
    return [line["activity"].title for line in response.context["lines"]]


@pytest.fixture
def invitation(institution, secretariat) -> Invitation:
    now = timezone.now()
    invitation = Invitation(
        email="new@test.example", display_name="New", language="en", role="member", institution=institution
    )
    invitation.invited_by, invitation.invited_at = secretariat, now
    invitation.renew_token(now=now)
    invitation.save()
    return invitation


@pytest.mark.parametrize(
    ("person", "status", "may_invite"),
    [
        ("member", 200, False),
        ("lead", 200, False),
        ("coordinator", 200, True),
        ("secretariat", 200, True),
        ("admin", 200, True),
        ("outsider", 404, False),
    ],
)
def test_the_whole_cast(client, activity, invitation, request, person, status, may_invite):
    client.force_login(request.getfixturevalue(person))

    response = client.get(URL)

    assert response.status_code == status
    assert ("new@test.example" in response.content.decode()) is may_invite
    assert (f'action="/en/invitations/{invitation.pk}/withdraw/"' in response.content.decode()) is may_invite
    assert ('href="/en/dashboards/records/invite/"' in response.content.decode()) is may_invite


def test_visitors_are_asked_to_sign_in_and_strange_codes_do_not_exist(client, institution, secretariat):
    assert client.get(URL).headers["Location"] == f"/en/accounts/login/?next={URL}"

    client.force_login(secretariat)
    assert client.get("/en/dashboards/nobody/").status_code == 404


def test_it_says_who_sees_it(client, institution, secretariat):
    client.force_login(secretariat)

    text = "Visible to: people of the institution, its coordinators, the secretariat, administrators"
    assert text in client.get(URL).content.decode()


def test_what_it_leads_and_contributes_to(client, coordinator, institution):
    make_activity("Led", lead_body=institution, due_on=days(5))
    make_activity("Helped", contributing=(institution,), lead_body=make_institution(), due_on=days(4))
    make_activity("Strange", lead_body=make_institution())
    client.force_login(coordinator)

    response = client.get(URL)

    assert titles(response) == ["Helped", "Led"]
    assert [line["part"] for line in response.context["lines"]] == ["contributing body", "lead body"]
    assert titles(client.get(URL, {"part": "a_lead"})) == ["Led"]


def test_needs_a_hand(client, coordinator, institution, subgroup, member):
    cared = {"lead_body": institution, "owner": member, "subgroup": subgroup, "last_report_on": days(-1)}
    make_activity("fine", **cared, due_on=days(9))
    make_activity("late", **cared, due_on=days(-20))
    make_activity("alone", lead_body=institution, due_on=days(3))
    make_activity("done", lead_body=institution, due_on=days(-3), state=Activity.State.DONE)
    client.force_login(coordinator)

    needy = client.get(URL).context["needy"]

    assert [(entry["activity"].title, entry["needs"]) for entry in needy] == [
        ("late", ["overdue"]),
        ("alone", ["no owner", "no subgroup", "no report"]),
    ]


def test_the_slip_is_shown_against_the_baseline(client, coordinator, institution):
    activity = make_activity("Moved", lead_body=institution, due_on=days(0))
    activity.set_deadline(due_on=days(30), by=None, reason_class=Deadline.ReasonClass.SCOPE, reason="More to do.")
    client.force_login(coordinator)

    response = client.get(URL)

    assert response.context["lines"][0]["slip"] == "30 days"
    assert "baseline" in response.content.decode()


@pytest.mark.parametrize("key", ["code", "part", "owner", "status", "due", "slip", "report"])
def test_every_column_sorts_both_ways(client, coordinator, institution, key):
    first = make_activity(
        "first", lead_body=institution, owner=make_user(display_name="A"), last_report_on=days(-9), due_on=days(1)
    )
    second = make_activity(
        "second",
        contributing=(institution,),
        owner=make_user(display_name="B"),
        last_report_on=days(-8),
        due_on=days(2),
        state=Activity.State.AT_RISK,
    )
    second.set_deadline(due_on=days(9), by=None, reason_class=Deadline.ReasonClass.SCOPE, reason="More to do.")
    client.force_login(coordinator)

    up = ["second", "first"] if key == "status" else [first.title, second.title]
    assert titles(client.get(URL, {"sort": key})) == up
    assert titles(client.get(URL, {"sort": f"-{key}"})) == up[::-1]


def test_filter_by_status_and_overdue(client, coordinator, institution):
    make_activity("late", lead_body=institution, due_on=days(-1))
    make_activity("risky", lead_body=institution, state=Activity.State.AT_RISK, due_on=days(1))
    client.force_login(coordinator)

    assert titles(client.get(URL, {"status": "overdue"})) == ["late"]
    assert titles(client.get(URL, {"status": "at_risk"})) == ["risky"]
    assert titles(client.get(URL, {"status": "on_hold"})) == []
    assert titles(client.get(URL, {"status": "nonsense"})) == ["late", "risky"]


def test_people_seats_adoption_and_surveys(client, coordinator, institution, subgroup, member):
    said, silent = make_edition(make_guideline("Said")), make_edition(make_guideline("Silent"))
    Adoption.objects.create(institution=institution, edition=said, status="adopted", adopted_on=days(-100))
    Adoption.objects.create(institution=make_institution(), edition=silent, status="planned")
    mine = make_campaign(institution, state=Campaign.State.PLANNED)
    make_campaign()
    client.force_login(coordinator)

    response = client.get(URL)

    context = response.context
    assert [str(place.user) for place in context["people"]] == ["Coordinator", "Member"]
    assert [place.user for place in context["seats"]] == [member]
    assert [(edition, len(edition.said)) for edition in context["editions"]] == [(said, 1), (silent, 0)]
    assert list(context["surveys"]) == [mine]
    assert "not said yet" in response.content.decode()


def test_an_empty_institution_names_the_next_steps(client, secretariat):
    make_institution("Empty", code="empty")
    client.force_login(secretariat)

    html = client.get("/en/dashboards/empty/").content.decode()

    for sentence in (
        "No activity of the institution fits.",
        "Nobody works for this institution in the group yet.",
        "The institution has no seat in a subgroup.",
        "No guideline is in force.",
        "The institution has not run a survey yet.",
    ):
        assert sentence in html


def test_same_number_of_queries_for_one_and_for_many(client, coordinator, institution, subgroup, member):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    client.force_login(coordinator)
    make_activity(lead_body=institution, owner=member, subgroup=subgroup, due_on=days(-1))
    make_edition()
    make_campaign(institution)
    one = queries()
    for _number in range(4):
        person = make_user(institution=institution)
        seat(person, subgroup, institution)
        make_activity(lead_body=institution, owner=person, contributing=(make_institution(),), due_on=days(-2))
        make_edition()
        make_campaign(institution)

    assert queries() == one


def test_d25_hostile_pages(client, coordinator, activity):
    client.force_login(coordinator)

    for page in ("0", "-1", "x", "1e9", "9" * 40):
        assert client.get(URL, {"page": page}).status_code == 200
