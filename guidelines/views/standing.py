"""The languages a text exists in, in words: for lists and for reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from guidelines.models import LanguageState


def in_language(path: str, code: str) -> str:
    """The address of the same page in another language: only its prefix differs."""
    return f"/{code}/{path.split('/', 2)[2]}"


def languages(coverage: Mapping[str, str], *, path: str = "") -> list[dict[str, Any]]:
    """Every language under its own name, with the state of its text in a word and, given a path, the page in it."""
    states = {
        LanguageState.SOURCE: _("source text"),
        LanguageState.CURRENT: _("translation up to date"),
        LanguageState.CONFIRMED: _("translation up to date"),
        LanguageState.STALE: _("translation older than its source"),
        LanguageState.PARTIAL: _("translated in part"),
        LanguageState.MISSING: _("not translated yet"),
    }
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "state": states[LanguageState(state)],
            "is_there": state != LanguageState.MISSING,
            "current": bool(path) and code == get_language() and state != LanguageState.MISSING,
            "url": in_language(path, code) if path and state != LanguageState.MISSING else "",
        }
        for code, state in coverage.items()
    ]
