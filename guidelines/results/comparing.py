"""What an edition changed, clause by clause: anchors tell which clause is which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from guidelines.models import Clause, Edition, Rendition
from guidelines.results.difference import STEPS, Budget, Piece, difference, is_same

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Text:
    """A clause on one side, with what it says in each language that has it."""

    anchor: str
    number: str
    level: int
    words: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """A clause on both sides or one. ``kind``: ``added``, ``removed``, ``changed``, ``same``; it may have moved, too.

    The words are in ``language``; empty lists where the clause is on one side only.
    """

    kind: str
    anchor: str
    language: str
    old_number: str
    new_number: str
    is_moved: bool
    heading: list[Piece]
    body: list[Piece]

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to read."""
        return self.kind == "same" and not self.is_moved


def sides_of(*texts: Edition) -> list[list[Text]]:
    """The clauses of each text, in order: what readers get of a public one, what is written of a draft."""
    return [_public(text) if text.is_public else _written(text) for text in texts]


def compare_texts(old: Sequence[Text], new: Sequence[Text], languages: Iterable[str]) -> list[Change]:
    """Every clause once, in the order of the new text, those that are gone behind the one they stood behind.

    Each in the first of ``languages`` in which both sides have words that differ, see ``_language_for``.
    """
    order = list(dict.fromkeys([*languages, *LANGUAGES]))
    budget = Budget(2 * STEPS)
    was = {text.anchor: text for text in old}
    common = [text.anchor for text in new if text.anchor in was]
    steady = _steady(common, [text.anchor for text in old])
    changes = [_change(was.get(text.anchor), text, order, steady, budget) for text in new]
    present = {text.anchor for text in new}
    before = ""
    for text in old:
        if text.anchor not in present:
            place = next((place for place, one in enumerate(changes, 1) if one.anchor == before), 0)
            changes.insert(place, _change(text, None, order, steady, budget))
        before = text.anchor
    return changes


def _change(old: Text | None, new: Text | None, languages: list[str], steady: set[str], budget: Budget) -> Change:
    sides = [side for side in (old, new) if side is not None]
    language = _language_for(sides, languages)
    was, became = (side.words.get(language, ("", "")) if side else ("", "") for side in (old, new))
    heading, body = (difference(before, after, budget) for before, after in zip(was, became, strict=True))
    kind = "same" if is_same(heading) and is_same(body) else "changed"
    if old is None or new is None:
        kind = "added" if old is None else "removed"
    return Change(
        kind=kind,
        anchor=sides[0].anchor,
        language=language,
        old_number=old.number if old else "",
        new_number=new.number if new else "",
        is_moved=len(sides) == 2 and (sides[0].anchor not in steady or sides[0].level != sides[1].level),
        heading=heading,
        body=body,
    )


def _language_for(sides: list[Text], languages: list[str]) -> str:
    """The first language in which both sides have words that differ, else the first both have, else any.

    So a reader whose translation has not followed yet sees what changed, in the source language.
    """
    common = [code for code in languages if all(code in side.words for side in sides)]
    differing = [code for code in common if sides[0].words[code] != sides[-1].words[code]]
    present = [code for code in languages if any(code in side.words for side in sides)]
    return next(iter([*differing, *common, *present, *languages]))


def _steady(anchors: list[str], before: list[str]) -> set[str]:
    """Those that kept their order: the longest rising run of their former places; the others moved."""
    place = {anchor: number for number, anchor in enumerate(before)}
    ends: list[str] = []  # the lowest end of a run of each length
    left: dict[str, str | None] = {}  # what stands before it in its run
    for anchor in anchors:
        length = bisect_left(ends, place[anchor], key=place.__getitem__)
        left[anchor] = ends[length - 1] if length else None
        ends[length : length + 1] = [anchor]
    kept, anchor_left = set(), ends[-1] if ends else None
    while anchor_left is not None:
        kept.add(anchor_left)
        anchor_left = left[anchor_left]
    return kept


def _public(text: Edition) -> list[Text]:
    rows: Any = Rendition.objects.of(text.pk).select_related("clause")
    found: dict[int, Text] = {}
    for row in rows:
        clause = row.clause
        side = found.setdefault(clause.pk, Text(clause.anchor, clause.number, clause.level, {}))
        side.words[row.language] = (row.heading, row.body)
    return list(found.values())


def _written(text: Edition) -> list[Text]:
    clauses = Clause.objects.filter(edition=text).order_by("position", "pk")
    return [
        Text(
            clause.anchor,
            clause.number,
            clause.level,
            {code: clause.text_in(code) for code in LANGUAGES if clause.has_text(code)},
        )
        for clause in clauses
    ]
