"""A survey is planned, opened once and for good, extended, and put right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from surveys.actions import campaigns as deeds
from surveys.actions.campaigns import NotNow, Obstacle, TooMany, Unready
from surveys.models import Campaign, CampaignDimension, ParticipationCode
from tests.surveys.factories import make_draft, make_survey, publish

TODAY = timezone.localdate()
DAYS = {"opens_on": TODAY - timedelta(days=2), "closes_on": TODAY + timedelta(days=10)}
PLANNED = Campaign.State.PLANNED


@pytest.fixture
def planned(institution) -> Campaign:
    return make_survey(institution, state=PLANNED, **DAYS)


def test_it_opens_today_where_its_first_day_has_passed(planned):
    deeds.open_survey(planned, today=TODAY)

    planned.refresh_from_db()
    assert (planned.state, planned.opens_on) == (Campaign.State.OPEN, TODAY)


def test_it_keeps_a_first_day_that_lies_ahead(institution):
    ahead = make_survey(institution, state=PLANNED, **DAYS | {"opens_on": TODAY + timedelta(days=3)})

    deeds.open_survey(ahead, today=TODAY)

    ahead.refresh_from_db()
    assert ahead.opens_on == TODAY + timedelta(days=3)


def test_opening_twice_does_no_harm_and_a_closed_one_stays_closed(planned):
    deeds.open_survey(planned, today=TODAY)
    deeds.open_survey(planned, today=TODAY)
    Campaign.objects.filter(pk=planned.pk).update(state=Campaign.State.CLOSED)

    with pytest.raises(NotNow):
        deeds.open_survey(planned, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_at_once_both_are_content(planned):
    def do(_turn: int) -> None:
        try:
            deeds.open_survey(planned, today=TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(do, range(2))) == [None, None]
    planned.refresh_from_db()
    assert planned.state == Campaign.State.OPEN


def test_every_obstacle_is_named(institution):
    poor = make_survey(
        institution, audience="employees", state=PLANNED, mode="codes", population=50, k_total=5,
        opens_on=TODAY - timedelta(days=9), closes_on=TODAY,
    )  # fmt: skip
    type(poor.questionnaire).objects.filter(pk=poor.questionnaire_id).update(state="retired")

    with pytest.raises(Unready) as refused:
        deeds.open_survey(poor, today=TODAY)

    assert refused.value.obstacles == list(Obstacle)
    poor.refresh_from_db()
    assert poor.state == PLANNED


def test_as_many_are_asked_as_have_codes(institution):
    survey = make_survey(institution, state=PLANNED, mode="codes", population=50, **DAYS)
    deeds.give_out(survey, 30)

    deeds.open_survey(survey, today=TODAY)

    survey.refresh_from_db()
    assert survey.invited == 30


@pytest.mark.parametrize(
    "change",
    [
        {"k_total": 5},
        {"k_cell": 11},
        {"k_text": 5},
        {"fold_size": 5},
        {"mode": "codes"},
        {"approach": "sample"},
        {"takes_part": True},
        {"state": "planned"},
        {"closes_on": TODAY + timedelta(days=1)},
        {"opens_on": TODAY - timedelta(days=1)},
        {"address": "elsewhere"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_REQ_26_an_open_survey_keeps_its_promise_in_the_database(planned, change):
    deeds.open_survey(planned, today=TODAY)

    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=planned.pk).update(**change)


def test_REQ_26_breakdowns_are_declared_before_it_opens(planned):
    deeds.open_survey(planned, today=TODAY)

    with pytest.raises(NotNow):
        deeds.declare(planned, [])
    with pytest.raises(NotNow):
        deeds.rewrite(planned, {"k_total": 5})
    assert planned.dimensions.count() == 2


def test_it_is_extended_even_after_midnight_but_never_shortened(institution):
    survey = make_survey(institution, opens_on=TODAY - timedelta(days=9), closes_on=TODAY - timedelta(days=1))

    deeds.extend(survey, TODAY + timedelta(days=5), today=TODAY)
    deeds.extend(survey, TODAY + timedelta(days=2), today=TODAY)

    survey.refresh_from_db()
    assert survey.closes_on == TODAY + timedelta(days=5)


def test_a_closed_one_is_not_extended(institution):
    closed = make_survey(institution, state=Campaign.State.CLOSED, **DAYS)

    with pytest.raises(NotNow):
        deeds.extend(closed, TODAY + timedelta(days=50), today=TODAY)


def test_a_plan_is_deleted_with_its_codes_and_an_open_one_is_not(institution):
    survey = make_survey(institution, state=PLANNED, mode="codes", population=50, **DAYS)
    deeds.give_out(survey, 3)
    open_one = make_survey(institution, questionnaire=survey.questionnaire, **DAYS)

    deeds.drop(Campaign.objects.get(pk=survey.pk))
    with pytest.raises(NotNow):
        deeds.drop(open_one)

    assert list(Campaign.objects.all()) == [open_one]
    assert not ParticipationCode.objects.exists()


def test_another_questionnaire_takes_its_breakdowns_along(planned):
    other = make_survey(planned.institution, audience="employees", state=PLANNED, **DAYS).questionnaire

    deeds.rewrite(planned, {"questionnaire": other})

    assert not CampaignDimension.objects.filter(campaign=planned).exists()


def test_REQ_22_no_more_codes_than_people_and_none_once_it_is_open(institution):
    survey = make_survey(institution, state=PLANNED, mode="codes", population=20, **DAYS)
    deeds.give_out(survey, 15)

    with pytest.raises(TooMany) as refused:
        deeds.give_out(survey, 6)
    deeds.open_survey(survey, today=TODAY)
    with pytest.raises(NotNow):
        deeds.give_out(survey, 1)

    assert refused.value.left == 5
    assert survey.codes.count() == 15


def test_REQ_22_nobody_hides_codes_by_saying_that_fewer_are_asked(institution):
    survey = make_survey(institution, state=PLANNED, mode="codes", population=20, invited=5, **DAYS)
    deeds.give_out(survey, 15)

    deeds.open_survey(survey, today=TODAY)

    survey.refresh_from_db()
    assert survey.invited == 15


def test_breakdowns_by_what_is_not_asked_any_more_are_forgotten(institution):
    survey = make_survey(institution, state=PLANNED, **DAYS)
    other = publish(make_draft())
    Campaign.objects.filter(pk=survey.pk).update(questionnaire=other)

    deeds.open_survey(survey, today=TODAY)

    assert not survey.dimensions.exists()


def test_spoiled_codes_are_worthless_and_others_take_their_place(institution):
    survey = make_survey(institution, state=PLANNED, mode="codes", population=20, **DAYS)
    deeds.give_out(survey, 20)

    assert deeds.void_codes(survey) == 20
    assert len(deeds.give_out(survey, 20)) == 20
    assert survey.codes.count() == 20
