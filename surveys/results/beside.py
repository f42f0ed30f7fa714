"""An institution beside the others of its edition: above, within noise or below their median; never a rank (REQ-24)."""

from __future__ import annotations

from dataclasses import dataclass

from institutions.results.statistics import Standing, holm
from institutions.results.statistics.comparing import FEWEST_ANSWERS
from institutions.results.statistics.distributions import t_p_value, t_quantile
from surveys.models import Comparison, Release
from surveys.results.disclosure.benchmarks import Others
from surveys.results.released import CellResult, Estimate
from surveys.results.trends import OVERALL, WEIGHTED, value_of

LEVEL = 0.05  # of all verdicts on one page together


@dataclass(frozen=True)
class Beside:
    """A number of an institution, what it may see of the others, and one of three words, or none: see ``verdicts``."""

    own: Estimate
    others: Others
    verdict: Standing | None


def compared(cell: CellResult) -> list[str]:
    """The measures in which institutions are compared."""
    return [OVERALL, WEIGHTED, *cell["dimensions"]]


def others_for(release: Release) -> dict[str, Beside]:
    """What the institution of a release sees of the others, by measure, in the newest comparison of its edition.

    Only for readers of the institution; empty where it takes no part. The others are as they were then.
    """
    newest = Comparison.objects.filter(edition=release.campaign.edition_id).order_by("-number").first()
    code = release.campaign.institution.code
    if newest is None or code not in newest.pool:
        return {}
    everybody: CellResult = release.payload["cells"][0]
    found: dict[str, tuple[Estimate, Others]] = {}
    for measure, views in newest.payload.items():
        own = value_of(everybody, measure)
        if own is not None and code in views:
            found[measure] = own, Others(**views[code])
    words = verdicts(found)
    return {measure: Beside(own, others, words[measure]) for measure, (own, others) in found.items()}


def verdicts(found: dict[str, tuple[Estimate, Others]]) -> dict[str, Standing | None]:
    """Words about all measures of an institution, corrected for their number (Holm 1979).

    A number counts as different from the others' median only if it is from every median that is rounded to the one
    shown; no word below 30 answers, or without an interval.
    """
    p_values = [_p_value(own, others) for own, others in found.values()]
    words: dict[str, Standing | None] = {}
    for (measure, (own, others)), p in zip(found.items(), holm(p_values), strict=True):
        if p is None:
            words[measure] = None
        elif p >= LEVEL:
            words[measure] = Standing.WITHIN_NOISE
        else:
            words[measure] = Standing.ABOVE if own["value"] > others.median else Standing.BELOW
    return words


def _p_value(own: Estimate, others: Others) -> float | None:
    if own["low"] is None or own["high"] is None or own["bound"] or own["n"] < FEWEST_ANSWERS:
        return None
    distance = max(0.0, abs(own["value"] - others.median) - others.step / 2)
    half = max(own["value"] - own["low"], own["high"] - own["value"])  # the other end may stand at the scale's
    if not half or not distance:
        return 0.0 if distance else 1.0
    df = own["n"] - 1
    return t_p_value(distance / half * t_quantile(0.975, df), df)
