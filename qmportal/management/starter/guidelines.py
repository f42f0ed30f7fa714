"""Writes the guidelines and information sheets: each with its edition, clause by clause in every language."""

from __future__ import annotations

from dataclasses import replace
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
    editions = [_load_guideline(entry) for entry in new]
    for edition in editions:  # once all are there: their texts refer to each other
        if edition.is_public:
            approve_all(edition)
    return Count(len(new), left_alone)


def _load_guideline(entry: dict[str, Any]) -> Edition:
    """Write a guideline with its edition; what readers get comes later."""
    title, summary, body = document("guidelines", entry["code"])
    guideline = Guideline.objects.create(
        code=entry["code"], kind=KINDS[entry["kind"]], **texts(title=title, summary=summary)
    )
    edition = Edition.objects.create(guideline=guideline, source_language=entry["source_language"], **entry["edition"])
    _load_clauses(edition, body)
    return edition


def load_supplements() -> Count:
    """Additions to editions in force; one whose edition is not there, or not in force any more, is left out."""
    count = Count(0, 0)
    for path in sorted(folder().glob("guidelines/*/supplement-*/supplement.toml")):
        code, name = path.parts[-3:-1]
        number = toml("guidelines", code, "guideline.toml")["edition"]["number"]
        edition = Edition.objects.filter(guideline__code=code, number=number, state=Edition.State.PUBLISHED).first()
        entry = toml("guidelines", code, name, path.name)
        if edition is None or edition.supplements.filter(number=entry["number"]).exists():
            count = replace(count, left_alone=count.left_alone + 1)
        else:
            _load_supplement(edition, entry, code, name)
            count = replace(count, added=count.added + 1)
    return count


def _load_supplement(edition: Edition, entry: dict[str, Any], code: str, name: str) -> None:
    """Write a supplement; the opening paragraph of its file says what it changes."""
    title, summary, body = document("guidelines", code, name)
    supplement = Edition.objects.create(
        guideline=edition.guideline, supplement_to=edition, **entry, **texts(title=title, change_summary=summary)
    )
    _load_clauses(supplement, body)
    if supplement.is_public:
        approve_all(supplement)


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
    order, *others = [
        [(piece.level, piece.anchor, piece.amends) for piece in of_language] for of_language in found.values()
    ]
    if any(other != order for other in others):
        raise ValueError(f"The clauses of {name} are not the same in every language.")
    return [
        {
            "position": position,
            "level": level,
            "number": number,
            "anchor": anchor,
            "amends": amends,
            **texts(
                heading={code: found[code][position - 1].heading for code in found},
                body={code: found[code][position - 1].body for code in found},
            ),
        }
        for position, ((level, anchor, amends), number) in enumerate(
            zip(order, numbers(level for level, *_names in order), strict=True), start=1
        )
    ]
