"""The writer of tables: text stays text, numbers stay numbers, names are safe."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from workplans.actions.sheets import Sheet, armed_again, csv_lines, disarmed, file_name, sheet_name, write_workbook

HOSTILE = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\rtext",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    ' =cmd|"/c calc"!A1',
    "'=1+1",
    "''=1",
    "\u200b=1+1",
]


def sheet(content: bytes, name: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_X_08_nothing_in_the_workbook_is_a_formula_or_a_link():
    target = io.BytesIO()
    write_workbook(target, [Sheet("=1+1", ["=1+1", *HOSTILE], [[*HOSTILE, "https://evil.example", "007", -5, 1.5]])])

    with zipfile.ZipFile(target) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page
    rows = sheet(target.getvalue(), "sheet 1+1")
    assert rows[1][-4:] == ["https://evil.example", "007", -5, 1.5]


@pytest.mark.parametrize("text", [*HOSTILE, "plain", "'quoted'", "", "'", "a=b", "naïve -1"])
def test_X_08_what_was_disarmed_comes_back_exactly(text):
    assert armed_again(disarmed(text)) == text


def test_X_08_heads_and_numbers_in_csv():
    text = b"".join(csv_lines(["=head"], [[-5], [1.5], [date(2018, 9, 30)], [None], ["-5"], [True]])).decode(
        "utf-8-sig"
    )

    assert text.split("\r\n") == ["'=head", "-5", "1.5", "2018-09-30", '""', "'-5", "true", ""]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("=cmd", "sheet cmd"),
        ("a/b:c*d?e[f]g\\h", "a b c d e f g h"),
        ("x" * 60, "x" * 28),
        ("", "sheet"),
        ("'quoted'", "quoted"),
        ("History", "sheet History"),
    ],
)
def test_X_08_names_of_sheets_are_safe(name, safe):
    assert sheet_name(name) == safe
    assert sheet_name(name, {safe.lower()}) == f"{safe} 2"


def test_X_08_names_of_files_are_safe():
    assert file_name('../../=cmd|"x"\r\nSet-Cookie: a', "csv") == "cmdx-set-cookie-a.csv"
    assert file_name("／＝", "csv") == "table.csv"
