"""Finds removed clauses in the audit trail and brings them back, all languages as they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from guidelines.actions.arranging import IsPublic, anchor_from, in_order, number_anew
from guidelines.actions.writing import lock_text
from guidelines.models import Clause, Edition
from institutions.models import User

MOST = 50  # of them on the page, the latest first
LANGUAGES = [code for code, _name in settings.LANGUAGES]
KEPT = ("level", "amends", "incorporates_id", "translated_from", "confirmed", "signed")


@dataclass(frozen=True)
class Removed:
    """A clause that is gone. ``heading`` is the first there is; ``by`` is empty where nobody was signed in."""

    pk: int
    number: str
    heading: str
    language: str
    at: datetime
    by: str


def removed_from(text: Edition) -> list[Removed]:
    """The clauses taken out of the text, latest first, in two queries."""
    rows = list(_trail(text).select_related("pgh_context").order_by("-pgh_id")[:MOST])
    names = dict(User.objects.filter(pk__in={_user(row) for row in rows} - {None}).values_list("pk", "display_name"))
    found: dict[int, Removed] = {}
    for row in rows:
        language = next((code for code in _languages(text) if getattr(row, f"heading_{code}")), text.source_language)
        heading = getattr(row, f"heading_{language}") or ""
        by = names.get(_user(row), "")
        found.setdefault(row.id, Removed(row.id, row.number, heading, language, row.pgh_created_at, by))
    return list(found.values())


@transaction.atomic
def bring_back(text: Edition, pk: int, *, by: User) -> Clause | None:
    """Put a removed clause back where it stood, under its own key; harmless where it is back already.

    Nothing where the text never had it. Raises NotNow and IsPublic.
    """
    lock_text(text, by=by)
    if text.is_public:
        raise IsPublic
    row = _trail(text).filter(id=pk).order_by("-pgh_id").first()
    if row is None:
        return Clause.objects.filter(pk=pk, edition=text).first()
    order = in_order(text)
    words = {f"{field}_{code}": getattr(row, f"{field}_{code}") for field in ("heading", "body") for code in LANGUAGES}
    clause = Clause(
        pk=pk,
        edition=text,
        number="",
        position=len(order) + 1,
        anchor=anchor_from(row.anchor, {one.anchor for one in order}),
        **{field: getattr(row, field) for field in KEPT},
        **words,
    )
    clause.save(force_insert=True)
    place = min(row.position - 1, len(order))
    number_anew(text, [*order[:place], clause, *order[place:]])
    return clause


def _languages(text: Edition) -> list[str]:
    return [text.source_language, *(code for code in LANGUAGES if code != text.source_language)]


def _trail(text: Edition) -> Any:
    events: Any = apps.get_model("guidelines", "ClauseEvent")
    present = Clause.objects.filter(pk=OuterRef("id"))
    return events.objects.filter(edition=text.pk, pgh_label="delete").exclude(Exists(present))


def _user(row: Any) -> int | None:
    return (row.pgh_context.metadata if row.pgh_context else {}).get("user")
