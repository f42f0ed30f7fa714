"""Puts clauses where they belong: adds, moves, indents, removes and brings back; numbers follow by themselves.

All of it takes the clauses of the text in one deed, under one lock, and is harmless when asked twice. No text changes,
so no translation becomes stale.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from guidelines.actions.approving import changed
from guidelines.actions.writing import lock_text
from guidelines.models import Clause, Edition, Rendition
from institutions.models import User

CLAUSE, SUBCLAUSE = Clause.Level.CLAUSE, Clause.Level.SUBCLAUSE
LONGEST_ANCHOR = 60  # characters, of the column
LETTERS = str.maketrans({"đ": "dj", "Đ": "Dj", "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l"})


class IsPublic(Exception):
    """Readers know the clause by its address: it stays until the next edition."""


def anchor_from(heading: str, taken: set[str]) -> str:
    """A free anchor in plain letters: ``Mjerenje čekanja`` becomes ``mjerenje-cekanja``, or ``mjerenje-cekanja-2``."""
    plain = unicodedata.normalize("NFKD", heading.translate(LETTERS))
    root = re.sub("[-_]+", "-", slugify(plain))[:LONGEST_ANCHOR].strip("-") or "clause"
    free, number = root, 1
    while free in taken:
        number += 1
        free = f"{root[: LONGEST_ANCHOR - len(str(number)) - 1]}-{number}"
    return free


def numbers_of(levels: Sequence[int]) -> list[str]:
    """``1, 1.1, 1.2, 2`` for levels 1, 2, 2, 1. The first is taken as level 1 whatever it says."""
    numbers, clause, subclause = [], 0, 0
    for level in levels:
        if level == CLAUSE or not clause:
            clause, subclause = clause + 1, 0
            numbers.append(str(clause))
        else:
            subclause += 1
            numbers.append(f"{clause}.{subclause}")
    return numbers


@transaction.atomic
def add_clause(text: Edition, *, by: User, heading: str, after: int | None, level: int) -> Clause:
    """A new clause behind the clause ``after``, or at the head; the one made before where it is asked twice.

    A clause comes behind the sub-clauses of the one before it. Raises NotNow, and IsPublic for a public text.
    """
    lock_text(text, by=by)
    if text.is_public:
        raise IsPublic
    order, language = in_order(text), text.source_language
    place = _behind(order, after, level)
    if place < len(order) and order[place].text_in(language) == (heading, "") and order[place].level == level:
        return order[place]
    anchor = anchor_from(heading, {clause.anchor for clause in order})
    clause = Clause(edition=text, anchor=anchor, level=level, position=len(order) + 1, number="")
    clause.save(force_insert=True)
    clause.write(by=by, language=language, heading=heading, body="", base="")
    number_anew(text, [*order[:place], clause, *order[place:]])
    return clause


@transaction.atomic
def move_clause(clause: Clause, *, by: User, after: int | None, level: int) -> None:
    """Put the clause, with its sub-clauses, behind the clause ``after``, or at the head. Raises NotNow."""
    text = clause.edition
    lock_text(text, by=by)
    order = in_order(text)
    family = _family(order, clause.pk)
    if not family:
        return  # somebody has removed it
    staying = [one for one in order if one not in family]
    stays = any(one.pk == after for one in family)
    place = order.index(family[0]) if stays else _behind(staying, after, level)
    family[0].level = level
    number_anew(text, [*staying[:place], *family, *staying[place:]])


@transaction.atomic
def set_level(clause: Clause, *, by: User, level: int) -> None:
    """Make it a clause, or a sub-clause of the one before, where it stands. Raises NotNow."""
    lock_text(clause.edition, by=by)
    order = in_order(clause.edition)
    for one in order:
        if one.pk == clause.pk:
            one.level = level
    number_anew(clause.edition, order)


@transaction.atomic
def transfer_clause(clause: Clause, *, by: User, to: Edition, after: int | None, level: int) -> Clause:
    """Move the clause with its sub-clauses and all languages into another text of the guideline that is not public.

    Raises NotNow and IsPublic.
    """
    text = clause.edition
    lock_text(text, to, by=by)
    if text.is_public or to.is_public:
        raise IsPublic
    family, order = _family(in_order(text), clause.pk), in_order(to)
    taken = {one.anchor for one in order}
    place = _behind(order, after, level)
    for number, one in enumerate(family, 1):
        one.edition, one.position = to, len(order) + number
        one.anchor = anchor_from(one.anchor, taken)
        taken.add(one.anchor)
        one.amends = one.amends if to.is_supplement else ""
        one.incorporates = None if to.is_supplement else one.incorporates
    if family:
        family[0].level = level
        Clause.objects.bulk_update(family, ["edition", "position", "anchor", "amends", "incorporates", "level"])
    number_anew(text, in_order(text))
    number_anew(to, [*order[:place], *family, *order[place:]])
    return family[0] if family else clause


@transaction.atomic
def mark_clause(clause: Clause, *, by: User, anchor: str, amends: str, incorporates: Edition | None) -> None:
    """Set its address, and what it adds to or takes in. Supplements being written follow the address. Raises NotNow."""
    text = clause.edition
    lock_text(text, by=by)
    before = clause.anchor
    Clause.objects.filter(pk=clause.pk).update(anchor=anchor, amends=amends, incorporates=incorporates)
    if anchor != before:
        Clause.objects.filter(edition__supplement_to=text, amends=before).update(amends=anchor)
    if text.is_public:
        _render_anew(text)


@transaction.atomic
def remove_clause(clause: Clause, *, by: User) -> None:
    """Take it out; its sub-clauses stay. ``removed_from`` finds it again. Raises NotNow and IsPublic."""
    text = clause.edition
    lock_text(text, by=by)
    if text.is_public:
        raise IsPublic
    Clause.objects.filter(pk=clause.pk).delete()
    number_anew(text, in_order(text))


def is_anchor_fixed(clause: Clause) -> bool:
    """Tell whether readers know the anchor: from this text, or from another of its guideline."""
    known = Clause.objects.filter(
        edition__guideline=clause.edition.guideline_id, edition__state__in=Edition.PUBLIC, anchor=clause.anchor
    )
    return clause.edition.is_public or known.exists()


def in_order(text: Edition) -> list[Clause]:
    """The clauses of the text as they stand."""
    return list(text.clauses.order_by("position", "pk"))


def _family(order: list[Clause], pk: int) -> list[Clause]:
    """The clause and the sub-clauses that follow it."""
    place = next((place for place, clause in enumerate(order) if clause.pk == pk), len(order))
    end = place + 1
    while place < len(order) and order[place].level == CLAUSE and end < len(order) and order[end].level == SUBCLAUSE:
        end += 1
    return order[place:end]


def _behind(order: list[Clause], after: int | None, level: int) -> int:
    """Where something of the level comes to stand behind a clause; an unknown clause is the last one."""
    if after is None:
        return 0
    place = next((place for place, clause in enumerate(order, 1) if clause.pk == after), len(order))
    while level == CLAUSE and place < len(order) and order[place].level == SUBCLAUSE:
        place += 1
    return place


def number_anew(text: Edition, order: list[Clause]) -> None:
    """Give positions and numbers, writing only what differs; readers of a public text get the new numbers at once."""
    if order:
        order[0].level = CLAUSE
    stored = {row.pk: (row.position, row.level, row.number) for row in in_order(text)}
    differing = []
    numbers = numbers_of([clause.level for clause in order])
    for position, (clause, number) in enumerate(zip(order, numbers, strict=True), 1):
        clause.position, clause.number = position, number
        if stored.get(clause.pk) != (position, clause.level, number):
            differing.append(clause)
    Clause.objects.bulk_update(differing, ["position", "level", "number"])
    if differing and text.is_public:
        _render_anew(text)


def _render_anew(text: Edition) -> None:
    """References inside the text say numbers and addresses."""
    Rendition.objects.filter(clause__edition=text).update(dialect=0)
    changed(text)
