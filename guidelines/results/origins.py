"""What the source said when a clause was translated, found again in its history."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from guidelines.models import Clause, LanguageState


def source_followed(clause: Clause, language: str) -> tuple[str, str] | None:
    """Heading and body of the source which the translation says, where that is no longer the present one.

    From the versions of the clause, else from what readers got, else from the audit trail; nothing where the
    translation is new or up to date, or nobody knows any more.
    """
    source = clause.edition.source_language
    if clause.state_in(language, source) != LanguageState.STALE:
        return None
    wanted = clause.translated_from.get(language) or ""
    if not wanted:
        return None
    revision = clause.revisions.filter(language=source, print=wanted).order_by("-number").first()
    found = revision or clause.renditions.filter(language=source, print=wanted).first()
    return (found.heading, found.body) if found else _from_trail(clause, source, wanted)


def _from_trail(clause: Clause, source: str, wanted: str) -> tuple[str, str] | None:
    events: Any = apps.get_model("guidelines", "ClauseEvent")
    rows = events.objects.filter(pgh_obj=clause.pk, **{f"print_{source}": wanted}).order_by("-pgh_id")
    found: tuple[str, str] | None = rows.values_list(f"heading_{source}", f"body_{source}").first()
    return found
