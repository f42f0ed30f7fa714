"""The worked examples of statistics, all the way from answers at rest to a release."""

from __future__ import annotations

import pytest

from institutions.results import statistics as stats
from surveys.results.asking import layout_of
from surveys.results.computing import compute
from surveys.results.computing.figures import estimate, index_sample, weighted
from surveys.results.layout import Layout, Question, count
from tests.institutions.statistics.oracle import case
from tests.surveys.answered import keep
from tests.surveys.factories import make_survey

CODES = {"STF1": "ACC1", "STF2": "ACC2", "TIM1": "STF1", "TIM2": "STF2"}  # as the questionnaire of tests calls them

EXACT = ("mean", "sd")


@pytest.mark.django_db
def test_items_and_dimensions_of_six_people(institution):
    inputs, items = case("item_stats")
    _same, dimensions = case("dimension_scores")
    campaign = make_survey(institution, state="sealed", k_total=5, fold_size=5)
    layout = layout_of(campaign.questionnaire)
    places = {question.code: place for place, question in enumerate(layout.questions)}
    rows = []
    for said in inputs["responses"].values():
        row = bytearray(layout.length)
        for item, answer in zip(inputs["items"], said, strict=True):
            row[places[CODES[item]]] = answer or 0
        rows.append(bytes(row))
    keep(campaign, layout, rows)

    everybody = compute(campaign).payload["cells"][0]

    for item in ("STF1", "STF2", "TIM1"):
        found = everybody["items"][CODES[item]]
        assert items[item]["n"] == found["n"]
        assert [items[item][name] for name in ("mean", "sd")] == [
            stats.half_up(found[name], 4) for name in ("mean", "sd")
        ]
        shown = [stats.half_up(found[name]["value"], 2) for name in ("top", "bottom", "score")]
        assert [items[item][name] for name in ("top2_pct", "bottom2_pct", "index100")] == shown
    assert items["TIM2"]["n"] == 4
    assert everybody["items"]["STF2"] is None  # fewer than the promise allows
    for dimension, code in {"STF": "ACC", "TIM": "STF"}.items():
        found = everybody["dimensions"][code]
        assert (found["n"], stats.half_up(found["value"], 2)) == (
            dimensions[dimension]["n"],
            dimensions[dimension]["index100"],
        )


def test_the_weighted_index():
    inputs, expected = case("weighted_index")
    scores = {code: estimate(50, stats.FIVE_POINTS.index(mean), None) for code, mean in inputs["satisfaction"].items()}

    found = weighted(scores, inputs["importance"])

    assert stats.half_up(found["value"], 2) == expected["weighted100"]
    assert weighted({**scores, "ACC": None}, inputs["importance"]) is None
    assert weighted(scores, {**inputs["importance"], "ACC": None}) is None


def test_the_weighted_index_has_the_widest_interval_there_can_be():
    scores = {code: estimate(50, value, stats.Interval(value - 4, value + 8)) for code, value in (("A", 40), ("B", 60))}

    found = weighted(scores, {"A": 4.0, "B": 4.0})

    assert (found["value"], found["low"], found["high"]) == (50, 46, 58)


def test_the_engagement_index_counts_who_answered_all_of_it():
    inputs, expected = case("engagement_index")
    questions = [Question(f"ENG{place}", 5, "ENG") for place in range(5)]
    layout = Layout(questions, needs_all=frozenset({"ENG"}))

    sample = index_sample(
        layout, count(layout, [bytes(code or 0 for code in row) for row in inputs["responses"]]), "ENG"
    )

    assert sample.n == len(inputs["responses"]) - expected["excluded"]
    assert stats.half_up(sample.mean, 2) == expected["eei"]
