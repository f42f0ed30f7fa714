"""The JSON Schema of the plan's data, written from the same columns as the tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workplans.models import Deadline, WorkPlan
from workplans.results.open_data import COLUMNS, LANGUAGES, PRECISIONS, Column

TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "null"]},
    "text": {"type": ["string", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "codes": {"type": "array", "items": {"type": "string"}},
}
NEVER_EMPTY = {"area", "position", "code", "state", "priority", "due_precision", "moves", "percent", "added_on"}
WORDS = {
    "type": "object",
    "properties": {code: {"type": "string"} for code in LANGUAGES},
    "required": list(LANGUAGES),
    "additionalProperties": False,
}


def json_schema(address: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of ``plan.json``; ``address`` is where it is served. It speaks the active language."""
    columns = [column for column in COLUMNS if column.name != "plan" and not column.name.startswith("area_")]
    activity = {column.name: _described(column) for column in columns}
    activity["deadlines"] = {
        "description": _("Every deadline there was, first to last; the first is the baseline."),
        "type": "array",
        "items": _object(_deadline()),
    }
    number, title, aim = (column for column in COLUMNS if column.name in {"area", "area_title", "area_aim"})
    area = {"number": _described(number), "title": _described(title), "aim": _described(aim)}
    whole = {
        "$schema": {"type": "string", "description": _("Address of this schema.")},
        "plan": _object(_plan()),
        "areas": {"type": "array", "items": _object(area)},
        "activities": {"type": "array", "items": _object(activity)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": _("Work plan"),
        **_object(whole),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _described(column: Column) -> dict[str, Any]:
    shape: dict[str, Any] = WORDS if column.is_translated else TYPES[column.kind]
    if column.name in NEVER_EMPTY:
        kinds: Any = shape["type"]
        shape = {**shape, "type": kinds if isinstance(kinds, str) else kinds[0]}
    if column.choices:
        shape = {"enum": list(column.choices)}
    return {"description": str(column.meaning), **shape}


def _plan() -> dict[str, Any]:
    return {
        "code": {"type": "string", "description": _("Code of the work plan, as in its address.")},
        "title": WORDS,
        "summary": WORDS,
        "starts_on": {"type": "string", "format": "date"},
        "ends_on": {"type": "string", "format": "date"},
        "state": {"enum": list(WorkPlan.State.values)},
        "version": {
            "type": ["integer", "null"],
            "description": _("Newest version of the plan; 1 is the adopted plan, every amendment adds one."),
        },
    }


def _deadline() -> dict[str, Any]:
    return {
        "version": {"type": "integer"},
        "due_on": {"type": "string", "format": "date"},
        "precision": {"enum": list(PRECISIONS)},
        "is_baseline": {"type": "boolean"},
        "reason_class": {
            "enum": ["", *Deadline.ReasonClass.values],
            "description": _("Kind of reason for the move; empty for the baseline."),
        },
        "decision": {"type": "string", "description": _("Number of the decision, if there was one.")},
        "recorded_at": {"type": "string", "format": "date-time"},
    }
