"""The method card: how a result came about, in codes and numbers."""

from __future__ import annotations

import tomllib
from functools import cache

from django.conf import settings
from django.db.models import Count, Sum

from surveys.models import PaperLot
from surveys.results.computing.frame import Frame
from surveys.results.fingerprints import LANGUAGES, fingerprint
from surveys.results.layout import LEAST_SHARE
from surveys.results.released import Card, Paper


def card(frame: Frame, answers: int) -> Card:
    """Everything a reader must know to judge a number."""
    campaign, asked = frame.campaign, frame.campaign.questionnaire
    return {
        "institution": campaign.institution.code,
        "audience": asked.audience,
        "population": campaign.population,
        "approach": campaign.approach,
        "mode": campaign.mode,
        "opens_on": campaign.opens_on.isoformat(),
        "closes_on": campaign.closes_on.isoformat(),
        "asked": campaign.invited,
        "undeliverable": campaign.undeliverable,
        "answers": answers,
        "questionnaire": asked.code,
        "questionnaire_version": asked.number,
        "questionnaire_hash": asked.content_hash or fingerprint(asked),
        "languages": list(LANGUAGES),
        "thresholds": {
            "total": campaign.k_total,
            "cell": campaign.k_cell,
            "text": campaign.k_text,
            "fold": campaign.fold_size,
        },
        "weights": "none",
        "exclusions": {"least_percent": round(100 * LEAST_SHARE), "needs_all": sorted(frame.layout.needs_all)},
        "held_back": campaign.dropped_count,
        "paper": _paper(frame),
        "software": software(),
    }


@cache
def software() -> str:
    """Name and version of what computed it."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']} {project['version']}"


def _paper(frame: Frame) -> Paper:
    lots = PaperLot.objects.filter(campaign=frame.campaign, is_committed=True)
    sums = lots.aggregate(
        lots=Count("pk"), answers=Sum("size"), checked=Sum("checked"), compared=Sum("compared"), agreed=Sum("agreed")
    )
    compared = sums["compared"] or 0
    return {
        "lots": sums["lots"],
        "answers": sums["answers"] or 0,
        "checked": sums["checked"] or 0,
        "agreement": 100 * (sums["agreed"] or 0) / compared if compared else None,
    }
