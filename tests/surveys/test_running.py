"""The clockwork: folding, closing, counting, sealing and counting anew; twice is harmless."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from letters.models import JobRun
from surveys import tasks
from surveys.actions import running
from surveys.models import Campaign, HeldAnswer, PaperLot, Response, Rollup, WaitingAnswer
from tests.surveys.factories import answer, make_survey

pytestmark = pytest.mark.django_db
SIZE = 10


@pytest.fixture
def campaign(institution):
    return make_survey(institution, opens_on=date(2018, 10, 1), closes_on=date(2018, 10, 31), fold_size=SIZE)


@pytest.fixture
def workers(monkeypatch):
    """Who was sent to fold which survey, and did."""
    sent = []
    monkeypatch.setattr(tasks.fold_campaign, "delay", lambda pk: (sent.append(pk), tasks.fold_campaign(pk)))
    return sent


def at(*parts):
    return datetime(2018, *parts, tzinfo=ZoneInfo("Europe/Sarajevo"))


def state(campaign):
    campaign.refresh_from_db()
    return campaign.state


def test_workers_fold_where_a_group_stays_behind(campaign, institution, workers):
    answer(campaign, 3 * SIZE)
    few = make_survey(institution, fold_size=SIZE, questionnaire=campaign.questionnaire)
    answer(few, 2 * SIZE - 1)

    tasks.fold_waiting()
    tasks.fold_waiting()

    assert workers == [campaign.pk]
    assert Response.objects.count() == 2 * SIZE
    assert JobRun.objects.filter(job="surveys.fold_waiting").values_list("counts", flat=True).last() == {"surveys": 0}


def test_more_workers_fold_a_larger_survey(campaign, monkeypatch):
    monkeypatch.setattr(running, "MOST", SIZE)
    answer(campaign, 3 * SIZE)

    assert running.to_fold() == {campaign.pk: 4}


def test_folding_a_survey_that_is_gone_is_harmless():
    tasks.fold_campaign(0)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(at(10, 31, 23, 59), "open"), (at(11, 1, 0, 29), "open"), (at(11, 1, 0, 31), "closed")],
)
def test_a_survey_closes_after_its_last_day_and_half_an_hour(campaign, moment, expected, time_machine):
    time_machine.move_to(moment)

    tasks.settle()
    tasks.settle()

    assert state(campaign) == expected


def test_a_day_later_everything_is_folded_and_sealed(campaign, time_machine):
    answer(campaign, 2 * SIZE + 3)
    time_machine.move_to(at(11, 1, 0, 33))
    tasks.settle()
    time_machine.move_to(at(11, 2, 0, 29))
    tasks.settle()
    assert (state(campaign), WaitingAnswer.objects.count()) == ("closed", 2 * SIZE + 3)

    time_machine.move_to(at(11, 2, 0, 33))
    tasks.settle()
    tasks.settle()

    assert (state(campaign), WaitingAnswer.objects.count(), Response.objects.count()) == ("sealed", 0, 2 * SIZE + 3)
    assert campaign.shown_count == 2 * SIZE


@pytest.mark.parametrize("waits", ["held", "lot"])
def test_no_survey_is_sealed_before_everything_is_decided(campaign, waits, time_machine):
    answer(campaign, SIZE)
    if waits == "held":
        HeldAnswer.objects.create(campaign=campaign, answers=b"")
    else:
        PaperLot.objects.create(campaign=campaign, number=1)
    time_machine.move_to(at(12, 1))
    tasks.settle()
    assert (state(campaign), WaitingAnswer.objects.count()) == ("closed", SIZE)

    HeldAnswer.objects.all().delete()
    PaperLot.objects.update(is_committed=True, size=SIZE)
    tasks.settle()

    assert state(campaign) == "sealed"


def test_what_waits_when_a_survey_closes_keeps_company_for_those_held_back(campaign):
    answer(campaign, 2 * SIZE)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)

    tasks.fold_campaign(campaign.pk)

    assert WaitingAnswer.objects.count() == 2 * SIZE


def test_REQ_08_the_seal_of_one_survey_tells_nothing_of_another(campaign, institution, time_machine):
    answer(campaign, 2 * SIZE)
    days = {"opens_on": date(2018, 11, 1), "closes_on": date(2018, 12, 31)}
    other = make_survey(institution, fold_size=SIZE, questionnaire=campaign.questionnaire, **days)
    time_machine.move_to(at(11, 20))
    answer(other, 2 * SIZE)
    running.fold_all(other)

    tasks.settle()

    assert (state(campaign), campaign.shown_count) == ("sealed", 2 * SIZE)
    assert (state(other), other.shown_count) == ("open", 0)


def test_REQ_08_who_asked_hears_of_answers_in_whole_groups_once_a_day(campaign):
    answer(campaign, 4 * SIZE)
    running.fold_all(campaign)
    tasks.count_shown()
    campaign.refresh_from_db()
    assert campaign.shown_count == 3 * SIZE

    Rollup.objects.filter(dimension=0).update(n=3 * SIZE + 9)
    tasks.count_shown()
    campaign.refresh_from_db()
    assert campaign.shown_count == 3 * SIZE


def test_REQ_19_nothing_is_said_of_a_survey_of_few_people(institution):
    campaign = make_survey(institution, fold_size=5, population=9, invited=9)
    answer(campaign, 10)
    running.fold_all(campaign)

    assert running.count_shown() == 0


def test_counting_anew_finds_what_was_changed(campaign):
    tasks.verify()
    answer(campaign, 3 * SIZE)
    running.fold_all(campaign)
    tasks.verify()
    assert JobRun.objects.filter(job="surveys.verify").last().counts == {"surveys": 1}

    Rollup.objects.filter(dimension=0).update(n=1)
    with pytest.raises(running.Miscounted):
        tasks.verify()
    assert campaign.address in JobRun.objects.filter(job="surveys.verify").last().error


@pytest.mark.django_db(transaction=True)
def test_sealing_wipes_what_deleted_rows_leave(campaign, time_machine):
    answer(campaign, 2 * SIZE)
    time_machine.move_to(at(12, 1))

    tasks.settle()

    assert state(campaign) == Campaign.State.SEALED
