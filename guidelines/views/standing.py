"""Where a text stands on a day, in words, and the languages it exists in: for lists and for reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from guidelines.models import Edition, LanguageState


def standing(text: Edition, day: date) -> str:
    """The state in a word that is true on the day: publishing is one thing, being in force another."""
    if text.is_in_force_on(day):
        return _("in force")
    begins = text.in_force_from
    if text.is_public and begins is not None and begins > day:
        return _("not yet in force")
    if text.state != Edition.State.PUBLISHED:
        return str(text.get_state_display())
    return _("no longer in force")


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
            "url": translate_url(path, code) if path and state != LanguageState.MISSING else "",
        }
        for code, state in coverage.items()
    ]
