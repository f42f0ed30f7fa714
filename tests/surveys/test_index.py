"""The list of surveys and questionnaires."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from surveys.models import Campaign, Questionnaire
from tests.factories import make_campaign, make_questionnaire
from tests.pages import squeezed

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


def test_the_list_costs_the_same_for_many(client, django_assert_num_queries):
    make_campaign()
    with django_assert_num_queries(2):
        client.get(URL)
    for _number in range(3):
        make_campaign()

    with django_assert_num_queries(2):
        client.get(URL)
