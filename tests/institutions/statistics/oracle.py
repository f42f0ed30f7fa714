"""The worked examples: inputs and expected figures, rounded half up, by the name of their case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from institutions.results.statistics import half_up

PATH = Path(__file__).parents[2] / "data" / "statistics-oracle.json"
CASES = {entry["id"]: entry for entry in json.loads(PATH.read_text(encoding="utf-8"))["cases"]}
ELSEWHERE = {  # what may be published at all: tests/surveys
    "suppression",
    "suppression_two_small",
    "suppression_none",
    "suppression_small_total",
    "differencing",
}


def case(name: str) -> tuple[Any, Any]:
    """Inputs and expected figures."""
    return CASES[name]["inputs"], CASES[name]["expected"]


def rounded(figures: Any, places: int = 4) -> Any:
    """The same figures, each rounded half up; words, counts and None as they are."""
    if isinstance(figures, dict):
        return {name: rounded(figure, places) for name, figure in figures.items()}
    if isinstance(figures, (list, tuple)):
        return [rounded(figure, places) for figure in figures]
    return half_up(figures, places) if isinstance(figures, float) else figures


def people(inputs: Any, items: list[str] | None = None) -> list[list[int | None]]:
    """One row a person, one column for each of these items."""
    columns = [inputs["items"].index(item) for item in items or inputs["items"]]
    return [[row[column] for column in columns] for row in inputs["responses"].values()]
