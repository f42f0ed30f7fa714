"""Markdown typed to hurt, or by mistake: it ends soon, and no word of it is lost without a word to the writer."""

from __future__ import annotations

import json
import re

import pytest

from institutions.results.dialect import Reference, Target, blocks_of, html_of, plain_text, problems_in
from institutions.results.dialect.parsing import LONGEST, MOST_SIGNS
from tests.pace import in_pace, pace_of

SOON = 40  # times as long as an ordinary text of that length; the worst takes 11, where these once had no end
CLAUSE = LONGEST - 1000
ORDINARY = "\n\n".join(["Some *plain* words, [a link](https://a.example) and more. " * 20] * (CLAUSE // 1200))


def links(reference: Reference) -> Target | None:
    return Target("#a", "clause 1") if reference.anchor == "a" else None


LONG = {
    "brackets": "[" * (MOST_SIGNS - 1),
    "images": "![" * (MOST_SIGNS // 2 - 1),
    "unclosed notes": "[^x]: y\n\n[^x] " + "[^" * (MOST_SIGNS // 2 - 10),
    "unclosed long notes": "[^x]: y\n\n[^x] " + ("[^" + "a" * 50) * (CLAUSE // 52),
    "one note often": "[^1]" * (MOST_SIGNS // 2 - 10) + "\n\n[^1]: " + "word " * 10_000,
    "notes that double": "[^0]\n\n" + "".join(f"[^{n}]: [^{n + 1}][^{n + 1}]\n\n" for n in range(1500)),
    "one address often": "[1]: /" + "x" * 50_000 + "\n\n" + "[1]" * 9_000,
    "one title often": '[1]: /a "' + "x" * 50_000 + '"\n\n' + "[1]" * 9_000,
    "cells": "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|\n" * 3_000,
    "lists": "- a\n" * (CLAUSE // 4),
    "quotations": "> a\n" * (CLAUSE // 4),
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "deep emphasis": "*" * 9_000 + "a" + "*" * 9_000,
    "ticks": "".join("`" * n + "a" for n in range(1, 190)),
    "100,000 brackets": "[" * 100_000,
    "100,000 quotes": "\"'" * 50_000,
    "1 MB of lines": "a\n" * 500_000,
    "1 MB in one word": "a" * 1_000_000,
}


@pytest.fixture(scope="module")
def pace() -> float:
    return pace_of(lambda: html_of(ORDINARY, resolve=links))


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_x13_every_reading_ends_soon(text, pace):
    html = in_pace(lambda: html_of(text, resolve=links), SOON * pace)
    tree = in_pace(lambda: json.dumps(blocks_of(text, resolve=links)), SOON * pace)
    problems_in(text, anchors={"a"}, figures=())

    assert len(html) + len(tree) < 60 * LONGEST


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), "[" * (MOST_SIGNS + 1), "*a* <script>\n" * LONGEST])
def test_x13_too_much_is_shown_as_typed_and_said(text):
    assert plain_text(text).split() == text.split()
    assert "<script" not in html_of(text)
    assert [problem.line for problem in problems_in(text, anchors=(), figures=())] == [1]


def test_a_note_that_refers_to_itself_ends():
    text = "a[^x]\n\n[^x]: b[^x]"

    note = {"t": "note", "id": 0, "c": [{"t": "p", "c": [{"t": "text", "v": "b"}, {"t": "text", "v": "[^x]"}]}]}
    assert blocks_of(text) == [{"t": "p", "c": [{"t": "text", "v": "a"}, note]}]
    assert html_of(text).count("<sup>") == 1
    assert "b[^x]" in html_of(text)


def test_a_note_is_set_once_however_often_it_is_referred_to():
    tree = blocks_of("a[^x] b[^x] c[^y]\n\n[^y]: two\n\n[^x]: one")

    notes = [node for node in tree[0]["c"] if node["t"] == "note"]
    assert [(note["id"], "c" in note) for note in notes] == [(0, True), (0, False), (1, True)]


@pytest.mark.parametrize(
    "text", ["a[^x]\n\n[^x]: b\n\n[^y]: c", "[^y]: c[^x]\n\n[^x]: b\n\na[^x]", "a\n\n[^y]: c[^z]\n\n[^z]: d"]
)
def test_notes_lead_there_and_back_and_unused_ones_are_said(text):
    html = html_of(text, prefix="p-")

    identities = re.findall(r' id="([^"]+)"', html)
    assert len(identities) == len(set(identities))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(identities)
    assert re.findall(r">(\d+)</a>", html) == [str(n + 1) for n in range(html.count("<li id"))]
    assert any("footnote y" in problem.sentence for problem in problems_in(text, anchors=(), figures=()))


@pytest.mark.parametrize(
    "text",
    ["".join("  " * depth + f"- word{depth}\n" for depth in range(14)), "> " * 25 + "word0",
     "".join("> " * depth + f"word{depth}\n\n" for depth in range(25))],
)  # fmt: skip
def test_what_lies_too_deep_is_shown_as_typed_and_said(text):
    words = re.findall(r"word\d+", text)

    assert re.findall(r"word\d+", html_of(text)) == words
    assert re.findall(r"word\d+", json.dumps(blocks_of(text))) == words
    assert any("too deep" in problem.sentence for problem in problems_in(text, anchors=(), figures=()))


def test_footnotes_stand_in_a_labelled_group():
    assert '<div class="footnotes" role="group" aria-label="Footnotes"><ol>' in html_of("a[^x]\n\n[^x]: b")


def test_a_reference_to_nothing_is_marked():
    html = html_of("[[#a]] [[#b]] ![Chart](figure:c)", resolve=links)

    assert ">clause 1</a>" in html
    assert '<span class="missing">[[#b]]</span>' in html
    assert '<span class="missing">[Chart]</span>' in html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[x](QG-02)", "leads nowhere"),
        ("[x](//a.example)", "leads nowhere"),
        ("[x](#b)", "anchor b"),
        ("[[QG-2#a]]", "no guideline QG-2"),
        ("a[^b]", "no footnote b"),
        ("[ ](https://a.example)", "without words"),
        ("<!-- a -->", "HTML"),
    ],
)
def test_the_writer_is_told(text, words):
    found = problems_in(text, anchors={"a"}, figures=(), codes={"QG-1"})

    assert len(found) == 1
    assert words in found[0].sentence
