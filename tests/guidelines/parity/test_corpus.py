"""The labelled pairs: how often the check is right, overall and for each kind."""

from __future__ import annotations

from collections import Counter

import pytest

from guidelines.results.parity import Kind
from qmportal.management.bench.parity import HELD_OUT, Score, corpus, pairs_of, scores

GOAL = 0.95
EVERY_KIND = set(Kind) - {Kind.FOOTNOTE, Kind.FIGURE, Kind.HEADING}  # those have tests of their own


@pytest.fixture(scope="module")
def pairs():
    return corpus()


def test_corpus_is_large_and_complete(pairs):
    names = [pair.name for pair in pairs]
    faults = Counter(kind for pair in pairs for kind in pair.expected)
    files = Counter(pair.file for pair in pairs if not pair.expected)

    assert len(names) == len(set(names)) >= 220
    assert {pair.languages for pair in pairs} == {
        (a, b) for a in ("en", "bs", "sv") for b in ("en", "bs", "sv") if a != b
    }
    assert {kind for kind, number in faults.items() if number >= 8} == EVERY_KIND
    assert min(files.values()) >= 10
    assert sum(pair.file == HELD_OUT for pair in pairs) >= len(pairs) // 5


def test_precision_and_recall_reach_the_goal(pairs):
    overall, by_kind = scores(pairs)

    assert overall.precision >= GOAL
    assert overall.recall >= GOAL
    for kind in EVERY_KIND:
        assert by_kind[kind].precision >= GOAL, kind
        assert by_kind[kind].recall >= GOAL, kind


def test_pairs_of_texts_nobody_tuned_for(pairs):
    """A lower goal, because every rule may meet what it never saw; `bench parity` prints the figures apart."""
    overall, _by_kind = scores(pair for pair in pairs if pair.file == HELD_OUT)

    assert overall.precision >= 0.85
    assert overall.recall >= 0.85


def test_scores():
    assert Score(right=3, wrong=1, missed=0).precision == 0.75
    assert Score(right=3, wrong=0, missed=1).recall == 0.75
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall) == (1.0, 1.0)


def test_a_fault_must_be_in_its_text():
    text = {
        "id": "x",
        "en": "a",
        "bs": "b",
        "sv": "c",
        "fault": [{"language": "bs", "find": "z", "put": "", "kinds": []}],
    }

    with pytest.raises(ValueError, match="z"):
        list(pairs_of(text, "numbers"))
