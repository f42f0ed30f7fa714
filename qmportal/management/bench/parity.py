"""How often the parity check is right: precision and recall over the labelled pairs of the tests, and its speed."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from guidelines.results.parity import Kind, compare

CORPUS = Path("tests", "guidelines", "parity", "corpus")
HELD_OUT = "held_out"  # the file whose pairs were written after the rules and changed none of them
AROUND = (("en", "bs"), ("bs", "sv"), ("sv", "en"))  # one direction between each two languages
SPEED_SIGNS = 1_000_000  # how much is compared to measure the speed


@dataclass(frozen=True)
class Pair:
    """Two texts and the kinds of findings a careful reader would have; none for a faithful translation."""

    name: str
    file: str
    languages: tuple[str, str]
    source: str
    target: str
    expected: frozenset[Kind]

    @property
    def found(self) -> frozenset[Kind]:
        source_language, target_language = self.languages
        findings = compare(self.source, self.target, source_language=source_language, target_language=target_language)
        return frozenset(finding.kind for finding in findings)


def corpus() -> list[Pair]:
    """All labelled pairs; ValueError for a fault whose text is not there, FileNotFoundError without a checkout."""
    folder = Path(settings.BASE_DIR) / CORPUS
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise FileNotFoundError(folder)
    return [
        pair
        for file in files
        for text in tomllib.loads(file.read_text(encoding="utf-8"))["text"]
        for pair in pairs_of(text, file.stem)
    ]


def pairs_of(text: dict[str, Any], file: str) -> Iterator[Pair]:
    """A text that says the same in three languages makes three faithful pairs, and two pairs for each fault."""
    name = f"{file}/{text['id']}"
    for languages in AROUND:
        source, target = (text[code] for code in languages)
        yield Pair(f"{name}/{'-'.join(languages)}", file, languages, source, target, frozenset())
    for number, fault in enumerate(text.get("fault", ()), start=1):
        language = fault["language"]
        if fault["find"] not in text[language]:
            raise ValueError(f"{name}: “{fault['find']}” is not in the {language} text.")
        target = text[language].replace(fault["find"], fault["put"], 1)
        expected = frozenset(map(Kind, fault["kinds"]))
        for other in ("en", "bs", "sv"):
            if other != language:
                yield Pair(
                    f"{name}/{other}-{language}/fault {number}", file, (other, language), text[other], target, expected
                )


@dataclass(frozen=True)
class Score:
    """Shares of 0.0 to 1.0; a share of nothing is 1."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def scores(pairs: Iterable[Pair]) -> tuple[Score, dict[Kind, Score]]:
    """Overall and for each kind that the pairs expect or the check found; one decision for each pair and kind."""
    right: Counter[Kind] = Counter()
    wrong: Counter[Kind] = Counter()
    missed: Counter[Kind] = Counter()
    for pair in pairs:
        found = pair.found
        right.update(found & pair.expected)
        wrong.update(found - pair.expected)
        missed.update(pair.expected - found)
    kinds = [kind for kind in Kind if right[kind] + wrong[kind] + missed[kind]]
    return (
        Score(right.total(), wrong.total(), missed.total()),
        {kind: Score(right[kind], wrong[kind], missed[kind]) for kind in kinds},
    )


def measure_parity(write: Callable[[str], Any]) -> None:
    """Write one figure a line. Needs no database."""
    pairs = corpus()
    write(f"parity.pairs: {len(pairs)}")
    _write_scores(write, "parity", scores(pairs))
    held_out = [pair for pair in pairs if pair.file == HELD_OUT]
    write(f"parity.held_out.pairs: {len(held_out)}")
    _write_scores(write, "parity.held_out", scores(held_out))
    write(f"parity.characters_per_second: {characters_per_second(pairs):.0f}")


def _write_scores(write: Callable[[str], Any], name: str, found: tuple[Score, dict[Kind, Score]]) -> None:
    overall, by_kind = found
    write(f"{name}.precision: {overall.precision:.3f}")
    write(f"{name}.recall: {overall.recall:.3f}")
    for kind, score in by_kind.items():
        write(f"{name}.precision.{kind}: {score.precision:.3f}")
        write(f"{name}.recall.{kind}: {score.recall:.3f}")


def characters_per_second(pairs: list[Pair]) -> float:
    """Signs of both texts, compared clause by clause as the portal does."""
    signs, begun = 0, time.perf_counter()
    while signs < SPEED_SIGNS:
        for pair in pairs:
            signs += len(pair.source) + len(pair.target)
            assert pair.found is not None  # noqa: S101 - the comparison itself is what is timed
    return signs / (time.perf_counter() - begun)
