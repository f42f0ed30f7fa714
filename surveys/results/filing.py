"""Releases as evidence: under each sub-criterion of CAF and clause of ISO 9001 what was measured, and what followed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from institutions import permissions
from institutions.models import User
from surveys.models import Dimension, Evidence, Improvement, Item, Release
from surveys.results.released import Estimate
from surveys.results.trends import OVERALL, Asked, value_of

Filed = dict[str, dict[str, list["Measured"]]]  # by standard and reference


@dataclass(frozen=True)
class Measured:
    """A measure of a release; ``name`` is empty for all ratings together.

    ``before`` is its number in the survey before, None where there is none or the questions changed. ``planned``
    counts what the institution does about it, None where the reader may not know.
    """

    release: Release
    name: str
    value: Estimate | None
    before: Estimate | None
    is_broken: bool
    planned: int | None


def filed(releases: Sequence[Release], user: User) -> Filed:
    """The releases, which come with campaign and questionnaire, in the order of the standards; six queries."""
    names = _names({one.campaign.questionnaire_id for one in releases})
    before = _before(releases, user)
    asked = Asked([one.campaign.questionnaire for one in (*releases, *before.values())])
    planned, known = _planned(releases, user)
    by_pk = {one.pk: one for one in releases}
    found: dict[str, dict[str, list[Measured]]] = {standard: defaultdict(list) for standard in Evidence.Standard.values}
    for row in Evidence.objects.filter(release__in=by_pk).order_by("-release__released_on", "-release_id"):
        release = by_pk[row.release_id]
        earlier = before.get(release.campaign.previous_id or 0)
        for code in _measures(row.codes, release):
            broken = earlier is not None and asked.breaks(
                code, earlier.campaign.questionnaire, release.campaign.questionnaire
            )
            found[row.standard][row.reference].append(
                Measured(
                    release=release,
                    name=names.get((release.campaign.questionnaire_id, code), ""),
                    value=_value(release, code),
                    before=None if earlier is None or broken else _value(earlier, code),
                    is_broken=broken,
                    planned=planned[release.pk, code] if release.pk in known else None,
                )
            )
    return {standard: {key: rows[key] for key in sorted(rows, key=in_order)} for standard, rows in found.items()}


def in_order(reference: str) -> tuple[tuple[int, str], ...]:
    """9.1.2 comes before 10.3."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in reference.split("."))


def _measures(codes: list[str], release: Release) -> list[str]:
    """Dimensions where there are any, since their questions say the same; all ratings where nothing is said."""
    dimensions = release.payload["cells"][0]["dimensions"]
    return [code for code in codes if code in dimensions] or codes or [OVERALL]


def _value(release: Release, code: str) -> Estimate | None:
    return value_of(release.payload["cells"][0], code)


def _names(questionnaires: Iterable[int]) -> dict[tuple[int, str], str]:
    items: Any = Item.objects.filter(questionnaire__in=questionnaires).exclude(role=Item.Role.TEXT)
    dimensions: Any = Dimension.objects.filter(questionnaire__in=questionnaires)
    return {
        **{(row.questionnaire_id, row.code): str(row.text) for row in items.order_by()},
        **{(row.questionnaire_id, row.code): str(row.name) for row in dimensions.order_by()},
    }


def _before(releases: Sequence[Release], user: User) -> dict[int, Release]:
    """The newest releases of the surveys before, as far as the reader sees them, by survey."""
    wanted = {one.campaign.previous_id for one in releases if one.campaign.previous_id}
    rows = Release.objects.visible_to(user).filter(campaign__in=wanted).select_related("campaign__questionnaire")
    return {row.campaign_id: row for row in rows.order_by("number")}


def _planned(releases: Sequence[Release], user: User) -> tuple[Counter[tuple[int, str]], set[int]]:
    """How many improvements each measure of a release has, and the releases whose improvements the reader sees."""
    seen = Improvement.objects.visible_to(user).filter(release__campaign__in={one.campaign_id for one in releases})
    newest = {one.campaign_id: one.pk for one in releases}
    pairs = seen.values_list("release__campaign", "measure")
    own = permissions.institutions_where(user, permissions.READ_RESULTS)
    known = {one.pk for one in releases if one.campaign.institution_id in own}
    return Counter((newest[campaign], measure) for campaign, measure in pairs), known
