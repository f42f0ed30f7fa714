"""Worked examples about answers: one question, many questions, importance, recommendation, reliability."""

from __future__ import annotations

import statistics

from institutions.results.statistics import (
    FIVE_POINTS,
    Quadrant,
    Reading,
    Stratum,
    correlation,
    cronbach_alpha,
    dimension_score,
    engagement_index,
    expectation_gaps,
    half_up,
    importance_performance,
    item_statistics,
    recommendation,
    weighted_index,
    weighting,
)
from tests.institutions.statistics.oracle import case, people, rounded


def test_item_stats():
    inputs, expected = case("item_stats")

    for column, item in enumerate(inputs["items"]):
        found = item_statistics(row[column] for row in people(inputs))

        assert expected[item] == {
            "n": found.n,
            "na": found.empty,
            "mean": half_up(found.mean, 4),
            "sd": half_up(found.sd, 4),
            "top2_pct": half_up(found.top_percent, 2),
            "neutral_pct": half_up(found.neutral_percent, 2),
            "bottom2_pct": half_up(found.bottom_percent, 2),
            "index100": half_up(found.index, 2),
        }


def test_dimension_scores():
    inputs, expected = case("dimension_scores")

    for dimension, items in inputs["dimensions"].items():
        found = dimension_score(people(inputs, items), min_share=inputs["min_share"])

        means = dict(zip(inputs["responses"], found.persons, strict=True))
        assert expected[dimension] == {
            "person_means": {person: mean for person, mean in means.items() if mean is not None},
            "n": found.n,
            "score": half_up(found.score, 4),
            "index100": half_up(found.index, 2),
            "theme_positive_pct": half_up(found.positive_percent, 2),
        }


def test_weighted_index():
    inputs, expected = case("weighted_index")

    found = weighted_index(**inputs)

    assert found is not None
    assert not found.is_fallback
    assert expected == {
        "weights": rounded(found.weights),
        "weighted": half_up(found.weighted, 4),
        "weighted100": half_up(found.weighted_index, 2),
        "unweighted": half_up(found.unweighted, 4),
        "unweighted100": half_up(found.unweighted_index, 2),
    }


def test_ipa():
    inputs, expected = case("ipa")

    found = importance_performance(**inputs)

    assert found is not None
    assert expected == {
        "cross_satisfaction": half_up(found.cross_satisfaction, 4),
        "cross_importance": half_up(found.cross_importance, 4),
        "quadrants": {name: point.quadrant for name, point in found.points.items()},
        "gaps": {name: half_up(point.gap, 2) for name, point in found.points.items()},
    }
    assert all(point.verdict is not Quadrant.UNCERTAIN for point in found.points.values())


def test_derived_importance():
    inputs, expected = case("derived_importance")

    found = correlation(inputs["item"], inputs["overall"])

    assert found is not None
    assert found.is_thin
    assert expected == {"pearson": half_up(found.pearson, 4), "spearman": half_up(found.spearman, 4)}


def test_nps():
    inputs, expected = case("nps")

    found = recommendation(inputs["promoters"], inputs["passives"], inputs["detractors"], z=inputs["z"])

    assert found is not None
    assert found.n == inputs["n"]
    assert expected == {
        "nps": half_up(found.score, 2),
        "variance": half_up(found.variance, 4),
        "se": half_up(found.se, 4),
        "moe": half_up(found.margin, 2),
        "low": half_up(found.interval.low, 2),
        "high": half_up(found.interval.high, 2),
    }


def test_engagement_index():
    inputs, expected = case("engagement_index")

    found = engagement_index(inputs["responses"])

    assert list(found.persons) == expected["person_scores"]
    assert half_up(found.index, 2) == expected["eei"]
    assert found.excluded == expected["excluded"]
    available = [statistics.fmean(a for a in row if a is not None) for row in inputs["responses"]]
    other_rule = half_up(FIVE_POINTS.index(statistics.fmean(available)), 2)
    assert other_rule == expected["eei_if_available_items_were_used"] != expected["eei"]


def test_weighting():
    inputs, expected = case("weighting")

    found = weighting(Stratum(group["N"], group["n"], group["mean"]) for group in inputs["strata"])

    assert found is not None
    assert not found.is_capped
    assert expected == {
        "weights": rounded(found.weights),
        "weighted_mean": half_up(found.weighted_mean, 4),
        "unweighted_mean": half_up(found.unweighted_mean, 4),
        "n_eff": half_up(found.effective_n, 4),
        "deff": half_up(found.design_effect, 4),
    }


def test_cronbach_alpha():
    inputs, expected = case("cronbach_alpha")

    found = cronbach_alpha(inputs["responses"])

    assert found is not None
    assert found.is_thin
    assert found.reading is Reading.EXCELLENT
    assert expected == {
        "item_variances": rounded(found.item_variances),
        "total_variance": half_up(found.total_variance, 4),
        "alpha": half_up(found.alpha, 4),
        "alpha_if_deleted": rounded(found.if_deleted),
        "item_rest_correlation": rounded(found.item_rest),
    }


def test_servqual_gap():
    inputs, expected = case("servqual_gap")

    found = expectation_gaps(**inputs)

    assert found is not None
    assert expected == {
        "gaps": rounded(found.gaps, 2),
        "unweighted": half_up(found.mean, 2),
        "weighted": half_up(found.weighted, 2),
    }
