"""Releases made by hand, in the shape of ``surveys.results.released``, for pages and files that only read them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from surveys.models import Campaign, Item, Release

MEASURED = (Item.Role.RATING, Item.Role.IMPORTANCE, Item.Role.OVERALL)


def estimate(value: float, n: int = 40, half: float | None = 6.0) -> dict[str, Any]:
    """A number with an interval of ``half`` to both sides; none where ``half`` is None."""
    ends = (None, None) if half is None else (value - half, value + half)
    return {"n": n, "value": value, "low": ends[0], "high": ends[1], "bound": ""}


def item_result(score: float = 62.5, n: int = 40, **fields: Any) -> dict[str, Any]:
    """A question with a scale of five places; counts that add up to ``n``."""
    fifth = n // 5
    made = {
        "n": n,
        "na": 0,
        "counts": [fifth, fifth, fifth, fifth, n - 4 * fifth],
        "blur": None,
        "mean": 1 + score / 25,
        "sd": 1.25,
        "score": estimate(score, n),
        "top": estimate(40.0, n),
        "bottom": estimate(40.0, n),
        "promoters": None,
    }
    return {**made, **fields}


def cell(campaign: Campaign, n: int, by: list[str], groups: list[list[str]], scores: dict[str, float]) -> Any:
    """Results of a group: every question and dimension at 62.5, or what ``scores`` says by code."""
    asked = campaign.questionnaire
    items = asked.items.filter(role__in=MEASURED).select_related("dimension")
    return {
        "by": by,
        "groups": groups,
        "n": n,
        "items": {item.code: item_result(scores.get(item.code, 62.5), n) for item in items},
        "dimensions": {row.code: estimate(scores.get(row.code, 62.5), n) for row in asked.dimensions.all()},
        "overall": estimate(scores.get("overall", 62.5), n),
        "weighted": estimate(scores.get("weighted", 62.5), n, half=9.0),
    }


def make_payload(campaign: Campaign, n: int = 40, *, scores: dict[str, float] | None = None, **fields: Any) -> Any:
    """Everybody, and PRF1 in the groups a with b and c with d; PRF2 is withheld."""
    said = scores or {}
    half = n // 2
    items = campaign.questionnaire.items.all()
    made = {
        "version": 1,
        "audience": campaign.questionnaire.audience,
        "n": n,
        "asked": campaign.invited,
        "rate": None,
        "cells": [
            cell(campaign, n, [], [], said),
            cell(campaign, half, ["PRF1"], [["a", "b"]], said),
            cell(campaign, n - half, ["PRF1"], [["c", "d"]], said),
        ],
        "withheld": [["PRF2"]],
        "derived": None,
        "stated": None,
        "reliability": {row.code: 0.8 for row in campaign.questionnaire.dimensions.all()},
        "texts": {"OPN1": {"n": 12, "withheld": 2, "themes": [{"name": "Waiting", "texts": ["Too long."]}]}},
        "bias": [],
        "comparability": {item.code: item.comparability for item in items},
    }
    return {**made, **fields}


def make_card(campaign: Campaign, n: int) -> dict[str, Any]:
    """How the release came about, as the survey says."""
    asked = campaign.questionnaire
    columns = {"total": "k_total", "cell": "k_cell", "text": "k_text", "fold": "fold_size"}
    thresholds = {name: getattr(campaign, column) for name, column in columns.items()}
    return {
        "institution": campaign.institution.code,
        "audience": asked.audience,
        **{name: getattr(campaign, name) for name in ("population", "approach", "mode", "undeliverable")},
        "opens_on": campaign.opens_on.isoformat(),
        "closes_on": campaign.closes_on.isoformat(),
        "asked": campaign.invited,
        "answers": n,
        "questionnaire": asked.code,
        "questionnaire_version": asked.number,
        "questionnaire_hash": asked.content_hash or "0" * 64,
        "languages": ["en", "bs", "sv"],
        "thresholds": thresholds,
        "weights": "none",
        "exclusions": {"least_percent": 50, "needs_all": []},
        "held_back": 0,
        "paper": {"lots": 0, "answers": 0, "checked": 0, "agreement": None},
        "software": "QM portal",
    }


def make_release(campaign: Campaign, n: int = 40, **fields: Any) -> Release:
    """A release of the survey, with a payload made by hand unless one is given; ``scores`` by code go into it."""
    payload = fields.pop("payload", None) or make_payload(campaign, n, scores=fields.pop("scores", None))
    card = make_card(campaign, n)
    whole = json.dumps([payload, card], sort_keys=True, ensure_ascii=False)
    made = {
        "number": campaign.releases.count() + 1,
        "n": n,
        "payload": payload,
        "card": card,
        "sha256": hashlib.sha256(whole.encode()).hexdigest(),
        "released_on": date(2018, 11, 1),
    }
    return Release.objects.create(campaign=campaign, **{**made, **fields})
