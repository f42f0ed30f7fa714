"""Scores of assessments: bands without holes, empty scores, refused numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    RiskLevel,
    band,
    by_priority,
    caf_scores,
    component_score,
    consensus,
    fine_tuned_enabler,
    fine_tuned_result,
    half_up,
    risk,
)
from institutions.results.statistics.assessments import BAND_TOPS

scores = st.lists(st.one_of(st.integers(0, 100), st.none()), max_size=8)


@given(st.floats(0, 100), st.floats(0, 100))
def test_bands_have_no_holes_and_rise(one, other):
    low, high = sorted((one, other))

    assert 0 <= band(low) <= band(high) <= 5
    assert half_up(one) <= BAND_TOPS[band(one)]
    assert band(one) == 0 or half_up(one) > BAND_TOPS[band(one) - 1]


def test_an_empty_score_has_no_band_and_a_missing_part_no_score():
    assert band(None) is None
    assert fine_tuned_enabler(plan=60, do=40, check=None, act=20) is None
    assert fine_tuned_result(trend=None, target=20) is None
    with pytest.raises(ValueError, match="between 0 and 100"):
        band(101)
    with pytest.raises(ValueError, match="between 0 and 100"):
        fine_tuned_result(trend=-1, target=20)


@given(scores)
def test_consensus_lies_between_the_scores(given_scores):
    found = consensus(given_scores)
    known = [score for score in given_scores if score is not None]

    if not known:
        assert found is None
        return
    assert found is not None
    assert found.n == len(known)
    assert min(known) <= found.median <= max(known)
    assert min(known) - 1e-9 <= found.mean <= max(known) + 1e-9
    assert (found.sd is None) == (len(known) == 1)
    assert found.needs_discussion == (max(known) - min(known) > 20)


@given(st.dictionaries(st.sampled_from("123456789"), scores))
def test_criteria_without_scores_leave_the_means(subcriteria):
    found = caf_scores(subcriteria)

    assert list(found.criteria) == list("123456789")
    for number, score in found.criteria.items():
        assert (score is None) == all(one is None for one in subcriteria.get(number, []))
    for mean, numbers in ((found.overall, "123456789"), (found.enablers, "12345"), (found.results, "6789")):
        known = [found.criteria[number] for number in numbers if found.criteria[number] is not None]
        assert mean == (pytest.approx(sum(known) / len(known)) if known else None)


def test_one_full_band_apart_is_not_yet_too_far():
    assert consensus([40, 60]).needs_discussion is False
    assert consensus([40, 61]).needs_discussion is True
    assert consensus([40, 61], threshold=30).needs_discussion is False


def test_there_are_nine_criteria():
    with pytest.raises(ValueError, match="no such criterion: 10"):
        caf_scores({"10": [50]})


def test_risks_by_the_rules_of_an_institution():
    assert risk(2, 2, medium_from=2, high_from=4).level is RiskLevel.HIGH
    assert risk(1, 1).level is RiskLevel.LOW
    with pytest.raises(ValueError, match="1, 2 or 3"):
        risk(0, 3)


@given(st.lists(st.sampled_from(["YES", "PARTLY", "NO", "NA", None])))
def test_component_counts_what_was_answered(answers):
    found = component_score(answers)

    assert found.answered == sum(answer in ("YES", "PARTLY", "NO") for answer in answers)
    assert (found.score is None) == (found.answered == 0)
    assert found.score is None or 0 <= found.score <= 100


def test_unknown_words_and_degrees_are_refused():
    with pytest.raises(ValueError, match="MAYBE"):
        component_score(["MAYBE"])
    with pytest.raises(ValueError, match="1, 3 or 5"):
        by_priority({"a": (2, 3)})


def test_ties_go_by_impact_and_then_by_name():
    found = by_priority({"b": (3, 5), "a": (3, 5), "c": (5, 3), "d": (5, 1)})

    assert [action.name for action in found] == ["c", "a", "b", "d"]
