"""Who and what several pages of the plan are tested with."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import make_area, make_institution, make_plan
from workplans.models import WorkPlan


@pytest.fixture
def next_plan(institution) -> WorkPlan:
    """A draft with one area; the institutions aa and bb belong to the group."""
    make_institution(code="aa")
    make_institution(code="bb")
    plan = make_plan(code="next", state=WorkPlan.State.DRAFT, starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    make_area(plan)
    return plan


@pytest.fixture
def office(client, secretariat):
    """The browser of the secretariat, signed in."""
    client.force_login(secretariat)
    return client
