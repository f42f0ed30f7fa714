"""The list of surveys and questionnaires."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from surveys.models import Campaign, Questionnaire
from tests.factories import make_campaign, make_questionnaire
from tests.pages import squeezed
from tests.surveys.payloads import make_release

URL = "/en/surveys/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read_the_list(client, request, who, institution):
    make_campaign(institution, title_en="Counter survey")
    if who:
        client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)
    page = squeezed(answer)

    assert answer.status_code == 200
    assert ">Counter survey</a></th>" in page
    assert '<a href="/en/institutions/records/">Office of Records</a>' in page
    assert '<td data-label="Period">17 September – 1 October 2018</td>' in page
    assert who or not answer.cookies


def test_surveys_stand_where_they_are_today(client):
    today = timezone.localdate()
    soon = {"opens_on": today + timedelta(days=3), "closes_on": today + timedelta(days=9)}
    last_day = make_campaign(state=Campaign.State.OPEN, opens_on=date(2018, 1, 1), closes_on=today)
    over = make_campaign(state=Campaign.State.OPEN, opens_on=date(2018, 1, 1), closes_on=today - timedelta(days=1))
    announced = make_campaign(state=Campaign.State.OPEN, **soon)

    context = client.get(URL).context

    assert (context["running"], context["planned"], context["finished"]) == ([last_day], [announced], [over])


def test_planned_surveys_are_for_the_institution_and_the_secretariat(
    client, institution, member, outsider, secretariat
):
    make_campaign(institution, title_en="Not announced", state=Campaign.State.PLANNED)

    for who, sees in ((None, False), (outsider, False), (member, True), (secretariat, True)):
        if who:
            client.force_login(who)
        assert ("Not announced" in squeezed(client.get(URL))) == sees


def test_questionnaires_are_listed_without_drafts(client, secretariat):
    make_questionnaire(title_en="In use")
    make_questionnaire(title_en="Old one", state=Questionnaire.State.RETIRED)
    make_questionnaire(title_en="New one", state=Questionnaire.State.DRAFT)

    page = squeezed(client.get(URL))
    assert "In use" in page
    assert '<span class="tag tag--warning">retired</span>' in page
    assert "New one" not in page

    client.force_login(secretariat)
    assert "New one" in squeezed(client.get(URL))


def test_an_empty_list_tells_the_next_step(client):
    page = squeezed(client.get(URL))

    assert "No survey is running at present" in page
    assert "No questionnaire has been published yet" in page


@pytest.fixture
def several(institution):
    """One of employees that is planned, one of users that is over and released, and one that runs."""
    today = timezone.localdate()
    staff = make_questionnaire(audience="employees")
    days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=9)}
    planned = make_campaign(institution, questionnaire=staff, state=Campaign.State.PLANNED, title_en="Planned one")
    running = make_campaign(institution, state=Campaign.State.OPEN, title_en="Running one", **days)
    old = {"opens_on": date(2015, 1, 1), "closes_on": date(2015, 2, 1), "title_en": "Old one"}
    return planned, running, make_campaign(institution, state=Campaign.State.SEALED, **old)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "Planned one, Running one, Old one"),
        ("state=finished", "Old one"),
        ("state=running", "Running one"),
        ("state=planned", "Planned one"),
        ("audience=employees", "Planned one"),
        ("audience=users&year=2015", "Old one"),
        ("year=2015&state=running", ""),
        ("year=1&audience=x&state=x&page=x", "Planned one, Running one, Old one"),
        ("year=%00", "Planned one, Running one, Old one"),
    ],
)
def test_the_list_is_narrowed_by_the_address(client, member, several, query, shown):
    client.force_login(member)
    answer = client.get(f"{URL}?{query}")
    page = squeezed(answer)

    for campaign in several:
        assert (f"{campaign}</a>" in page) == (str(campaign) in shown), campaign
    assert ("No survey was found" in page) == (not shown)


def test_finished_surveys_come_in_pages(client, institution):
    asked = make_questionnaire()
    for number in range(27):
        make_campaign(institution, questionnaire=asked, state=Campaign.State.CLOSED, title_en=f"Survey {number}.")

    assert len(client.get(URL).context["finished"]) == 25
    assert len(client.get(f"{URL}?page=2").context["finished"]) == 2
    assert "audience=users&amp;page=2" in squeezed(client.get(f"{URL}?audience=users"))


def test_results_are_linked_for_whoever_may_read_them(client, member, outsider, several):
    old = several[-1]
    link = f'href="/en/surveys/at/{old.address}/results/"'
    make_release(old, payload={"n": 1})
    for who, sees in ((member, True), (outsider, False)):
        client.force_login(who)
        assert (link in squeezed(client.get(URL))) == sees
    make_release(old, payload={"n": 1}, is_public=True)
    client.logout()
    assert link in squeezed(client.get(URL))


def test_the_list_costs_the_same_for_many(client, django_assert_num_queries):
    make_campaign()
    with django_assert_num_queries(5):
        client.get(URL)
    for _number in range(3):
        make_campaign()

    with django_assert_num_queries(5):
        client.get(URL)
