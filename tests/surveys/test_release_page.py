"""The pages on which a coordinator releases and the secretariat compares."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from surveys.actions.releasing import release
from surveys.models import Campaign, Comparison, Release, ReleaseLedger
from tests.factories import make_institution
from tests.pages import squeezed
from tests.surveys.answered import fill, make_answered
from tests.surveys.factories import make_edition, make_survey

DAY = date(2018, 11, 1)


@pytest.fixture
def sealed(institution):
    campaign, _rows = make_answered(institution, 60, address="sealed")
    return campaign


def url(campaign, tail=""):
    return f"/en/surveys/at/{campaign.address}/release/{tail}"


@pytest.mark.django_db
def test_what_is_read_is_what_is_released(client, coordinator, sealed):
    client.force_login(coordinator)
    page = squeezed(client.get(url(sealed)))
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)

    answer = client.post(url(sealed), {"seen": seen})

    made = Release.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.sha256 == seen
    assert "By group" in page
    again = squeezed(client.get(url(sealed)))
    assert "Nothing has changed since the last release." in again
    assert 'name="seen"' not in again


@pytest.mark.django_db
def test_a_page_that_is_out_of_date_releases_nothing(client, coordinator, sealed):
    client.force_login(coordinator)

    answer = client.post(url(sealed), {"seen": "0" * 64})

    assert answer.status_code == 409
    assert "The results are others by now" in squeezed(answer)
    assert not Release.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "number", "words"),
    [("closed", 60, "not sealed yet"), ("sealed", 4, "Too few people answered"), ("open", 0, "not sealed yet")],
)
def test_obstacles_are_told_in_words_and_never_in_numbers(client, coordinator, institution, state, number, words):
    campaign = make_survey(institution, state=state)
    fill(campaign, number)
    client.force_login(coordinator)

    shown, refused = client.get(url(campaign)), client.post(url(campaign))

    assert (shown.status_code, refused.status_code) == (200, 409)
    assert words in squeezed(shown)
    assert 'name="seen"' not in squeezed(shown)


@pytest.mark.django_db
def test_a_release_is_opened_to_everybody_and_closed_again(client, coordinator, sealed):
    release(sealed, DAY)
    client.force_login(coordinator)

    assert client.post(url(sealed, "1/publish/")).url == url(sealed)
    assert Release.objects.get().is_public
    assert "Only for the institution" in squeezed(client.get(url(sealed)))
    client.post(url(sealed, "1/unpublish/"))
    assert not Release.objects.get().is_public
    assert client.post(url(sealed, "2/publish/")).status_code == 404


@pytest.mark.django_db
def test_every_form_carries_its_token(coordinator, sealed):
    release(sealed, DAY)
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)

    page = squeezed(client.get(url(sealed)))
    (token,) = re.findall(r'release/1/publish/"> ?<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page)

    assert client.post(url(sealed, "1/publish/"), {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.django_db
def test_the_secretariat_compares_who_released(client, secretariat):
    edition = make_edition()
    for seed in range(6):
        options = {"questionnaire": edition.questionnaire, "edition": edition, "takes_part": True}
        campaign, _rows = make_answered(make_institution(), 60, seed=seed, **options)
        if seed < 5:
            release(campaign, DAY)
    client.force_login(secretariat)
    where = f"/en/surveys/editions/{edition.code}/compare/"

    early = client.post(where)
    release(campaign, DAY)
    page = squeezed(client.get(where))
    answer = client.post(where)

    assert early.status_code == 409
    assert "At least six institutions" in squeezed(early)
    assert page.count("1 November 2018") == 6
    assert answer.url == where
    assert Comparison.objects.count() == 1
    assert "Last compared on" in squeezed(client.get(where))


@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_once_there_is_one(institution):
    campaign, _rows = make_answered(institution, 60)

    def do(_turn):
        try:
            return release(Campaign.objects.get(pk=campaign.pk), DAY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        made = set(threads.map(do, range(3)))

    assert len(made) == Release.objects.count() == ReleaseLedger.objects.count() == 1
