"""Markdown becomes clauses: cut at its headings, every sign kept, and what cannot come along is listed."""

from __future__ import annotations

from contextlib import suppress

import pytest

from guidelines.results.files import Refused
from guidelines.results.importing import read_document
from tests.pace import in_pace, pace_of


def read(text: str | bytes, **options):
    content = text.encode() if isinstance(text, str) else text
    return read_document(content, name="a.md", language="en", **options)


def outline(text: str) -> list[tuple[int, str, str]]:
    return [(piece.level, piece.heading, piece.body) for piece in read(text).pieces]


def losses(text: str) -> list[tuple[str, str]]:
    return [(loss.sentence, loss.where) for loss in read(text).losses]


def test_headings_become_clauses_and_deeper_ones_stay():
    text = "## One\n\nText *a*.\n\n### Part\n\nb\n\n#### Deep\n\nc\n\n## Two\n\n- x\n  - y\n"

    assert outline(text) == [
        (1, "One", "Text *a*."),
        (2, "Part", "b\n\n#### Deep\n\nc"),
        (1, "Two", "- x\n  - y"),
    ]
    assert losses(text) == []


def test_a_title_is_left_out_and_said():
    text = "# The *whole* guideline\n\n## One\n\na\n\n## Two\n\nb"

    assert [heading for _level, heading, _body in outline(text)] == ["One", "Two"]
    assert losses(text) == [
        ("The title of the document was left out; the guideline has its own.", "The whole guideline")
    ]


def test_text_before_the_first_heading_is_kept():
    assert outline("# Title\n\nHello.\n\n## One\n\na") == [(1, "Introduction", "Hello."), (1, "One", "a")]
    assert outline("Only text.") == [(1, "Introduction", "Only text.")]
    assert read_document(b"Text.", name="a.txt", language="bs").pieces[0].heading


def test_headings_of_the_other_kind_and_in_lists_and_fences():
    text = "One\n===\n\n```\n# no heading\n[^1]: no note\n```\n\n> # no clause\n\n- # nor this\n\nTwo\n===\n\nb"

    found = outline(text)

    assert [heading for _level, heading, _body in found] == ["One", "Two"]
    assert found[0][2] == "```\n# no heading\n[^1]: no note\n```\n\n> # no clause\n\n- # nor this"


def test_footnotes_and_addresses_follow_to_where_they_are_called():
    text = (
        "# A\n\nx[^1] [law][l]\n\n# B\n\ny[^1] z[^long]\n\n"
        "[^1]: Note, see [law][l].\n[^long]: First\n\n    second\n[l]: https://example.org/\n[^9]: Unused"
    )

    a, b = outline(text)

    assert a[2] == "x[^1] [law][l]\n\n[^1]: Note, see [law][l].\n\n[l]: https://example.org/"
    assert b[2].startswith("y[^1] z[^long]\n\n[^1]: Note")
    assert "[^long]: First\n\n    second" in b[2]
    assert losses(text) == [("A footnote or address that nothing calls was left out.", "[^9]: Unused")]


def test_anchors_and_numbers_are_read_and_left_out():
    draft = read("# 1. Purpose {#purpose}\n\na\n\n## 1.1 Scope\n\nb\n\n# 2. Who\n\nc")

    assert [(piece.number, piece.heading, piece.anchor) for piece in draft.pieces] == [
        ("1", "Purpose", "purpose"),
        ("1.1", "Scope", ""),
        ("2", "Who", ""),
    ]
    assert draft.losses[0].sentence.startswith("The numbers in front of headings were left out")


def test_a_heading_that_begins_with_a_date_keeps_it():
    assert outline("# 5. novembar 2017.\n\na\n\n# Next\n\nb\n\n# Last\n\nc")[0][1] == "5. novembar 2017."


def test_what_cannot_come_along_is_listed_with_its_place():
    text = "---\ntitle: X\n---\n# A\n\n<b>bold</b>\n\n![](figure:none)\n\n![Map](https://example.org/map.png)\n\n[[#nowhere]]"

    found = losses(text)

    assert found[0] == ("The properties at the head of the file were left out.", "title: X")
    assert [where for _sentence, where in found[1:]] == [
        "A, line 1",
        "A, line 3",
        "A, line 3",
        "A, line 5",
        "A, line 7",
    ]


def test_figures_of_the_text_are_known():
    assert read("# A\n\n![x](figure:map)", figures=frozenset({"map"})).losses == []


def test_a_very_long_heading_is_whole_in_the_text():
    (_level, heading, body), *_rest = outline(f"# {'word ' * 60}\n\ntext\n\n# B\n\nb")

    assert len(heading) <= 200
    assert body.startswith(("word " * 60).strip())


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("# Žensko".encode("cp1250"), "a.md", "Line 1 is not in UTF-8"),
        (b"", "a.md", "has no text"),
        (b"# A\n" * 301, "a.md", "more than 300 headings"),
        (b"x" * 1_000_001, "a.md", "larger than 1 MB"),
        (b"PK\x03\x04", "a.md", "damaged"),
        (b"x", "a.html", "imported from Word"),
        (b"x", "a.docx", "Files are taken as"),
    ],
)
def test_x17_u04_what_is_not_read_is_said(content, name, words):
    with pytest.raises(Refused) as refused:
        read_document(content, name=name, language="en")
    assert words in refused.value.words


def judge(text: str) -> None:
    with suppress(Refused):
        read(text)


@pytest.fixture(scope="module")
def pace() -> float:
    chapter = "# Heading\n\n" + "Some *plain* words, [a link](https://a.example) and more.\n\n" * 50
    return pace_of(lambda: judge(chapter * 33))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "[^a]: x\n" * 100_000,
        "[^a]: x\n" + "    y\n" * 100_000,
        "# a\n" * 100_000,
        "- " * 300_000,
        "`" * 900_000,
        "|a" * 300_000 + "\n|-|-",
        "".join(f"[^{number}]: [^{number + 1}]\n" for number in range(1_900)) + "# x\n[^0]\n" * 250,
        "---\n" + "a\n" * 300_000,
        "\0\u202e\U0010ffff" * 1_000,
    ],
)
def test_x13_hostile_texts_are_judged_quickly(text, pace):
    in_pace(lambda: judge(text), 10 * pace)  # an ordinary text of 100 kB takes five times as long as the worst
