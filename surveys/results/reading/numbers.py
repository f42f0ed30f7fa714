"""Numbers of a release in words of the active language: rounded once, each with its interval, a dash for none."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from institutions.results.statistics import half_up
from institutions.templatetags.people_dates import number, percent
from surveys.results.released import Estimate

DASH = "–"

Writer = Callable[[float], str]


def written(value: float, places: int = 0) -> str:
    """A number with so many places, halves away from zero."""
    return _formatted(get_language(), half_up(value, places), places)


def written_percent(value: float) -> str:
    """A number from 0 to 100 with the sign of percent."""
    return _formatted(get_language(), half_up(value), None)


@lru_cache(maxsize=4096)
def _formatted(_language: str | None, value: float, places: int | None) -> str:
    """The same number stands on a page many times; ``places`` None means percent."""
    return percent(value) if places is None else number(value, places)


two_places: Writer = partial(written, places=2)


def shown(estimate: Estimate | None, write: Writer = written) -> str:
    """72 (68 to 76); what is only known to be at least or at most something says so."""
    if estimate is None:
        return DASH
    value, low, high = write(estimate["value"]), estimate["low"], estimate["high"]
    if estimate.get("bound") == "least":
        return pgettext("number", "at least %(value)s") % {"value": value}
    if estimate.get("bound") == "most":
        return pgettext("number", "at most %(value)s") % {"value": value}
    if low is None or high is None:
        return _("%(value)s (no interval)") % {"value": value}
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": write(low), "high": write(high)}


def apart(one: Estimate, other: Estimate) -> bool:
    """Tell whether two intervals do not touch; False where either is missing."""
    ends = one["low"], one["high"], other["low"], other["high"]
    if any(end is None for end in ends):
        return False
    low, high, other_low, other_high = ends
    return bool(high < other_low or low > other_high)  # type: ignore[operator]
