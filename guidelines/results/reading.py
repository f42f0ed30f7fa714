"""How an edition reads in a language: which text of each clause the reader gets, and what she has to know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from guidelines.models import Clause


@dataclass(frozen=True)
class Passage:
    """One clause as a reader gets it: in ``language``, while ``state`` tells how her own language stands to the source.

    ``state`` is ``source``, ``current``, ``stale`` or ``missing``, as ``Clause.state_in``.
    """

    number: str
    level: int
    anchor: str
    heading: str
    body: str
    language: str
    state: str


@dataclass(frozen=True)
class Reading:
    """All passages of an edition for a reader of ``language``, whose authoritative text is in ``source``."""

    language: str
    source: str
    passages: list[Passage]

    @property
    def stale(self) -> list[Passage]:
        """Those whose source has changed since they were translated."""
        return [passage for passage in self.passages if passage.state == "stale"]

    @property
    def missing(self) -> list[Passage]:
        """Those without a text in the reader's language."""
        return [passage for passage in self.passages if passage.state == "missing"]

    @property
    def is_missing(self) -> bool:
        """Tell whether there is nothing at all in the reader's language."""
        return bool(self.passages) and len(self.missing) == len(self.passages)


def read(clauses: Iterable[Clause], language: str, *, source: str) -> Reading:
    """The reader's own language where a clause has it, else the source text, else any; heading and body never mix.

    A clause without words in any language is left out.
    """
    order = dict.fromkeys([language, source, *(code for code, _name in settings.LANGUAGES)])
    passages = []
    for clause in clauses:
        shown = next(filter(clause.has_text, order), None)
        if shown is not None:
            passages.append(
                Passage(
                    number=clause.number,
                    level=clause.level,
                    anchor=clause.anchor,
                    heading=getattr(clause, f"heading_{shown}"),
                    body=getattr(clause, f"body_{shown}") or "",
                    language=shown,
                    state=clause.state_in(language, source),
                )
            )
    return Reading(language=language, source=source, passages=passages)
