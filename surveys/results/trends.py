"""A survey beside those before it: joined only where the same was asked of groups cut alike (REQ-7).

Read from releases alone. A series breaks where a question of it is new, means something else or is gone; a group is
joined with the same group of an earlier survey only if both releases show it and it consists of the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AnonymousUser

from institutions.models import User
from surveys.models import Campaign, Item, Questionnaire, Release
from surveys.results.released import CellResult, Estimate

OVERALL, WEIGHTED = "overall", "weighted"
APART = frozenset({Item.Comparability.NEW, Item.Comparability.BROKEN})
Version = tuple[str, int]  # code and number of a questionnaire


@dataclass(frozen=True)
class Line:
    """One measure over all surveys; ``breaks`` tells of each whether it does not continue the one before it."""

    measure: str
    points: tuple[Estimate | None, ...]
    breaks: tuple[bool, ...]


@dataclass(frozen=True)
class Group:
    """Lines of everybody (``by`` empty), or of a group as the newest release shows it."""

    by: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Trend:
    """Releases from the first survey to this one, and how the measures of the last moved; everybody comes first."""

    releases: tuple[Release, ...]
    groups: tuple[Group, ...]


def trend(release: Release, user: User | AnonymousUser) -> Trend | None:
    """The surveys before this one, as far as the reader may see their newest releases; None without any. Constant
    number of queries, however many there are."""
    releases = [*_before(release, user), release]
    if len(releases) < 2:
        return None
    asked = Asked([each.campaign.questionnaire for each in releases])
    groups = [_group(cell, releases, asked) for cell in release.payload["cells"]]
    return Trend(tuple(releases), tuple(group for group in groups if group is not None))


def value_of(cell: CellResult, measure: str) -> Estimate | None:
    """The number of a measure in a cell: of a dimension or question by its code, or of satisfaction as a whole."""
    if measure == OVERALL:
        return cell["overall"]
    if measure == WEIGHTED:
        return cell["weighted"]
    if measure in cell["dimensions"]:
        return cell["dimensions"][measure]
    item = cell["items"].get(measure)
    return item["score"] if item else None


def measures_of(cell: CellResult) -> list[str]:
    """Every measure a cell has a number of, or would have."""
    return [OVERALL, WEIGHTED, *cell["dimensions"], *cell["items"]]


def _before(release: Release, user: User | AnonymousUser) -> list[Release]:
    """Newest visible releases of the chain of surveys before it, oldest first."""
    campaigns = Campaign.objects.filter(institution=release.campaign.institution_id)
    pairs: Any = campaigns.values_list("pk", "previous")
    previous: dict[int, int | None] = dict(pairs)
    chain: list[int] = []
    at = previous.get(release.campaign_id)
    while at is not None and at not in chain and at != release.campaign_id:
        chain.append(at)
        at = previous.get(at)
    rows = Release.objects.visible_to(user).filter(campaign__in=chain).select_related("campaign__questionnaire")
    newest: dict[int, Release] = {row.campaign_id: row for row in rows.order_by("number")}
    return [newest[pk] for pk in reversed(chain) if pk in newest]


class Asked:
    """What each version asked, to tell where a series breaks."""

    def __init__(self, versions: list[Questionnaire]) -> None:
        codes = {version.code for version in versions}
        rows = Item.objects.filter(questionnaire__code__in=codes).exclude(role=Item.Role.TEXT).order_by()
        columns = ("questionnaire__code", "questionnaire__number", "code", "role", "dimension__code", "comparability")
        self.items: dict[Version, dict[str, tuple[str, str, str]]] = {}
        for code, number, item, role, dimension, comparability in rows.values_list(*columns):
            self.items.setdefault((code, number), {})[item] = role, dimension or "", comparability

    def breaks(self, measure: str, before: Questionnaire, now: Questionnaire) -> bool:
        """Tell whether a measure of one version does not continue that of another."""
        if before.pk == now.pk:
            return False
        if before.code != now.code or before.number > now.number:
            return True
        parts = self._parts(measure, (now.code, now.number))
        if parts != self._parts(measure, (before.code, before.number)):
            return True
        between = [self.items.get((now.code, number), {}) for number in range(before.number + 1, now.number + 1)]
        return any(items[part][2] in APART for items in between if items for part in parts if part in items)

    def _parts(self, measure: str, version: Version) -> set[str]:
        """The questions a measure is made of."""
        items = self.items.get(version, {})
        if measure in items:
            return {measure}
        roles = {Item.Role.RATING, *({Item.Role.IMPORTANCE} if measure == WEIGHTED else ())}
        wanted = {code: dimension for code, (role, dimension, _same) in items.items() if role in roles}
        return {code for code, dimension in wanted.items() if measure in {OVERALL, WEIGHTED, dimension}}


def _group(cell: CellResult, releases: list[Release], asked: Asked) -> Group | None:
    cells = [_same_cell(release, cell) for release in releases]
    versions = [release.campaign.questionnaire for release in releases]
    if any(
        asked.breaks(code, earlier, versions[-1])
        for code in cell["by"]
        for earlier, found in zip(versions, cells, strict=True)
        if found is not None
    ):
        return None
    if sum(found is not None for found in cells) < 2:
        return None
    lines = [_line(measure, cells, versions, asked) for measure in measures_of(cell)]
    return Group(tuple(cell["by"]), tuple(map(tuple, cell["groups"])), tuple(lines))


def _line(measure: str, cells: list[CellResult | None], versions: list[Questionnaire], asked: Asked) -> Line:
    points = tuple(None if cell is None else value_of(cell, measure) for cell in cells)
    breaks = [asked.breaks(measure, one, other) for one, other in pairwise(versions)]
    return Line(measure, points, (False, *breaks))


def _same_cell(release: Release, wanted: CellResult) -> CellResult | None:
    for cell in release.payload["cells"]:
        if cell["by"] == wanted["by"] and cell["groups"] == wanted["groups"]:
            found: CellResult = cell
            return found
    return None
