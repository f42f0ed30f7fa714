"""How far a text is in one language, counted from the fingerprints of its clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guidelines.models import Clause, LanguageState

TO_DO = (LanguageState.MISSING, LanguageState.STALE)


@dataclass(frozen=True)
class Progress:
    """Clauses of a text by what they still need in ``language``; each list in the order of the text.

    Clauses without a source text count nowhere: there is nothing to translate.
    """

    language: str
    source: str
    missing: list[Clause] = field(default_factory=list)
    stale: list[Clause] = field(default_factory=list)
    to_review: list[Clause] = field(default_factory=list)
    signed: list[Clause] = field(default_factory=list)

    @property
    def to_do(self) -> list[Clause]:
        """What the translator still has to write or confirm, as it stands in the text."""
        return sorted([*self.missing, *self.stale], key=lambda clause: clause.position)

    @property
    def done(self) -> int:
        """How many say the same as the present source."""
        return len(self.to_review) + len(self.signed)

    @property
    def total(self) -> int:
        return self.done + len(self.missing) + len(self.stale)


def progress(clauses: Iterable[Clause], language: str, *, source: str) -> Progress:
    """Sort the clauses of a text by what they need; takes no query."""
    found = Progress(language, source)
    for clause in clauses:
        if clause.has_text(source):
            _place_of(found, clause, clause.state_in(language, source)).append(clause)
    return found


def _place_of(found: Progress, clause: Clause, state: str) -> list[Clause]:
    if state == LanguageState.MISSING:
        return found.missing
    if state == LanguageState.STALE:
        return found.stale
    return found.signed if clause.is_signed(found.language, found.source) else found.to_review


def next_to_do(to_do: list[Clause], after: Clause | None) -> Clause | None:
    """The next clause that needs work: the first behind ``after``, else from the beginning, but never itself."""
    others = [clause for clause in to_do if after is None or clause.pk != after.pk]
    behind = [clause for clause in others if after is not None and clause.position > after.position]
    return next(iter(behind or others), None)
