"""What differs between two texts, word by word, in bounded time whatever the texts are.

Lines are compared first, then the words of the lines that differ, both with the greedy algorithm of E. Myers,
"An O(ND) Difference Algorithm and Its Variations" (1986). Where a budget of steps is used up the rest is shown as
removed and added whole: less fine, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STEPS = 400_000  # of one comparison; about a third of a second
TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
SLIGHT = 4  # characters: less than that between two changes is chance, and reads better as part of them


@dataclass
class Budget:
    """Steps that are left; several comparisons on a page share one."""

    steps: int = STEPS

    def spend(self, steps: int) -> bool:
        """Take some; tell whether there were any left."""
        self.steps -= steps
        return self.steps > 0


@dataclass(frozen=True)
class Piece:
    """A run of text. ``kind`` is ``same``, ``gone`` (only in the old text) or ``new`` (only in the new one)."""

    kind: str
    text: str


def difference(old: str, new: str, budget: Budget | None = None) -> list[Piece]:
    """Both texts as one: what stayed, what went, what came, in reading order. Joined without ``new`` it is ``old``."""
    budget = budget or Budget()
    pieces: list[Piece] = []
    for was, became in _runs(old.splitlines(keepends=True), new.splitlines(keepends=True), budget):
        if was == became:
            pieces.append(Piece("same", was))
        else:
            pieces += _words(was, became, budget)
    return _joined(pieces)


def is_same(pieces: Sequence[Piece]) -> bool:
    """Tell whether nothing differs but white space."""
    return all(piece.kind == "same" or not piece.text.strip() for piece in pieces)


def _words(was: str, became: str, budget: Budget) -> Iterator[Piece]:
    """Words that went and came. Short runs between two changes go with them."""
    runs = list(_runs(TOKENS.findall(was), TOKENS.findall(became), budget))
    gone, new = "", ""
    for place, (old, fresh) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if old != fresh or (is_between and len(old.strip()) < SLIGHT and "\n" not in old):
            gone, new = gone + old, new + fresh
            continue
        yield from _change(gone, new)
        gone, new = "", ""
        yield Piece("same", old)
    yield from _change(gone, new)


def _change(gone: str, new: str) -> Iterator[Piece]:
    """What went and what came; white space alone that only moved is no change worth marking."""
    if gone == new:
        yield Piece("same", new)
        return
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one kind that follow each other made one."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _runs(old: list[str], new: list[str], budget: Budget) -> Iterator[tuple[str, str]]:
    """Pairs of text: equal where both have it, else what went and what came between two equal ones."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    same = "".join(old[:head])
    if same:
        yield same, same
    x = y = 0
    for i, j in [*_matches(a, b, budget), (len(a), len(b))]:
        if (i, j) != (x, y):
            yield "".join(a[x:i]), "".join(b[y:j])
        if i < len(a):
            yield a[i], a[i]
        x, y = i + 1, j + 1
    same = "".join(old[len(old) - tail :]) if tail else ""
    if same:
        yield same, same


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many of the first ones are the same."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _matches(a: list[str], b: list[str], budget: Budget) -> list[tuple[int, int]]:
    """Places of what both have, in order; none where the budget does not reach."""
    trace: list[dict[int, int]] = []
    furthest = {1: 0}
    for edits in range(len(a) + len(b) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            x = _step(furthest, diagonal, edits)
            start, y = x, x - diagonal
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if not budget.spend(1 + x - start):
                return []
            if x >= len(a) and y >= len(b):
                return _traced(trace, len(a), len(b))
    return []  # not reached: after so many edits both ends are


def _step(furthest: dict[int, int], diagonal: int, edits: int) -> int:
    """Where one more edit leads on the diagonal: down from the one above, or right from the one below."""
    if diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]):
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _traced(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """Go back from the end along the way that led there."""
    found = []
    for edits in range(len(trace) - 1, -1, -1):
        before, diagonal = trace[edits], x - y
        goes_down = diagonal == -edits or (diagonal != edits and before[diagonal - 1] < before[diagonal + 1])
        left = diagonal + 1 if goes_down else diagonal - 1
        from_x = before[left] if edits else 0
        from_y = from_x - left if edits else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = from_x, from_y
    return found[::-1]
