"""What can be calculated from everything that was ever released of a survey."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.models import Campaign, Release
from surveys.results.attacking.finding import Finding, Outcome, found
from surveys.results.computing.ledgers import EVERYBODY, read
from surveys.results.disclosure.auditing import audit
from surveys.results.disclosure.publishing import may_follow


def attacks(campaign: Campaign) -> list[Finding]:
    """One query."""
    releases = list(campaign.releases.select_related("ledger").order_by("number"))
    attempts = {
        "small": _("Look for results of few people."),
        "subtracted": _("Subtract released results from one another until few people are left."),
        "late": _("Compare a release with its correction, to see those who answered late."),
    }
    if not releases:
        return [Finding(code, attempt, Outcome.NOT_YET) for code, attempt in attempts.items()]
    leaks = {
        "small": [leak for release in releases for leak in _small(campaign, release)],
        "subtracted": _solvable(campaign, releases),
        "late": _late(campaign, releases),
    }
    return [found(code, attempt, leaks[code]) for code, attempt in attempts.items()]


def _small(campaign: Campaign, release: Release) -> list[str]:
    """Cells, questions in them and open questions of fewer answers than promised."""
    leaks = []
    for cell in release.payload["cells"]:
        least = campaign.k_cell if cell["by"] else campaign.k_total
        sizes = {"": cell["n"], **{code: item["n"] for code, item in cell["items"].items() if item}}
        leaks += [
            f"{release.number}: {' × '.join(cell['by'])} {code} {n} < {least}" for code, n in sizes.items() if n < least
        ]
    texts = release.payload["texts"].items()
    return leaks + [f"{release.number}: {code} {text['n']}" for code, text in texts if text["n"] < campaign.k_text]


def _solvable(campaign: Campaign, releases: list[Release]) -> list[str]:
    """Groups below the threshold that can be calculated, of respondents and of every question and index."""
    contents = [release.ledger.content for release in releases]
    leaks = []
    for measure in dict.fromkeys(name for content in contents for name in content["counts"]):
        counts, plans = read(contents, measure)
        cells: list[Any] = [cell for plan in plans for cell in plan.cells]
        least = campaign.k_cell if any(plan.breakdowns for plan in plans) else campaign.k_total
        checked = audit(cells, counts, least) if cells else None
        if checked is not None and not checked.clean:
            smallest = checked.exposed[0].n if checked.exposed else "?"
            leaks.append(f"{'n' if measure == EVERYBODY else measure}: {smallest} < {least}")
    return leaks


def _late(campaign: Campaign, releases: list[Release]) -> list[str]:
    return [
        f"{later.n} − {earlier.n} < {campaign.fold_size}"
        for earlier, later in pairwise(releases)
        if not may_follow(earlier.n, later.n, campaign.fold_size)
    ]
