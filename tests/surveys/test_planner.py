"""How many answers a survey needs: the figures of the reference table, advice, and nonsense in the address."""

from __future__ import annotations

import pytest

from surveys.results.sampling import plan_sample
from tests.pages import squeezed

URL = "/en/surveys/planner/"
USUAL = {"margin": 5, "confidence": 95, "response": 30, "share": 50, "is_staff": False}
ADDRESS = {"audience": "users", "margin": "5", "confidence": "95", "response": "30", "share": "50"}


@pytest.mark.parametrize(("population", "needed"), [(100, 80), (250, 152), (500, 218), (5000, 357), (None, 385)])
def test_answers_needed_are_those_of_the_table(population, needed):
    assert plan_sample(population=population, **USUAL).needed == needed


def test_it_tells_whom_to_invite_and_when_to_ask_everybody():
    large, small = plan_sample(population=5000, **USUAL), plan_sample(population=250, **USUAL)
    staff = plan_sample(population=5000, **USUAL | {"is_staff": True})

    assert (large.endless, large.invited, large.ask_everybody) == (385, 1190, False)
    assert (small.invited, small.ask_everybody) == (None, True)
    assert staff.ask_everybody
    assert plan_sample(population=None, **USUAL).ask_everybody is False


def test_what_everybody_answered_has_no_margin():
    census = plan_sample(population=3, **USUAL)

    assert (census.needed, census.margin, census.change) == (3, 0.0, 0.0)


def test_more_confidence_needs_more_answers():
    needed = [plan_sample(population=5000, **USUAL | {"confidence": level}).needed for level in (90, 95, 99)]

    assert needed == sorted(needed)
    assert len(set(needed)) == 3


def test_the_page_calculates_from_its_address_and_leads_to_a_plan(client, coordinator):
    client.force_login(coordinator)

    page = squeezed(client.get(URL, ADDRESS | {"population": "5000"}))

    assert "357 (of 5,000 people)" in page
    assert "approach=sample&amp;population=5000&amp;invited=1190" in page
    assert squeezed(client.get(URL)).count("385") == 1


def test_members_calculate_without_planning(client, member):
    client.force_login(member)

    assert "surveys/new/" not in client.get(URL, ADDRESS).content.decode()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"population": "0"},
        {"population": "-4"},
        {"population": "9" * 40},
        {"margin": "nan"},
        {"margin": "0"},
        {"confidence": "97"},
        {"response": "0"},
        {"response": "inf"},
        {"share": "100"},
        {"audience": "\x00"},
    ],
    ids=str,
)
def test_nonsense_is_explained_at_its_field(client, member, nonsense):
    client.force_login(member)

    answer = client.get(URL, ADDRESS | nonsense)

    assert answer.status_code == 200
    assert "What comes out" not in answer.content.decode()
    assert "is-invalid" in answer.content.decode()
