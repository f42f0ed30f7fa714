"""The page of results: who reads which release, and what stands there before there is one."""

from __future__ import annotations

from datetime import date

import pytest

from institutions.models import Affiliation
from surveys.models import Campaign, Improvement
from tests.factories import make_user
from tests.surveys.factories import make_survey
from tests.surveys.payloads import make_release


@pytest.fixture
def campaign(institution) -> Campaign:
    return make_survey(institution, state=Campaign.State.SEALED)


def get(client, campaign, language="en", **query):
    return client.get(f"/{language}/surveys/at/{campaign.address}/results/", query)


def page(client, campaign, **query) -> str:
    answer = get(client, campaign, **query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_a_public_release(client, campaign):
    make_release(campaign, is_public=True)

    said = page(client, campaign)

    assert "40 people answered." in said
    assert "satisfaction is 63 (57 to 69)" in said
    assert "Too long." in said
    assert "noindex" not in said


def test_only_the_institution_reads_one_that_is_not(client, campaign, institution):
    make_release(campaign)

    assert get(client, campaign).status_code == 404
    client.force_login(make_user("other@test.example"))
    assert get(client, campaign).status_code == 404
    client.force_login(make_user("own@test.example", institution=institution))
    said = page(client, campaign)
    assert "Visible to: Office of Records" in said
    assert "noindex" in said


@pytest.mark.parametrize(
    ("state", "steps"), [("open", 3), ("closed", 2), ("sealed", 1)]
)  # fmt: skip
def test_before_a_release_the_institution_reads_what_is_still_to_come(client, institution, state, steps):
    campaign = make_survey(institution, state=state)

    assert get(client, campaign).status_code == 404
    client.force_login(make_user("own@test.example", institution=institution))
    said = page(client, campaign)

    assert said.split("Nothing is released yet")[1].split("</ol>")[0].count("<li>") == steps


def test_the_newest_release_counts_and_older_ones_say_so(client, campaign):
    make_release(campaign, is_public=True, scores={"overall": 50.0})
    make_release(campaign, 50, is_public=True, scores={"overall": 70.0})

    assert "satisfaction is 70" in page(client, campaign)
    older = page(client, campaign, release="1")
    assert "satisfaction is 50" in older
    assert "A newer release corrects this one." in older
    assert "report.pdf?release=1" in older
    for wrong in ("3", "0", "x", "-1", "1" * 50, "\x00"):
        assert get(client, campaign, release=wrong).status_code == 404


def test_visitors_read_the_newest_public_release_and_never_hear_of_others(client, campaign):
    make_release(campaign, is_public=True, scores={"overall": 50.0})
    make_release(campaign, 50, scores={"overall": 70.0})

    said = page(client, campaign)
    assert "satisfaction is 50" in said
    assert "newer release" not in said
    assert get(client, campaign, release="2").status_code == 404


def test_the_institution_reads_what_is_done_and_its_coordinator_plans_more(client, campaign, institution):
    release = make_release(campaign, is_public=True)
    facts = {"title": "Open earlier", "finding": "Too long.", "due_on": date(2019, 3, 1)}
    Improvement.objects.create(institution=institution, release=release, measure="ACC", **facts)
    plan = f"/en/surveys/at/{campaign.address}/improvements/new/?measure=ACC"

    assert "Open earlier" not in page(client, campaign)
    client.force_login(make_user("own@test.example", institution=institution))
    said = page(client, campaign)
    assert "Open earlier" in said
    assert "1 March 2019" in said
    assert plan not in said
    client.force_login(make_user("lead@test.example", institution=institution, role=Affiliation.Role.COORDINATOR))
    assert plan in page(client, campaign)
