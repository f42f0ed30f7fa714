"""L15: the same measure again, and whether it moved beyond noise."""

from __future__ import annotations

import pytest

from surveys.actions import improving
from surveys.models import Improvement, Item, Questionnaire
from surveys.results.effects import effect
from tests.pages import squeezed
from tests.surveys.factories import make_draft, make_survey, publish
from tests.surveys.payloads import estimate, make_payload, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Questionnaire:
    return publish(make_draft(code="asked", number=1))


@pytest.fixture
def planned(institution, asked) -> Improvement:
    before = make_release(make_survey(institution, questionnaire=asked, state="sealed"), scores={"ACC": 48.0})
    return improving.add(before, measure="ACC", finding="Low", title="More hours")


def next_survey(planned: Improvement, questionnaire: Questionnaire, score: float, *, n: int = 40, **fields):
    campaign = make_survey(planned.institution, questionnaire=questionnaire, previous=planned.release.campaign)
    type(campaign).objects.filter(pk=campaign.pk).update(state="sealed")
    return make_release(campaign, n, scores={"ACC": score}, **fields)


def test_there_is_no_effect_before_the_next_survey(planned, member):
    assert effect(planned, member) is None


@pytest.mark.parametrize(
    ("score", "n", "words"),
    [
        (60.0, 40, "Better, beyond noise."),
        (36.0, 40, "Worse, beyond noise."),
        (49.0, 40, "Within noise: the difference may be chance."),
        (60.0, 20, "Fewer than 30 answered on one side"),
    ],
)
def test_the_page_says_whether_it_moved(client, member, planned, asked, score, n, words):
    next_survey(planned, asked, score, n=n)
    client.force_login(member)
    page = squeezed(client.get(planned.get_absolute_url()))

    assert words in page
    assert "48 (42 to 54)" in page


def test_the_difference_has_an_interval(member, planned, asked):
    next_survey(planned, asked, 60.0)
    found = effect(planned, member)

    assert found.change.difference == pytest.approx(12)
    # two intervals of 6 to each side: about 6·√2, as the quantile differs a little
    assert (found.change.interval.high - found.change.interval.low) / 2 == pytest.approx(8.4, abs=0.1)
    assert found.change.is_clear


def test_broken_questions_are_not_compared(client, member, planned):
    later = make_draft(code="asked", number=2)
    Item.objects.filter(questionnaire=later).update(comparability="same")
    later.items.filter(code="ACC2").update(comparability="broken", comparability_reason="Another meaning")
    next_survey(planned, publish(later), 60.0)
    client.force_login(member)

    assert effect(planned, member).change is None
    assert "Not comparable: the questions changed" in squeezed(client.get(planned.get_absolute_url()))


def test_numbers_that_are_withheld_or_blurred_are_not_compared(client, member, planned, asked):
    release = next_survey(planned, asked, 60.0)
    client.force_login(member)
    for value in (None, estimate(90.0, half=None)):
        payload = make_payload(release.campaign)
        payload["cells"][0]["dimensions"]["ACC"] = value
        make_release(release.campaign, payload=payload)
        assert "one of the numbers is missing" in squeezed(client.get(planned.get_absolute_url()))


def test_the_newest_release_of_the_next_survey_counts(member, planned, asked):
    first = next_survey(planned, asked, 60.0)
    make_release(first.campaign, scores={"ACC": 50.0})

    assert effect(planned, member).after["value"] == 50.0
