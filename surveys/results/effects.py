"""Whether an improvement helped: the same measure in the next survey, and whether it moved beyond noise."""

from __future__ import annotations

from dataclasses import dataclass

from institutions.models import User
from institutions.results import statistics as stats
from surveys.models import Campaign, Improvement, Release
from surveys.results.released import Estimate
from surveys.results.trends import Line, trend, value_of


@dataclass(frozen=True)
class Effect:
    """Before and after; ``change`` is None where a number is missing, has no interval, or the questions changed."""

    release: Release
    before: Estimate | None
    after: Estimate | None
    is_broken: bool
    change: stats.MeanChange | None


def effect(improvement: Improvement, user: User) -> Effect | None:
    """What the next survey says, as far as the reader may see it; None until there is one."""
    before = improvement.release
    later = Release.objects.visible_to(user).filter(campaign__previous=before.campaign_id)
    found = later.select_related("campaign__questionnaire", "campaign__institution")
    after = found.order_by("-campaign__opens_on", "-campaign_id", "-number").first()
    if after is None:
        return None
    measure = improvement.measure
    values = _value(before, measure), _value(after, measure)
    is_broken = _is_broken(after, measure, user)
    change = None if is_broken else _change(_sample(before, values[0]), _sample(after, values[1]))
    return Effect(after, *values, is_broken, change)


def _value(release: Release, measure: str) -> Estimate | None:
    return value_of(release.payload["cells"][0], measure)


def _is_broken(after: Release, measure: str, user: User) -> bool:
    """Tell whether the last stretch of the measure's line does not continue the one before."""
    found = trend(after, user)
    lines: list[Line] = [] if found is None else [line for line in found.groups[0].lines if line.measure == measure]
    return not lines or lines[0].breaks[-1]


def _sample(release: Release, estimate: Estimate | None) -> stats.Sample | None:
    """The answers behind a number, as far as its interval tells."""
    if estimate is None or estimate["low"] is None or estimate["high"] is None:
        return None
    many = release.card["population"] if release.card["approach"] != Campaign.Approach.OPEN else None
    people = many if many and many >= estimate["n"] else None
    ends = stats.Interval(estimate["low"], estimate["high"])
    return stats.sample_of_interval(estimate["n"], estimate["value"], ends, population=people)


def _change(before: stats.Sample | None, after: stats.Sample | None) -> stats.MeanChange | None:
    return None if before is None or after is None else stats.compare_means(before, after)
