"""Texts that want to keep the check busy."""

from __future__ import annotations

import pytest

from guidelines.results.parity import compare, compare_documents
from tests.pace import in_pace, pace_of

SIZE = 60_000  # signs of each text
ORDINARY = "Ask every citizen twice a year, and *write down* what 20% of them say.\n\n"
SOON = 30  # times as long as ordinary texts of that length; the worst takes 5
UNITS = [
    *("[", "(", "{", "*", "`", "\\", "&", ">", "#", '"', "„a ", "_ ", "\n", "\0a 5 ", "å", "A", "1"),
    *("1 ", "1.", "1,", "1/", "1:", "1 000 ", "5. i ", "5, 6, ", "5% ", "2016–", "1. a\n", "- 5\n", "# 1\n", "|1|2|\n"),
    *("[a](", "[[", "[^", "{a} ", "%(", "a@", "http://", "http://x/en/", "dvadeset ", "hundred and ", "two and a "),
    *("ISO ", "EN-", "clause 1, ", "tačka 1 i 2, ", "IVX", "ABCDE ", "May ", "kl. 1", "a. ", "a.b", "e\u0301", "{#a} "),
]


def compared(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    compare(text, text, source_language="bs", target_language="en")
    compare_documents(text, f"5 abc {text[: SIZE // 2]}", source_language="en", target_language="sv")


@pytest.fixture(scope="module")
def pace() -> float:
    return pace_of(lambda: compared(ORDINARY))


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_x13_slow_input_costs_little(unit, pace):
    in_pace(lambda: compared(unit), SOON * pace)


def test_x13_more_figures_than_can_be_compared_are_told():
    text = "5 " * 30_000

    (finding,) = compare(text, text, source_language="bs", target_language="en")

    assert finding.is_serious


def test_x13_very_many_paragraphs_are_one():
    text = "".join(f"{number} pages.\n\n" for number in range(5_001))

    (finding,) = compare(text, text.replace("4999 ", "4998 "), source_language="en", target_language="en")

    assert (finding.source_line, finding.target_line) == (9999, 9999)


def test_a_table_and_a_list_of_many_rows_that_differ():
    rows = "|a|b|\n|-|-|\n" + "|1|2|\n" * 400
    items = "- 5\n" * 400

    found = compare(f"{rows}\n{items}", f"{rows}|3|4|\n\n{items}- 6\n", source_language="en", target_language="sv")

    assert [finding.kind for finding in found] == ["table", "list"]
