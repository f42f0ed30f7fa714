"""The words for where a text stands, what becomes of a supplement, and how a language stands to its source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where an edition or a supplement stands."""

    DRAFT = "draft", pgettext_lazy("edition", "draft")
    FOR_ADOPTION = "for_adoption", pgettext_lazy("edition", "for adoption")
    ADOPTED = "adopted", pgettext_lazy("edition", "adopted")
    PUBLISHED = "published", pgettext_lazy("edition", "published")
    SUPERSEDED = "superseded", pgettext_lazy("edition", "superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("edition", "withdrawn")


PUBLIC_STATES = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)
WRITABLE_STATES = (State.DRAFT,)  # by whoever writes it; later changes are corrections of the secretariat


class Disposition(models.TextChoices):
    """What becomes of a supplement when the next edition takes the place of the one it adds to."""

    INCORPORATED = "incorporated", pgettext_lazy("supplement", "incorporated in the new edition")
    CARRIED_OVER = "carried_over", pgettext_lazy("supplement", "carried over to the new edition")
    WITHDRAWN = "withdrawn", pgettext_lazy("supplement", "withdrawn")


class LanguageState(models.TextChoices):
    """How a text in one language stands to its source; computed from fingerprints, never stored."""

    SOURCE = "source", pgettext_lazy("language", "source text")
    CURRENT = "current", pgettext_lazy("language", "up to date")
    CONFIRMED = "confirmed", pgettext_lazy("language", "confirmed after a change of the source")
    STALE = "stale", pgettext_lazy("language", "older than its source")
    PARTIAL = "partial", pgettext_lazy("language", "translated in part")
    MISSING = "missing", pgettext_lazy("language", "missing")


def all_together(states: set[str]) -> str:
    """One word for several clauses: missing, partial when some are missing, stale when one is, else as they are."""
    if not states or states == {LanguageState.MISSING}:
        return LanguageState.MISSING
    if LanguageState.MISSING in states:
        return LanguageState.PARTIAL
    for state in (LanguageState.STALE, LanguageState.CONFIRMED, LanguageState.CURRENT):
        if state in states:
            return state
    return LanguageState.SOURCE
