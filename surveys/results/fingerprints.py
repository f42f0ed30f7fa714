"""What a questionnaire consists of, as one fingerprint: two that agree ask the same in the same words."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings

from surveys.models import Item, Questionnaire

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def fingerprint(questionnaire: Questionnaire) -> str:
    """SHA-256 of all that is asked, in hexadecimal digits: order, scales, codes and the words of every language."""
    return _hashed(content(questionnaire, LANGUAGES))


def text_hash(questionnaire: Questionnaire, language: str) -> str:
    """The same of one language and the one it is written in: what somebody who signs the translation has read."""
    return _hashed(content(questionnaire, tuple(dict.fromkeys((questionnaire.source_language, language)))))


def content(questionnaire: Questionnaire, languages: tuple[str, ...]) -> dict[str, Any]:
    """Everything that makes it what it is, as plain data; four queries unless it was fetched ``whole``."""
    items: list[Item] = list(questionnaire.items.select_related("scale").prefetch_related("scale__options"))
    words = ("title", "intro", "rating_lead", "importance_lead", "closing")
    codes = {dimension.pk: dimension.code for dimension in questionnaire.dimensions.all()}
    return {
        "code": questionnaire.code,
        "number": questionnaire.number,
        "audience": questionnaire.audience,
        "smallest_group": questionnaire.smallest_group,
        "words": _words(questionnaire, words, languages),
        "dimensions": [
            {
                **{name: getattr(dimension, name) for name in ("code", "caf", "iso", "needs_all")},
                "words": _words(dimension, ("name",), languages),
            }
            for dimension in questionnaire.dimensions.all()
        ],
        "items": [
            {
                **{name: getattr(item, name) for name in ("code", "role", "is_reversed", "is_required", "caf", "iso")},
                "dimension": codes.get(item.dimension_id or 0),
                "words": _words(item, ("text",), languages),
                "options": _options(item, languages),
            }
            for item in items
        ],
    }


def _options(item: Item, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    options: Any = item.scale.options.all() if item.scale else ()
    return [
        {"code": option.code, "value": option.value, "words": _words(option, ("label",), languages)}
        for option in options
    ]


def _words(row: Any, names: tuple[str, ...], languages: tuple[str, ...]) -> dict[str, str]:
    columns = [f"{name}_{language}" for name in names for language in languages]
    return {column: getattr(row, column) or "" for column in columns}


def _hashed(found: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
