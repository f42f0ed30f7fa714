"""A release: final, hashed, checked against what came before, filed as evidence, and without the words themselves."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.actions.releasing import preview, release
from surveys.models import TextAnswer
from surveys.models.releasing import CARD
from tests.surveys.factories import answer, finish, make_survey

DAY = date(2018, 11, 1)
pytestmark = pytest.mark.django_db


def read_texts(campaign):
    TextAnswer.objects.filter(campaign=campaign).update(state=TextAnswer.State.KEPT, shown="Words shown")


@pytest.fixture
def finished(institution):
    campaign = make_survey(institution)
    answer(campaign, 60)
    finish(campaign)
    read_texts(campaign)
    return campaign


def test_a_release_keeps_what_the_preview_shows(finished):
    found = preview(finished)
    made = release(finished, DAY)

    assert found.obstacles == []
    assert found.computed is not None
    made.refresh_from_db()
    assert made.payload == found.computed.payload
    assert (made.number, made.n, made.is_public) == (1, 60, False)
    assert set(made.card) == set(CARD)
    assert made.payload["cells"][0]["n"] == 60
