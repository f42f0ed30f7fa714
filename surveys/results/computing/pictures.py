"""Importance beside performance, reliability of dimensions, and who did not answer; of everybody only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import Literal

from institutions.results import statistics as stats
from surveys.models import Item
from surveys.results.computing.figures import estimate
from surveys.results.computing.frame import INDEX, Frame
from surveys.results.computing.gathering import Gathered
from surveys.results.computing.showing import Showing
from surveys.results.layout import ALL_RATINGS, Question
from surveys.results.released import Bias, CellResult, Estimate, Picture

Patterns = Counter[tuple[int, ...]]
QUADRANTS: dict[stats.Quadrant, Literal["concentrate", "keep", "low", "maintain", "uncertain"]] = {
    stats.Quadrant.CONCENTRATE: "concentrate",
    stats.Quadrant.KEEP_UP: "keep",
    stats.Quadrant.LOW_PRIORITY: "low",
    stats.Quadrant.OVERKILL: "maintain",
    stats.Quadrant.UNCERTAIN: "uncertain",
}


def stated(frame: Frame, everybody: CellResult) -> Picture | None:
    """Importance as people said."""
    importance: dict[str, Estimate | None] = {}
    for item in frame.items:
        if item.role == Item.Role.IMPORTANCE and item.dimension:
            result = everybody["items"].get(item.code)
            importance[item.dimension.code] = result["score"] if result else None
    return _picture(everybody["dimensions"], importance)


def derived(frame: Frame, gathered: Gathered, everybody: CellResult) -> Picture | None:
    """Importance as what goes together with satisfaction as a whole; None below 30 complete answers."""
    overall = frame.layout.overall
    if overall is None or not _is_exact(everybody["items"].get(frame.layout.questions[overall].code)):
        return None
    importance: dict[str, Estimate | None] = {}
    for name, patterns in gathered.patterns.items():
        questions = [frame.layout.questions[place] for place in frame.layout.members[name]]
        found = _correlation(patterns, questions, frame.layout.questions[overall], frame.layout.fewest(name))
        if found is not None and not found.is_thin:
            importance[name] = estimate(found.n, found.pearson, found.interval)
    return _picture(everybody["dimensions"], importance)


def reliability(frame: Frame, gathered: Gathered, showing: Showing) -> dict[str, float | None]:
    """Cronbach's alpha of each dimension over who answered all of it; None below 30 of them."""
    found: dict[str, float | None] = {}
    for name in frame.layout.indexes:
        if name == ALL_RATINGS:
            continue
        questions = [frame.layout.questions[place] for place in frame.layout.members[name]]
        measure = showing.measures[INDEX + name]
        is_known = measure.plan.total is not None and measure.plan.total.atoms not in measure.hidden
        alpha = _alpha(gathered.patterns[name], questions) if is_known else None
        found[name] = None if alpha is None or alpha.is_thin else alpha.alpha
    return found


def bias(frame: Frame, showing: Showing) -> list[Bias]:
    """Who answered, against who there is, in the breakdowns whose headcounts are known."""
    found: list[Bias] = []
    for breakdown in showing.plan.breakdowns:
        if len(breakdown.places) > 1:
            continue
        people = [frame.headcount(breakdown.places[0], groups[0]) for groups in breakdown.groups]
        known = [many for many in people if many is not None]
        answered = [part.n for part in breakdown.cells]
        if len(known) < len(people) or not sum(known):
            continue
        found.append(
            {
                "by": frame.by(breakdown.places)[0],
                "groups": [frame.options(breakdown.places, groups)[0] for groups in breakdown.groups],
                "answered": [100 * n / sum(answered) for n in answered],
                "people": [100 * many / sum(known) for many in known],
            }
        )
    return found


def _picture(performance: Mapping[str, Estimate | None], importance: Mapping[str, Estimate | None]) -> Picture | None:
    both = {
        code: (score, weight)
        for code, score in performance.items()
        if score is not None and not score["bound"] and (weight := importance.get(code)) is not None
    }
    chart = stats.importance_performance(
        {code: _known(score) for code, (score, _weight) in both.items()},
        {code: _known(weight) for code, (_score, weight) in both.items()},
    )
    if chart is None:
        return None
    return {
        "points": [
            {
                "code": code,
                "importance": both[code][1],
                "performance": both[code][0],
                "quadrant": QUADRANTS[point.verdict],
            }
            for code, point in chart.points.items()
        ],
        "importance_line": chart.cross_importance,
        "performance_line": chart.cross_satisfaction,
    }


def _known(number: Estimate) -> stats.Estimate:
    if number["low"] is None or number["high"] is None:
        return stats.Estimate(number["value"])
    return stats.Estimate(number["value"], stats.Interval(number["low"], number["high"]))


def _is_exact(result: object) -> bool:
    return isinstance(result, dict) and result["counts"] is not None


def _correlation(
    patterns: Patterns, questions: list[Question], overall: Question, fewest: int
) -> stats.Correlation | None:
    """Of people's own means with the answer on everything."""
    pairs: Counter[tuple[float, float]] = Counter()
    for answers, number in patterns.items():
        total = overall.points(answers[-1])
        said = [point for point in _points(answers, questions) if point is not None]
        if total is not None and len(said) >= fewest:
            pairs[fmean(said), total] += number
    return stats.correlation_from_pairs(pairs)


def _alpha(patterns: Patterns, questions: list[Question]) -> stats.Reliability | None:
    """Over whoever answered everything, in whole points."""
    complete: Counter[tuple[int, ...]] = Counter()
    for answers, number in patterns.items():
        points = _points(answers, questions)
        if None not in points:
            places = zip(answers, questions, strict=False)
            complete[tuple(each.places + 1 - code if each.is_reversed else code for code, each in places)] += number
    columns = [Counter[int]() for _question in questions]
    sums: Counter[int] = Counter()
    for row, number in complete.items():
        sums[sum(row)] += number
        for column, code in zip(columns, row, strict=True):
            column[code] += number
    return stats.alpha_from_samples([_sample(column) for column in columns], _sample(sums))


def _points(answers: tuple[int, ...], questions: list[Question]) -> list[float | None]:
    return [question.points(code) for code, question in zip(answers, questions, strict=False)]


def _sample(numbers: Counter[int]) -> stats.Sample:
    total = sum(value * many for value, many in numbers.items())
    squares = sum(value * value * many for value, many in numbers.items())
    return stats.sample_from_moments(stats.Moments(numbers.total(), total, squares))
