"""Starts texts: a guideline, the next edition of one, a supplement to an edition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction

from guidelines.models import Clause, Edition, Guideline, Revision

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class AlreadyFollowed(Exception):
    """The edition has a successor: ``successor``."""

    def __init__(self, successor: Edition) -> None:
        self.successor = successor


@transaction.atomic
def start_guideline(*, year: int, source_language: str, **facts: Any) -> Edition:
    """A guideline with the draft of its first edition."""
    guideline = Guideline.objects.create(**facts)
    return Edition.objects.create(guideline=guideline, number=1, year=year, source_language=source_language)


@transaction.atomic
def start_edition(old: Edition, *, number: int, year: int, source_language: str) -> Edition:
    """A draft that replaces the edition, with a copy of all its clauses, anchors and translations included.

    Where another language becomes the source, a translation is current if both it and the new source were current.
    Asked twice it is the same draft; raises AlreadyFollowed where the edition has another successor.
    """
    Edition.texts.select_for_update(of=("self",), no_key=True).get(pk=old.pk)
    successor = Edition.objects.filter(replaces=old).first()
    wanted = (number, year, source_language)
    if successor is not None:
        if (successor.number, successor.year, successor.source_language) == wanted:
            return successor
        raise AlreadyFollowed(successor)
    new = Edition.objects.create(
        guideline=old.guideline, number=number, year=year, source_language=source_language, replaces=old
    )
    new.copy_clauses(old)
    if source_language != old.source_language:
        _follow_another_source(new, old)
    _copy_newest_revisions(new, old)
    return new


@transaction.atomic
def start_supplement(base: Edition, *, year: int, source_language: str, **titles: str) -> Edition:
    """The draft of a supplement to the edition under the next free number; asked twice, the same draft."""
    Edition.texts.select_for_update(of=("self",), no_key=True).get(pk=base.pk)
    same = base.supplements.filter(
        state=Edition.State.DRAFT, year=year, source_language=source_language, clauses=None, **titles
    ).first()
    if same is not None:
        return same
    last = base.supplements.aggregate(last=models.Max("number"))["last"] or 0
    return Edition.texts.create(
        guideline=base.guideline,
        supplement_to=base,
        number=last + 1,
        year=year,
        source_language=source_language,
        **titles,
    )


def _follow_another_source(new: Edition, old: Edition) -> None:
    """Say of each copy what it follows in terms of the new source."""
    before, source = old.source_language, new.source_language
    clauses = list(new.clauses.all())
    for clause in clauses:
        is_current = clause.state_in(source, before) in ("current", "confirmed")
        others = [code for code in LANGUAGES if code != source and clause.has_text(code)]
        current = [
            code for code in others if code == before or clause.state_in(code, before) in ("current", "confirmed")
        ]
        signed = [code for code in others if code == before or clause.is_signed(code, before)]
        present, is_signed = clause.print_in(source), clause.is_signed(source, before)
        clause.translated_from = {code: present for code in current if is_current}
        clause.signed = {code: [present, clause.print_in(code)] for code in signed if is_signed and code in current}
        clause.confirmed = {}
    Clause.objects.bulk_update(clauses, ["translated_from", "signed", "confirmed"])


def _copy_newest_revisions(new: Edition, old: Edition) -> None:
    """Let the history of each copy begin with the newest version of its model, whose writer stays its writer."""
    rows = Revision.objects.filter(clause__edition=old, kind="written").select_related("clause")
    newest = rows.order_by("clause_id", "language", "-number").distinct("clause_id", "language")
    clauses = {clause.anchor: clause for clause in new.clauses.all()}
    Revision.objects.bulk_create(
        Revision(
            clause=clauses[row.clause.anchor],
            number=1,
            **{name: getattr(row, name) for name in ("language", "heading", "body", "print", "source_print")},
            **{name: getattr(row, name) for name in ("is_major", "note", "author_id", "acting_for_id")},
        )
        for row in newest
    )
