"""One question, and several together: empty answers, ends of the scale, rows against histograms."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    ELEVEN_POINTS,
    FIVE_POINTS,
    NOT_APPLICABLE,
    Scale,
    dimension_score,
    engagement_index,
    exact_parts,
    expectation_gaps,
    histogram,
    item_from_histogram,
    item_statistics,
    moments_of,
    person_parts,
    sample_from_moments,
    weighted_index,
)

answer = st.one_of(st.integers(1, 5), st.none(), st.just(NOT_APPLICABLE))


@given(st.lists(answer, max_size=60))
def test_item_from_rows_and_from_histogram(rows):
    found = item_statistics(rows)
    numbers = [one for one in rows if isinstance(one, int)]

    assert found == item_from_histogram(
        [numbers.count(code) for code in range(1, 6)],
        not_applicable=rows.count(NOT_APPLICABLE),
        unanswered=rows.count(None),
    )
    assert found.n + found.empty == len(rows)
    if not numbers:
        assert (found.mean, found.sd, found.top_percent, found.index) == (None, None, None, None)
        return
    assert found.mean == pytest.approx(statistics.fmean(numbers))
    assert found.sd == (pytest.approx(statistics.stdev(numbers)) if len(numbers) > 1 else None)
    assert found.top_percent + found.neutral_percent + found.bottom_percent == pytest.approx(100)
    assert found.top_percent == pytest.approx(100 * sum(one >= 4 for one in numbers) / len(numbers))
    assert 0 <= found.index <= 100


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_a_question_turned_round_turns_its_figures_round(rows):
    found, turned = item_statistics(rows), item_statistics(FIVE_POINTS.reversed(one) for one in rows)

    assert turned.index == pytest.approx(100 - found.index)
    assert turned.top_percent == found.bottom_percent
    assert turned.sd == (None if found.sd is None else pytest.approx(found.sd))


def test_the_middle_is_an_index_of_50_and_a_share_of_0():
    found = item_statistics([3, 3, 3])

    assert (found.index, found.top_percent, found.neutral_percent) == (50, 0, 100)
    assert found.sample.sd == 0


def test_scales_keep_their_codes():
    assert len(ELEVEN_POINTS) == 11
    assert item_statistics([0, 10], ELEVEN_POINTS).index == 50
    assert item_statistics([1, 3], Scale(1, 3)).top_percent is None
    assert FIVE_POINTS.index(None) is None
    with pytest.raises(ValueError, match="not on the scale"):
        histogram([5, 6])
    with pytest.raises(ValueError, match="one count for every code"):
        item_from_histogram([1, 2, 3])
    with pytest.raises(ValueError, match="at least two codes"):
        Scale(5, 5)


@given(st.lists(st.lists(answer, min_size=3, max_size=3), max_size=30), st.sampled_from([0.5, 0.6, 1.0]))
def test_who_answered_too_little_does_not_count_in_a_dimension(people, share):
    found = dimension_score(people, min_share=share)

    for row, person in zip(people, found.persons, strict=True):
        numbers = [one for one in row if isinstance(one, int)]
        assert person == (pytest.approx(statistics.fmean(numbers)) if len(numbers) >= 3 * share else None)
    counted = [person for person in found.persons if person is not None]
    assert found.n == len(counted)
    assert found.score == (pytest.approx(statistics.fmean(counted)) if counted else None)


@given(st.lists(st.lists(answer, min_size=5, max_size=5), max_size=30), st.sampled_from([0.5, 0.6, 1.0]))
def test_whole_parts_of_persons_means_lose_nothing(people, share):
    parts = exact_parts(5, min_share=share)
    from_rows = FIVE_POINTS.indexed(dimension_score(people, min_share=share).sample)

    counted = [one for row in people if (one := person_parts(row, parts=parts, min_share=share)) is not None]
    from_moments = FIVE_POINTS.indexed(sample_from_moments(moments_of(counted)), items=parts)

    assert from_moments.n == from_rows.n
    assert from_moments.mean == (None if from_rows.mean is None else pytest.approx(from_rows.mean, abs=1e-9))
    assert from_moments.sd == (None if from_rows.sd is None else pytest.approx(from_rows.sd, abs=1e-6))


def test_parts_for_few_and_for_many_questions():
    assert [exact_parts(items) for items in (1, 2, 4, 5)] == [1, 2, 12, 60]
    assert exact_parts(5, min_share=1) == 5
    assert person_parts([4, 5, 5, None], parts=100) == 467


def test_with_two_questions_one_answer_is_enough_and_none_is_not():
    assert dimension_score([[4, None], [None, NOT_APPLICABLE]]).persons == (4, None)
    empty = dimension_score([])
    assert (empty.n, empty.score, empty.index, empty.positive_percent) == (0, None, None, None)


@given(st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=5), max_size=30))
def test_engagement_is_the_same_from_moments_of_sums(people):
    found = engagement_index([*people, [None] * 5, [5, 5, 5, 5, None]])

    from_moments = FIVE_POINTS.indexed(sample_from_moments(moments_of(map(sum, people))), items=5)

    assert found.excluded == 2
    assert found.sample.n == from_moments.n == len(people)
    assert found.index == (pytest.approx(from_moments.mean, abs=1e-9) if people else None)
    if len(people) > 1:
        assert found.sample.sd == pytest.approx(from_moments.sd, abs=1e-6)


names = st.sampled_from("ABCDEFG")


@given(st.dictionaries(names, st.floats(1, 5), min_size=1), st.dictionaries(names, st.floats(1, 5)))
def test_weighted_index_lies_between_the_scores(satisfaction, importance):
    found = weighted_index(satisfaction, importance)

    assert found is not None
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.is_fallback == (not set(satisfaction) & set(importance))
    scores = [satisfaction[name] for name in found.weights]
    assert min(scores) - 1e-9 <= found.weighted <= max(scores) + 1e-9
    if found.is_fallback:
        assert found.weighted == pytest.approx(found.unweighted)


def test_a_hidden_dimension_leaves_both_sums():
    found = weighted_index({"A": 4.0, "B": None, "C": 2.0}, {"A": 3.0, "B": 5.0, "C": None})

    assert found is not None
    assert (found.weights, found.weighted, found.unweighted) == ({"A": 1.0}, 4.0, 4.0)
    assert weighted_index({"A": None}, {"A": 3.0}) is None
    with pytest.raises(ValueError, match="never below 0"):
        weighted_index({"A": 4.0}, {"A": -1.0})


def test_gaps_need_both_figures_and_points_only_for_the_weighted_mean():
    found = expectation_gaps({"A": 4.0, "B": 5.0, "C": None}, {"A": 4.5, "B": 4.0, "C": 1.0}, {"A": 30, "B": 10})

    assert found is not None
    assert (found.gaps, found.mean, found.weighted) == ({"A": 0.5, "B": -1.0}, -0.25, 0.125)
    assert expectation_gaps({"A": 4.0}, {}) is None
    unweighted = expectation_gaps({"A": 4.0}, {"A": 4.0})
    assert unweighted is not None
    assert unweighted.weighted is None
