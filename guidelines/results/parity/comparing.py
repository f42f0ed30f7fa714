"""Compares two language versions of a clause: structure first, then what each pair of pieces says."""

from __future__ import annotations

from guidelines.results.parity import remarks, shape, speech
from guidelines.results.parity.blocks import Segment, Structure, structure
from guidelines.results.parity.findings import Finding, Kind
from guidelines.results.parity.matching import match
from guidelines.results.parity.scanning import MOST_FIGURES, scan
from guidelines.results.parity.tokens import Meaning, Strength, Token

REPEATABLE = (Kind.STANDARD, Kind.CLAUSE_REFERENCE, Kind.ABBREVIATION)  # said once may be enough
Placed = tuple[Token, Segment]


def compare(source: str, target: str, *, source_language: str, target_language: str) -> list[Finding]:
    """Everything the two Markdown texts of a clause do not say alike, in the order of their lines.

    Languages are "en", "bs" and "sv" in any direction; another one raises KeyError. The texts may be hostile: the time
    grows with their length.
    """
    return Comparison(source, target, source_language, target_language).findings()


class Comparison:
    """One run over two texts; keeps what has no partner until every pair was looked at."""

    def __init__(self, source: str, target: str, source_language: str, target_language: str) -> None:
        self.languages = (source_language, target_language)
        self.is_empty = not target.strip()
        self.source: Structure = structure(source)
        self.target: Structure = structure(target)
        self.found: list[Finding] = []
        self.source_left: list[Placed] = []
        self.target_left: list[Placed] = []
        self.said: tuple[set[Meaning], set[Meaning]] = (set(), set())
        self.room = [MOST_FIGURES, MOST_FIGURES]  # how many more figures are read on each side

    def findings(self) -> list[Finding]:
        if self.is_empty:
            written = self.source.segments()
            return [remarks.nothing_written(written[0])] if written else []
        pairs, self.found = shape.pairs(self.source, self.target, self._differ)
        same_shape = not self.found
        for source, target in pairs:
            self._compare_pair(source, target)
        said = speech.compare_speech(self.source, self.target, pairs, *self.languages, measure=same_shape)
        self._compare_left(
            least=Strength.FIGURE
            if any(finding.kind is Kind.UNTRANSLATED and finding.is_serious for finding in said)
            else Strength.WORD
        )
        self.found += said
        if min(self.room) <= 0:
            self.found.append(remarks.too_many_figures(pairs[0][0][0]))
        self.found += shape.compare_pointers(self.source, self.target)
        unique = {(finding.key, finding.source_line, finding.target_line): finding for finding in self.found}
        return sorted(unique.values(), key=lambda one: (one.source_line or one.target_line or 0, one.kind))

    def _differ(self, source: Segment, target: Segment) -> int:
        """How many figures of two pieces have no partner."""
        matched = match(scan(source.text, self.languages[0]), scan(target.text, self.languages[1]))
        return sum(token.strength is Strength.FIGURE for token in [*matched.source, *matched.target])

    def _compare_pair(self, source: list[Segment], target: list[Segment]) -> None:
        """Compare pieces that belong together: one with one, or several where paragraphs were cut otherwise."""
        ours, theirs = self._read(source, 0), self._read(target, 1)
        matched = match([token for token, _ in ours.values()], [token for token, _ in theirs.values()])
        self.found += [remarks.other_unit(ours[id(one)], theirs[id(other)]) for one, other in matched.other_unit]
        lost, new = [ours[id(token)] for token in matched.source], [theirs[id(token)] for token in matched.target]
        lost, new = self._pair_up(lost, new, Strength.FIGURE)
        self.source_left += lost
        self.target_left += new

    def _read(self, pieces: list[Segment], side: int) -> dict[int, Placed]:
        """The tokens of some pieces by their identity, as long as there is room for more."""
        found: dict[int, Placed] = {}
        for piece in pieces:
            tokens = scan(piece.text, self.languages[side], self.room[side])
            self.room[side] -= len(tokens)
            self.said[side].update(meaning for token in tokens for meaning in token.meanings)
            found.update({id(token): (token, piece) for token in tokens})
        return found

    def _compare_left(self, least: Strength) -> None:
        """What one paragraph lacks another may have: only then is it missing.

        Numbers in words are not read where a sentence was left in another language: ``least`` is a figure then.
        """
        ours = {id(token): (token, piece) for token, piece in self.source_left}
        theirs = {id(token): (token, piece) for token, piece in self.target_left}
        matched = match([token for token, _ in ours.values()], [token for token, _ in theirs.values()])
        self.found += [remarks.other_unit(ours[id(one)], theirs[id(other)]) for one, other in matched.other_unit]
        lost = [ours[id(token)] for token in matched.source if token.strength >= least]
        new = [theirs[id(token)] for token in matched.target if token.strength >= least]
        lost, new = self._unsaid(lost, self.said[1], new), self._unsaid(new, self.said[0], lost)
        lost, new = self._pair_up(lost, new, Strength.FIGURE)
        lost, new = self._pair_up(lost, new, Strength.WORD)
        self.found += [remarks.missing(placed) for placed in lost]
        self.found += [remarks.added(placed) for placed in new]

    def _unsaid(self, left: list[Placed], said: set[Meaning], rivals: list[Placed]) -> list[Placed]:
        """Without what the other text says elsewhere: said less often is no fault, unless another took its place."""
        kinds = {token.kind for token, _ in rivals}
        return [
            (token, piece)
            for token, piece in left
            if said.isdisjoint(token.meanings) or token.kind in kinds or not _is_repeatable(token)
        ]

    def _pair_up(self, lost: list[Placed], new: list[Placed], least: Strength) -> tuple[list[Placed], list[Placed]]:
        """Take what stands in the other's place as one finding; return what is left of both."""
        paired: set[int] = set()
        for kinds in [*([kind] for kind in Kind), list(Kind)]:
            ours, theirs = (
                [
                    placed
                    for placed in side
                    if placed[0].kind in kinds and placed[0].strength >= least and id(placed[0]) not in paired
                ]
                for side in (lost, new)
            )
            for one, other in zip(ours, theirs, strict=False):
                paired |= {id(one[0]), id(other[0])}
                self.found.append(remarks.changed(one, other))
        return [one for one in lost if id(one[0]) not in paired], [one for one in new if id(one[0]) not in paired]


def _is_repeatable(token: Token) -> bool:
    is_reference = any(meaning[0] == "r" for meaning in token.meanings)
    return token.strength is Strength.WORD or token.kind in REPEATABLE or is_reference
