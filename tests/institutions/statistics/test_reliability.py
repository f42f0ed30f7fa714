"""Alpha from rows and from moments; recommendation; weights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.results.statistics import (
    Interval,
    Reading,
    Sample,
    Stratum,
    alpha_from_samples,
    cronbach_alpha,
    histogram,
    moments_of,
    recommendation,
    recommendation_from_histogram,
    recommendation_of,
    sample_from_histogram,
    sample_from_moments,
    weighting,
)

people = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 5), min_size=k, max_size=k), min_size=1, max_size=30)
)


@given(people)
def test_alpha_from_histograms_and_moments_of_the_sum(rows):
    found = cronbach_alpha([*rows, [None] * len(rows[0])])
    from_moments = alpha_from_samples(
        [sample_from_histogram(histogram(column)) for column in zip(*rows, strict=True)],
        sample_from_moments(moments_of(map(sum, rows))),
    )

    if len({sum(row) for row in rows}) < 2:
        assert found is None
        assert from_moments is None
        return
    assert found is not None
    assert from_moments is not None
    assert found.excluded == 1
    assert found.n == from_moments.n == len(rows)
    assert found.alpha == pytest.approx(from_moments.alpha, abs=1e-9)
    assert found.alpha <= 1 + 1e-9
    assert len(found.if_deleted) == len(found.item_rest) == len(rows[0])


def test_twin_questions_are_perfectly_reliable_and_opposites_negative():
    twins = cronbach_alpha([[one, one] for one in (1, 2, 4, 5)])
    opposites = cronbach_alpha([[1, 5], [2, 3], [4, 2], [5, 1]])

    assert twins is not None
    assert opposites is not None
    assert twins.alpha == pytest.approx(1)
    assert twins.if_deleted == (None, None)
    assert opposites.alpha < 0
    assert opposites.reading is Reading.POOR
    assert opposites.item_rest[0] < 0


def test_alpha_has_no_result_without_questions_people_or_spread():
    assert cronbach_alpha([]) is None
    assert cronbach_alpha([[1], [2], [5]]) is None
    assert cronbach_alpha([[1, 2], [3, None]]) is None
    other_people = [Sample(40, 3.0, 1.0), Sample(38, 3.0, 1.0)]
    assert alpha_from_samples(other_people, Sample(38, 6.0, 1.8)) is None
    silent = cronbach_alpha([[3, 1, 2], [3, 4, 5], [3, 2, 2]])
    assert silent is not None
    assert silent.item_rest[0] is None


@given(st.lists(st.one_of(st.integers(0, 10), st.none()), max_size=60))
def test_recommendation_from_rows_histogram_and_counts(rows):
    given_ones = [one for one in rows if one is not None]
    found = recommendation_of(rows)

    assert found == recommendation_from_histogram([given_ones.count(code) for code in range(11)])
    if not given_ones:
        assert found is None
        return
    assert found is not None
    assert found == recommendation(found.promoters, found.passives, found.detractors)
    assert (found.n, found.is_thin) == (len(given_ones), len(given_ones) < 30)
    assert -100 <= found.score <= 100
    assert found.interval.contains(found.score)
    worth = [(one >= 9) - (one <= 6) for one in given_ones]
    mean = sum(worth) / len(worth)
    assert found.score == pytest.approx(100 * mean)
    assert found.variance == pytest.approx(sum((one - mean) ** 2 for one in worth) / len(worth))


def test_recommendation_of_all_alike_is_thin_and_a_census_has_no_margin():
    alike, census = recommendation(8, 0, 0), recommendation(10, 5, 7, population=22)

    assert alike is not None
    assert (alike.interval, alike.is_thin) == (Interval(100, 100), True)
    assert census is not None
    assert census.margin == 0 < census.se
    with pytest.raises(ValueError, match="eleven counts"):
        recommendation_from_histogram([1] * 5)
    with pytest.raises(ValueError, match="never below 0"):
        recommendation(3, -1, 0)


strata = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 500), st.floats(1, 5)).map(lambda s: Stratum(s[0] + s[1], s[0], s[2])),
    min_size=1,
    max_size=6,
)


@given(strata)
def test_weights_keep_the_population_and_cost_answers(groups):
    found = weighting(groups, cap=None)

    assert found is not None
    answers, people = sum(group.n for group in groups), sum(group.population for group in groups)
    assert not found.is_capped
    assert found.design_effect >= 1 - 1e-9
    assert found.effective_n == pytest.approx(answers / found.design_effect)
    assert found.weighted_mean == pytest.approx(sum(g.population * g.mean for g in groups) / people)
    capped = weighting(groups, cap=1.2)
    assert capped is not None
    assert capped.is_capped == (max(found.weights) > 1.2)
    assert max(capped.weights) <= 1.2


def test_equal_response_gives_equal_weights_and_an_empty_group_none():
    even = weighting([Stratum(100, 10, 3.0), Stratum(50, 5, 4.0), Stratum(0, 0, None)])

    assert even is not None
    assert even.weights == (1.0, 1.0)
    assert even.weighted_mean == pytest.approx(even.unweighted_mean)
    assert even.effective_n == pytest.approx(15)
    assert weighting([Stratum(100, 10, 3.0), Stratum(50, 0, None)]) is None
    assert weighting([]) is None
    with pytest.raises(ValueError, match="at most as many answers"):
        Stratum(4, 5, 3.0)
