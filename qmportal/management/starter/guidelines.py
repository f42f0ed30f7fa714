"""Writes the guidelines and information sheets: each with its edition, clause by clause in every language."""

from __future__ import annotations

from typing import Any

from guidelines.actions import approve_all
from guidelines.models import Clause, Edition, Guideline
from qmportal.management.starter.reading import (
    Count,
    document,
    folder,
    languages,
    missing,
    numbers,
    pieces,
    texts,
    toml,
)

KINDS = {"guideline": Guideline.Kind.GUIDELINE, "sheet": Guideline.Kind.SHEET}


def load_guidelines() -> Count:
    codes = sorted(path.parent.name for path in folder().glob("guidelines/*/guideline.toml"))
    new, left_alone = missing(Guideline, [toml("guidelines", code, "guideline.toml") for code in codes])
    for entry in new:
        title, summary, body = document("guidelines", entry["code"])
        guideline = Guideline.objects.create(
            code=entry["code"], kind=KINDS[entry["kind"]], **texts(title=title, summary=summary)
        )
        edition = Edition.objects.create(
            guideline=guideline, source_language=entry["source_language"], **entry["edition"]
        )
        _load_clauses(edition, body)
        if edition.is_public:
            approve_all(edition)
    return Count(len(new), left_alone)


def _load_clauses(edition: Edition, body: dict[str, str]) -> None:
    """Write the clauses and record that every translation follows the present source text."""
    rows = _side_by_side({code: list(pieces(body[code])) for code in languages()}, name=str(edition))
    Clause.objects.bulk_create(Clause(edition=edition, **row) for row in rows)
    clauses = list(Clause.objects.filter(edition=edition))  # read again: the database makes the fingerprints
    for clause in clauses:
        clause.translated(filter(clause.has_text, languages()), source=edition.source_language)
    Clause.objects.bulk_update(clauses, ["translated_from"])


def _side_by_side(found: dict[str, list[Any]], name: str) -> list[dict[str, Any]]:
    """Join the languages clause by clause. Raises ValueError where they differ in order, level or anchor."""
    order, *others = [[(piece.level, piece.anchor) for piece in of_language] for of_language in found.values()]
    if any(other != order for other in others):
        raise ValueError(f"The clauses of {name} are not the same in every language.")
    return [
        {
            "position": position,
            "level": level,
            "number": number,
            "anchor": anchor,
            **texts(
                heading={code: found[code][position - 1].heading for code in found},
                body={code: found[code][position - 1].body for code in found},
            ),
        }
        for position, ((level, anchor), number) in enumerate(
            zip(order, numbers(level for level, _anchor in order), strict=True), start=1
        )
    ]
