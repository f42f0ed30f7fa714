"""The versions of a clause in a language, from the first that is known, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, Subquery

from guidelines.models import Clause, Revision
from guidelines.results.difference import Budget, Piece, difference, is_same

MOST = 200  # versions on the page, the newest first


@dataclass(frozen=True)
class Version:
    """A text as it stood. ``number`` 0 is how it came in, before anybody wrote here; nobody is named for that.

    ``revision`` tells who made it, when and why.
    """

    number: int
    heading: str
    body: str
    source_print: str
    revision: Revision | None = None


@dataclass(frozen=True)
class Comparison:
    """Two versions, word by word."""

    old: Version
    new: Version
    heading: list[Piece]
    body: list[Piece]

    @property
    def differs(self) -> bool:
        """Tell whether the words are not the same."""
        return not (is_same(self.heading) and is_same(self.body))


def versions_of(clause: Clause, language: str) -> list[Version]:
    """All versions, newest first, in two queries; confirmations and signatures stand as versions with the same text."""
    rows = clause.revisions.filter(language=language).select_related("author", "acting_for").newest_first()[:MOST]
    versions = [Version(row.number, row.heading, row.body, row.source_print, row) for row in rows]
    if not versions or versions[-1].number == 1:
        first = _before(versions[-1].revision) if versions else _as_it_is(clause, language)
        versions += [first] if first else []
    return versions


def compare_versions(old: Version, new: Version) -> Comparison:
    """What differs between two versions of a clause."""
    budget = Budget()
    return Comparison(old, new, difference(old.heading, new.heading, budget), difference(old.body, new.body, budget))


def _as_it_is(clause: Clause, language: str) -> Version | None:
    """The text of a clause in which nobody has written here."""
    heading, body = clause.text_in(language)
    return Version(0, heading, body, clause.translated_from.get(language) or "") if heading else None


def _before(first: Revision | None) -> Version | None:
    """The text before the first version, from the audit trail."""
    if first is None:
        return None
    heading, body = f"heading_{first.language}", f"body_{first.language}"
    events: Any = apps.get_model("guidelines", "ClauseEvent")
    trail = events.objects.filter(pgh_obj=first.clause_id)
    written = trail.filter(**{heading: first.heading, body: first.body}).order_by("pgh_id")
    found = (
        trail.filter(pgh_id__lt=Subquery(written.values("pgh_id")[:1]))
        .exclude(Q(**{heading: ""}) | Q(**{f"{heading}__isnull": True}))
        .order_by("-pgh_id")
        .values_list(heading, body, "translated_from")
        .first()
    )
    return Version(0, found[0], found[1] or "", (found[2] or {}).get(first.language) or "") if found else None
