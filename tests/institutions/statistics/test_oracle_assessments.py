"""Worked examples about scores: CAF, financial management and control, priorities; and that no example is left out."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

from institutions.results.statistics import (
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
from tests.institutions.statistics.oracle import CASES, ELSEWHERE, case, rounded


def test_caf_fine_tuned():
    inputs, expected = case("caf_fine_tuned")

    enabler = fine_tuned_enabler(**{part.lower(): score for part, score in inputs["enabler"].items()})
    result = fine_tuned_result(**{part.lower(): score for part, score in inputs["result"].items()})

    assert enabler is not None
    assert result is not None
    assert expected == {
        "enabler_sum": enabler.total,
        "enabler": enabler.score,
        "result_sum": result.total,
        "result": result.score,
    }


def test_caf_band():
    inputs, expected = case("caf_band")

    assert [band(score) for score in inputs["scores"]] == expected["levels"]


@pytest.mark.parametrize("name", ["caf_consensus", "caf_consensus_with_blank"])
def test_caf_consensus(name):
    inputs, expected = case(name)

    found = consensus(inputs["scores"], threshold=inputs["range_flag"])

    assert found is not None
    assert expected == {
        "mean": half_up(found.mean, 2),
        "median": half_up(found.median, 2),
        "range": found.spread,
        "sd": half_up(found.sd, 4),
        "flag": found.needs_discussion,
    }


def test_caf_aggregation():
    inputs, expected = case("caf_aggregation")

    found = caf_scores(inputs["subcriteria"])

    every_score = [score for scores in inputs["subcriteria"].values() for score in scores]
    assert expected == {
        "criteria": rounded(found.criteria, 2),
        "overall": half_up(found.overall, 2),
        "enablers": half_up(found.enablers, 2),
        "results": half_up(found.results, 2),
        "mean_of_28": half_up(statistics.fmean(every_score), 2),
    }


def test_risk_score():
    inputs, expected = case("risk_score")

    found = [risk(likelihood, impact) for likelihood, impact in inputs["pairs"]]

    assert [one.score for one in found] == expected["scores"]
    assert [one.level for one in found] == expected["classes"]


def test_fmc_component_score():
    inputs, expected = case("fmc_component_score")

    found = component_score(inputs["answers"])

    assert expected == {"answered": found.answered, "score": found.score}


def test_action_priority():
    inputs, expected = case("action_priority")

    found = by_priority(inputs["actions"])

    assert {action.name: action.score for action in found} == expected["scores"]
    assert [action.name for action in found] == expected["order"]


def test_every_worked_example_is_tried():
    tried = {
        node.value
        for path in Path(__file__).parent.glob("test_oracle_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(CASES) - tried == ELSEWHERE
