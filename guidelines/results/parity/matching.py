"""Pairs what both texts say and leaves what only one of them says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from guidelines.results.parity.tokens import Meaning, Strength, Token

FIGURE, WORD, HINT = Strength.FIGURE, Strength.WORD, Strength.HINT
ROUNDS = [(FIGURE, FIGURE), (FIGURE, WORD), (WORD, FIGURE), (WORD, WORD), (FIGURE, HINT), (HINT, FIGURE)]
ROUNDS += [(WORD, HINT), (HINT, WORD), (HINT, HINT)]


@dataclass
class Matched:
    """What has no partner on the other side, and what has one in another unit."""

    source: list[Token] = field(default_factory=list)
    target: list[Token] = field(default_factory=list)
    other_unit: list[tuple[Token, Token]] = field(default_factory=list)


class _Shelf:
    """Tokens of one text by meaning, strength and unit, each taken once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.places: dict[tuple[Meaning, Strength], dict[str, list[Token]]] = defaultdict(lambda: defaultdict(list))
        self.taken: set[int] = set()
        for token in reversed(tokens):
            for meaning in token.meanings:
                self.places[meaning, token.strength][token.unit].append(token)

    def take(self, wanted: Token, strength: Strength, *, any_unit: bool) -> Token | None:
        for meaning in wanted.meanings:
            by_unit = self.places.get((meaning, strength))
            if by_unit is None:
                continue
            for unit in _units(wanted.unit, by_unit, any_unit=any_unit):
                pile = by_unit[unit]
                while pile:
                    token = pile.pop()
                    if id(token) not in self.taken:
                        self.taken.add(id(token))
                        return token
        return None


def _units(wanted: str, there: dict[str, list[Token]], *, any_unit: bool) -> Iterator[str]:
    if wanted in there:
        yield wanted
    if wanted and "" in there:
        yield ""
    if any_unit or not wanted:
        yield from [unit for unit in there if unit not in (wanted, "")]


def match(source: list[Token], target: list[Token]) -> Matched:
    """Pair by meaning, figures with figures first. Takes time in proportion to the number of tokens."""
    matched = Matched()
    if not source and not target:
        return matched
    shelf = _Shelf(target)
    waiting = list(source)
    for ours, theirs in ROUNDS:
        waiting = [
            token for token in waiting if token.strength is not ours or not shelf.take(token, theirs, any_unit=False)
        ]
    for token in waiting:
        other = shelf.take(token, FIGURE, any_unit=True) if token.unit and token.strength is FIGURE else None
        if other:
            matched.other_unit.append((token, other))
        else:
            matched.source.append(token)
    matched.target = [token for token in target if id(token) not in shelf.taken]
    return matched
