"""Public releases as data: for programs as they were released, and as a table of figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.models import Item, Release
from surveys.results.exporting.codebook import LANGUAGES, options_of, words_of


@dataclass(frozen=True)
class Column:
    """What columns of the table of figures mean."""

    names: tuple[str, ...]
    meaning: Any


def in_languages(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for code in LANGUAGES)


COLUMNS = (
    Column(("survey", "release"), _("End of the survey's link, and the number of the release.")),
    Column(
        ("by", "group", *in_languages("group")),
        _("The questions by which answers are divided, and the group; empty for everybody."),
    ),
    Column(
        ("kind", "code", *in_languages("label")),
        _("What was measured: the survey as a whole, a dimension or a question."),
    ),
    Column(
        ("statistic", "place"),
        _(
            "Which figure it is. Scores run from 0 to 100, worst to best; top and bottom are percents of the two best "
            "and two worst answers; answers are counted by their place on the scale."
        ),
    ),
    Column(("value", "low", "high"), _("The figure, and both ends of its 95 percent interval where there is one.")),
    Column(("n",), _("How many answers it rests on.")),
    Column(("note",), _("“withheld” where too few people would be behind the figure: it is unknown, not 0.")),
)


def public_releases() -> QuerySet[Release]:
    """What everybody may read, newest first."""
    found = Release.objects.filter(is_public=True).select_related("campaign__institution", "campaign__questionnaire")
    return found.order_by("-released_on", "-pk")


def as_data(release: Release) -> dict[str, Any]:
    """The release with all that is needed to read it; three queries.

    ``payload`` and ``card`` are exactly what ``sha256`` is the fingerprint of.
    """
    campaign, asked = release.campaign, release.campaign.questionnaire
    items = asked.items.exclude(role=Item.Role.TEXT).select_related("scale").prefetch_related("scale__options")
    return {
        "survey": {
            "address": campaign.address,
            "title": words_of(campaign, "title"),
            "institution": {"code": campaign.institution.code, "name": words_of(campaign.institution, "name")},
            "url": f"{settings.SITE_URL}{release.get_absolute_url()}",
        },
        "release": release.number,
        "released_on": release.released_on,
        "sha256": release.sha256,
        "payload": release.payload,
        "card": release.card,
        "dimensions": {row.code: words_of(row, "name") for row in asked.dimensions.all()},
        "questions": {item.code: {"text": words_of(item, "text"), "answers": options_of(item)} for item in items},
    }
