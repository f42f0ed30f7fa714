"""Surveys one after the other: joined where the same was asked of groups cut alike, broken elsewhere (REQ-7)."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from surveys.actions.releasing import publish, release
from surveys.models import Campaign, Response
from surveys.results.trends import trend
from tests.surveys.answered import fill, make_answered
from tests.surveys.factories import add_item, make_draft, make_survey
from tests.surveys.factories import publish as put_in_use

DAY = date(2018, 11, 1)
pytestmark = pytest.mark.django_db


def wave(institution, before=None, *, number=200, seed=1, **fields):
    campaign, _rows = make_answered(institution, number, seed=seed, previous=before, **fields)
    return release(campaign, DAY)


def version(number, **changes):
    """A version whose questions continue those before, but for ``changes`` by code."""
    draft = make_draft(code="asked", number=number)
    draft.items.update(comparability="same" if number > 1 else "new")
    for code, comparability in changes.items():
        draft.items.filter(code=code).update(comparability=comparability, comparability_reason="Said why.")
    return draft


def lines(found):
    return {line.measure: line for line in found.groups[0].lines}


def test_a_first_survey_has_no_trend(institution, member):
    assert trend(wave(institution), member) is None


def test_values_stand_in_order_with_their_intervals(institution, member):
    first = wave(institution)
    second = wave(institution, first.campaign, questionnaire=first.campaign.questionnaire, seed=2)
    third = wave(institution, second.campaign, questionnaire=first.campaign.questionnaire, seed=3)

    found = trend(third, member)

    assert found is not None
    assert found.releases == (first, second, third)
    for measure, line in lines(found).items():
        assert not any(line.breaks), measure
    cells = [each.payload["cells"][0] for each in found.releases]
    assert lines(found)["ACC"].points == tuple(cell["dimensions"]["ACC"] for cell in cells)
    assert lines(found)["overall"].points == tuple(cell["overall"] for cell in cells)
    assert lines(found)["OVR1"].points == tuple(cell["items"]["OVR1"]["score"] for cell in cells)


def test_a_dimension_breaks_where_one_of_its_questions_does(institution, member):
    first = wave(institution, questionnaire=put_in_use(version(1)))
    second = wave(institution, first.campaign, questionnaire=put_in_use(version(2, ACC1="broken", STF1="reworded")))

    found = lines(trend(second, member))

    breaks = {measure for measure, line in found.items() if line.breaks[1]}
    assert breaks == {"ACC1", "ACC", "overall", "weighted"}
    assert not any(line.breaks[0] for line in found.values())


def test_a_question_more_or_less_breaks_its_dimension(institution, member):
    first = wave(institution, questionnaire=put_in_use(version(1)))
    draft = version(2)
    draft.items.filter(code="ACC2").delete()
    less = wave(institution, first.campaign, questionnaire=put_in_use(draft))
    draft = version(3)
    draft.items.filter(code="ACC2").delete()
    dimension = draft.dimensions.get(code="STF")
    add_item(draft, "STF3", "rating", scale=draft.items.get(code="STF1").scale, dimension=dimension)
    more = wave(institution, less.campaign, questionnaire=put_in_use(draft))

    found = lines(trend(more, member))

    assert found["ACC"].breaks == (False, True, False)
    assert found["STF"].breaks == (False, False, True)
    assert found["ACC1"].breaks == (False, False, False)
    assert found["STF3"].points[:2] == (None, None)


def test_what_broke_in_a_version_nobody_used_stays_broken(institution, member):
    first = wave(institution, questionnaire=put_in_use(version(1)))
    put_in_use(version(2, ACC1="broken"))
    third = wave(institution, first.campaign, questionnaire=put_in_use(version(3)))

    assert lines(trend(third, member))["ACC"].breaks == (False, True)


def test_REQ_7_groups_are_joined_only_where_they_are_cut_alike(institution, member):
    first = wave(institution, number=400)
    asked = first.campaign.questionnaire
    campaign = make_survey(institution, questionnaire=asked, previous=first.campaign, state=Campaign.State.PLANNED)
    campaign.dimensions.filter(item__code="PRF1").update(categories=[["a", "b"], ["c"], ["d"]])
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.SEALED)
    campaign.refresh_from_db()
    fill(campaign, 400, seed=2)

    found = trend(release(campaign, DAY), member)

    names = {(group.by, group.groups) for group in found.groups if len(group.by) == 1}
    assert names == {
        (("PRF1",), (("c",),)),
        (("PRF1",), (("d",),)),
        (("PRF2",), (("x",),)),
        (("PRF2",), (("y",),)),
    }


def test_REQ_7_nothing_but_institution_and_questions_passes_from_one_survey_to_the_next():
    kept = {field.name for field in Response._meta.get_fields()}

    assert kept == {"pk", "campaign", "id", "d1", "d2", "d3", "answers"}


def test_visitors_see_only_what_is_public(institution, member):
    first = wave(institution)
    second = wave(institution, first.campaign, questionnaire=first.campaign.questionnaire, seed=2)
    publish(second)

    assert trend(second, AnonymousUser()) is None
    publish(first)
    assert trend(second, AnonymousUser()).releases == (first, second)


def test_ten_surveys_take_as_many_queries_as_two(institution, member, django_assert_num_queries):
    last = wave(institution, number=20)
    for seed in range(2, 5):
        last = wave(institution, last.campaign, questionnaire=last.campaign.questionnaire, seed=seed, number=20)

    with django_assert_num_queries(4):
        found = trend(last, member)
    assert len(found.releases) == 4
