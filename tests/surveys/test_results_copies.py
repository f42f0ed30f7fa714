"""The results everybody may read are answered from a copy, as long as everybody may."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from surveys.actions.releasing import publish, release
from tests.surveys.factories import answer, finish, make_survey


@pytest.fixture
def released(institution, settings):
    place = settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], "qmportal.copies.keep_copies", *settings.MIDDLEWARE[place:]]
    campaign = make_survey(institution)
    answer(campaign, 20)
    finish(campaign)
    campaign.texts.all().delete()
    made = release(campaign, date(2018, 11, 5))
    publish(made)
    cache.clear()
    return made


@pytest.mark.django_db
def test_results_cost_nothing_until_they_are_public_no_more(
    released, client, coordinator, django_assert_num_queries, django_capture_on_commit_callbacks
):
    url = released.get_absolute_url()
    first = Client().get(url)
    with django_assert_num_queries(0):
        assert Client().get(url).content == first.content

    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/en/surveys/at/{released.campaign.address}/release/1/unpublish/")

    assert Client().get(url).status_code == 404
