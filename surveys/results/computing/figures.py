"""Counts of a group as figures with intervals: every formula is one of ``institutions.results.statistics``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from institutions.results import statistics as stats
from surveys.models import Item
from surveys.results.disclosure import display
from surveys.results.layout import Counts, Layout
from surveys.results.released import Estimate, ItemResult

INDEX_SCALE = stats.Scale(0, 100)
HUNDREDTHS = 0.01  # moments of an index are kept in hundredths of a point
SHARES_PLACES, PROMOTER_PLACES = 5, 11


def scale_of(item: Item) -> stats.Scale | None:
    """The scale in points, as its answers are valued; None where there is nothing to calculate with."""
    options = item.scale.options.all() if item.scale else ()
    values = [option.value for option in options if option.value is not None]
    if len(values) < 2:
        return None
    lowest = values[0] if values == list(range(values[0], values[0] + len(values))) else 1
    return stats.Scale(lowest, lowest + len(values) - 1)


def item_result(item: Item, counts: list[int], na: int, *, people: int | None, is_hidden: bool) -> ItemResult | None:
    """Figures of a question from its histogram; of people of one mind only what they agree on, if hidden."""
    n = sum(counts)
    found = _nothing(n, na)
    if is_hidden:
        shown = display.shares(counts)
        if shown is None or shown.option is None or shown.at_least is None:
            return None
        found["blur"] = (shown.option, shown.at_least)
        return found
    found["counts"] = counts
    scale = scale_of(item)
    if scale is None or not n:
        return found
    figures = stats.item_from_histogram(counts, scale=scale)
    found["mean"], found["sd"] = figures.mean, figures.sd
    score = scale.indexed(figures.sample)
    found["score"] = of_sample(score.rescaled(-1, 100) if item.is_reversed else score, people=people)
    if len(counts) == SHARES_PLACES:
        best = counts[::-1] if item.is_reversed else counts
        found["top"], found["bottom"] = _share(best[-2:], n, people), _share(best[:2], n, people)
    if len(counts) == PROMOTER_PLACES and not item.is_reversed:
        found["promoters"] = _promoters(counts, people)
    return found


def _nothing(n: int, na: int) -> ItemResult:
    return {
        "n": n,
        "na": na,
        "counts": None,
        "blur": None,
        "mean": None,
        "sd": None,
        "score": None,
        "top": None,
        "bottom": None,
        "promoters": None,
    }


def index_sample(layout: Layout, counts: Counts, name: str) -> stats.Sample:
    """People's own means over the questions of an index, 0 to 100."""
    first = 3 * layout.indexes.index(name)
    return stats.sample_from_moments(stats.Moments(*counts.moments[first : first + 3])).rescaled(HUNDREDTHS)


def index_result(sample: stats.Sample, *, people: int | None, is_hidden: bool) -> Estimate | None:
    """An index with its interval; where it is hidden only on which side of the scale it lies, if at an end."""
    if sample.mean is None:
        return None
    if not is_hidden:
        return of_sample(sample, people=people)
    figure = display.index_score(sample.mean, sample.n)
    if figure.is_exact:
        return None
    is_high = figure.high == INDEX_SCALE.highest
    value = figure.low if is_high else figure.high
    return {"n": sample.n, "value": value, "low": None, "high": None, "bound": "least" if is_high else "most"}


def of_sample(sample: stats.Sample, *, people: int | None) -> Estimate | None:
    """A mean of 0 to 100 with its interval.

    People of one mind have none, unless they are all there are: from them nobody can tell how much others differ.
    """
    if sample.mean is None:
        return None
    interval = stats.mean_interval(sample, population=people) if sample.sd or sample.n == people else None
    return estimate(sample.n, sample.mean, interval.within(0, 100) if interval else None)


def estimate(n: int, value: float, interval: stats.Interval | None) -> Estimate:
    """A number with its interval, where it has one."""
    low, high = (interval.low, interval.high) if interval else (None, None)
    return {"n": n, "value": value, "low": low, "high": high, "bound": ""}


def weighted(dimensions: Mapping[str, Estimate | None], importance: Mapping[str, float | None]) -> Estimate | None:
    """Satisfaction weighted with importance, from shown numbers only; None where one of them is missing.

    Its interval is the widest there can be: as if all dimensions were wrong in the same direction.
    """
    exact = {code: each for code, each in dimensions.items() if each is not None and not each["bound"]}
    if len(exact) < len(dimensions) or not exact or any(importance.get(code) is None for code in exact):
        return None
    values = {code: each["value"] for code, each in exact.items()}
    found = stats.weighted_index(values, importance, scale=INDEX_SCALE)
    if found is None or found.is_fallback:
        return None
    interval = None
    if all(each["low"] is not None for each in exact.values()):
        low = sum(found.weights[code] * (each["low"] or 0.0) for code, each in exact.items())
        interval = stats.Interval(low, sum(found.weights[code] * (each["high"] or 0.0) for code, each in exact.items()))
    return estimate(min(each["n"] for each in exact.values()), found.weighted_index, interval)


def _share(counts: Sequence[int], n: int, people: int | None) -> Estimate:
    return estimate(n, 100 * sum(counts) / n, stats.wilson(sum(counts), n, population=people))


def _promoters(counts: Sequence[int], people: int | None) -> Estimate | None:
    found = stats.recommendation_from_histogram(counts, population=people)
    return estimate(found.n, found.score, found.interval.within(-100, 100)) if found else None
