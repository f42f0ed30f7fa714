"""Writes the questionnaires for users and for employees, and the scales they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from qmportal.management.starter import reading
from qmportal.management.starter.reading import Count, languages, missing, texts
from surveys.models import Dimension, Item, Questionnaire, Scale, ScaleOption
from surveys.results.fingerprints import fingerprint


def load_scales() -> Count:
    """Scales of ratings, shared by all questionnaires, and one for each background question."""
    new, left_alone = missing(Scale, [scale for entry in reading.questionnaires() for scale in _scales(entry)])
    for entry in new:
        scale = Scale.objects.create(code=entry["code"])
        ScaleOption.objects.bulk_create(
            ScaleOption(
                scale=scale,
                position=position,
                code=option["code"],
                value=option["value"],
                **texts(label=option["label"]),
            )
            for position, option in enumerate(entry["options"], start=1)
        )
    return Count(len(new), left_alone)


def load_questionnaires() -> Count:
    """A version of a questionnaire, once there, is never touched; a new version is a new row."""
    there = set(Questionnaire.objects.values_list("code", "number"))
    entries = reading.questionnaires()
    new = [entry for entry in entries if (entry["code"], entry["version"]) not in there]
    scales = {scale.code: scale for scale in Scale.objects.all()}
    for entry in new:
        _load_questionnaire(entry, scales)
    return Count(len(new), len(entries) - len(new))


def _load_questionnaire(entry: dict[str, Any], scales: dict[str, Scale]) -> None:
    questionnaire = Questionnaire.objects.create(
        code=entry["code"],
        number=entry["version"],
        audience=entry["audience"],
        smallest_group=entry["rules"]["min_group_size"],
        **texts(
            title=entry["title"],
            intro=entry["intro"],
            rating_lead=entry["item_lead"],
            importance_lead=entry["importance_lead"],
            closing=entry["closing"],
        ),
    )
    dimensions = {
        dimension["code"]: Dimension.objects.create(
            questionnaire=questionnaire,
            position=position,
            code=dimension["code"],
            caf=dimension["caf"],
            iso=dimension["iso"],
            needs_all="index" in dimension,
            **texts(name=dimension["name"]),
        )
        for position, dimension in enumerate(_dimensions(entry), start=1)
    }
    _load_items(questionnaire, entry, dimensions, scales)
    questionnaire.state = Questionnaire.State.PUBLISHED
    questionnaire.published_on = timezone.localdate()
    questionnaire.content_hash = fingerprint(questionnaire)
    questionnaire.save(update_fields=["state", "published_on", "content_hash"])


def _load_items(
    questionnaire: Questionnaire, entry: dict[str, Any], dimensions: dict[str, Dimension], scales: dict[str, Scale]
) -> None:
    for position, (role, item) in enumerate(_items(entry), start=1):
        Item.objects.create(
            questionnaire=questionnaire,
            position=position,
            role=role,
            code=item["code"],
            dimension=dimensions.get(item.get("dimension", "")),
            scale=scales.get(item.get("scale", "")),
            is_reversed=item.get("reverse", False),
            is_required=item.get("required", False),
            caf=[item["caf"], *item.get("caf_related", [])] if "caf" in item else [],
            iso=item.get("iso", []),
            **texts(text=item["text"]),
        )


def _scales(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for scale in entry["scales"]:
        options = scale.get("options") or _points(scale)
        numbered = [{"code": str(option["value"]), **option} for option in options]
        yield {"code": scale["code"], "options": [*numbered, scale["not_applicable"]]}
    for item in entry["profile_items"]:
        options = [{"value": None, **option} for option in item["options"]]  # answers without an order
        yield {"code": _background_scale(entry, item), "options": options}


def _points(scale: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The points of a scale that has words only at its ends: 0 to 10."""
    ends = {scale["min"]: scale["low_label"], scale["max"]: scale["high_label"]}
    for value in range(scale["min"], scale["max"] + 1):
        words = {code: f"{value} – {ends[value][code]}" if value in ends else str(value) for code in languages()}
        yield {"value": value, "label": words}


def _background_scale(entry: dict[str, Any], item: dict[str, Any]) -> str:
    return f"{entry['audience']}-{item['code']}".upper()


def _dimensions(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The themes; the engagement block is one more, with the ISO clauses its statements name."""
    yield from entry["dimensions"]
    if block := entry.get("engagement_block"):
        caf = sorted({item["caf"] for item in block["items"]})
        iso = sorted({clause for item in block["items"] for clause in item["iso"]})
        yield {**block, "caf": caf, "iso": iso}


def _items(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All questions in the order of the form, each with its role."""
    for item in [*entry["items"], *entry.get("engagement_block", {}).get("items", [])]:
        yield Item.Role.RATING, item
    for dimension in entry["dimensions"]:
        yield Item.Role.IMPORTANCE, {**dimension["importance_item"], "dimension": dimension["code"]}
    for item in entry["overall_items"]:
        yield Item.Role.OVERALL, item
    for item in entry["open_items"]:
        yield Item.Role.TEXT, item
    for item in entry["profile_items"]:
        yield Item.Role.BACKGROUND, {**item, "scale": _background_scale(entry, item)}
