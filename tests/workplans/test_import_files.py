"""What files an import takes: both formats as people's programs write them, and nothing that harms."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from datetime import date

import pytest

from tests.pace import in_pace, pace_of
from tests.workplans.test_import import GOOD, HEAD, XLSX, send, troubles
from workplans.actions.sheets import Sheet, write_workbook
from workplans.models import Activity


def workbook(rows: list[list]) -> bytes:
    target = io.BytesIO()
    write_workbook(target, [Sheet("activities", rows[0], rows[1:])])
    return target.getvalue()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("area;position;titel_en", (1, "", "There is no column “titel_en”.")),
        ("area;position;title_en;title_en", (1, "title_en", "The column “title_en” is there twice.")),
        ("area;title_en", (1, "position", "The column “position” is missing.")),
        ("area;position;title_en;due_precision", (1, "due_on", "The column “due_on” is missing.")),
    ],
)
def test_heads_are_judged_too(office, next_plan, head, expected):
    assert troubles(send(office, f"{head}\n1;1;a;b\n")) == [expected]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [(GOOD, ";"), (GOOD.replace(";", ","), ","), (GOOD.replace(";", "\t"), "\t"), ("\ufeff" + GOOD, ";")],
)
def test_csv_with_and_without_its_mark_and_with_any_usual_delimiter(office, next_plan, content, delimiter):
    assert [line.title for line in send(office, content).context["judgement"].added] == ["Write it", "Read it"]


def test_dates_and_numbers_of_a_workbook_are_read_right(office, next_plan):
    rows = [
        ["area", "position", "title_en", "due_on", "waits_for", "contributing"],
        [1, 1.0, 2020, date(2020, 3, 31), None, "aa"],
        ["1", "2", "Text", "2020-04-15", "1.1", ""],
        [None, None, "", None, None, None],
    ]

    preview = send(office, workbook(rows), "plan.xlsx", XLSX)

    first, second = preview.context["judgement"].added
    assert (first.code, first.title, first.facts["due_on"]) == ("1.1", "2020", date(2020, 3, 31))
    assert (second.facts["due_on"], second.facts["waits_for"]) == (date(2020, 4, 15), ["1.1"])


@pytest.mark.parametrize("cell", [1.1, date(2020, 3, 2)])
def test_a_code_that_the_spreadsheet_took_for_a_number_is_refused(office, next_plan, cell):
    rows = [["area", "position", "title_en", "waits_for"], [1, 1, "One", None], [1, 10, "Ten", cell]]

    found = troubles(send(office, workbook(rows), "plan.xlsx", XLSX))

    assert found == [(3, "waits_for", "The spreadsheet took the code of an activity for a number or a date.")]


def refusal(response) -> str:
    assert response.status_code == 200
    assert not Activity.objects.exists()
    return response.context["form"].errors["file"][0]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with other parts in place of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return target.getvalue()


SMALL = workbook([["area", "position", "title_en"], [1, 1, "One"]])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "name", "kind", "reason"),
    [
        (b"", "plan.csv", "text/csv", "The file is empty."),
        (b" \n\n", "plan.csv", "text/csv", "The file is empty."),
        ("area;naslov\n1;čćđ".encode("windows-1250"), "plan.csv", "text/csv", "Line 2 is not in UTF-8"),
        ("area;position\n".encode("utf-16"), "plan.csv", "text/csv", "Line 1 is not in UTF-8"),
        (b'area;position\n1;"open', "plan.csv", "text/csv", "The file cannot be read from line"),
        (b"area;position\n1;" + b"x" * 200_000, "plan.csv", "text/csv", "The file cannot be read from line"),
        (b"area;position\n" * 5_002, "plan.csv", "text/csv", "more than 5,000 lines"),
        (b";" * 500, "plan.csv", "text/csv", "more than 5,000 lines or 200 columns"),
        (b"x" * (5 * 2**20 + 1), "plan.csv", "text/csv", "larger than 5 MB"),
        (SMALL, "plan.csv", "text/csv", "not what its name says"),
        (b"area;position", "plan.xlsx", XLSX, "not what its name says"),
        (SMALL, "plan.xlsx", "image/png", "not what its name says"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "plan.csv", "text/csv", "not what its name says"),
        (b"area;position\n1;\0", "plan.csv", "text/csv", "not what its name says"),
        (b"%PDF-1.7", "plan.csv", "text/csv", "not what its name says"),
        (SMALL, "plan.xlsm", XLSX, "The workbook has macros."),
        (SMALL, "plan.xlsx.exe", XLSX, "Only CSV and XLSX are read."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "plan.xlsx", XLSX, "old format of Excel, or closed with a password"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "plan.xls", "application/vnd.ms-excel", "old format of Excel"),
        (b"PK\x03\x04nothing", "plan.xlsx", XLSX, "damaged or protected"),
        (SMALL[:-40], "plan.xlsx", XLSX, "damaged or protected"),
        (repacked(SMALL, **{"xl/vbaProject.bin": b"x"}), "plan.xlsx", XLSX, "The workbook has macros."),
        (repacked(SMALL, **{SHEET: b"<no"}), "plan.xlsx", XLSX, "damaged or protected"),
        (repacked(SMALL, **{SHEET: b"<?xml version='1.0' encoding='UTF-99'?><a/>"}), "plan.xlsx", XLSX, "damaged"),
        (repacked(SMALL, **{SHEET: b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "plan.xlsx", XLSX, "damaged"),
    ],
)
def test_U_04_files_that_are_something_else_are_refused_with_the_reason(office, next_plan, content, name, kind, reason):
    assert reason in refusal(send(office, content, name, kind))


def cells(*places: str) -> bytes:
    inside = "".join(f'<row r="{p.strip("ABCXFD")}"><c r="{p}"><v>1</v></c></row>' for p in places)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{inside}</sheetData></worksheet>'.encode()


def lying() -> bytes:
    """A part that says it has ten bytes and has fifty million."""
    content = bytearray(repacked(SMALL, **{"xl/huge.xml": b"\0" * 50_000_000}))
    at = content.rfind(b"xl/huge.xml") - 46 + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: repacked(SMALL, **{"xl/huge.xml": b"\0" * 200_000_000}), "far larger than a plan can be"),
        (lambda: repacked(SMALL, **{f"xl/{n}.xml": b"" for n in range(20_000)}), "far larger than a plan can be"),
        (lambda: repacked(SMALL, **{SHEET: cells("A1", "XFD1048576")}), "more than 5,000 lines or 200 columns"),
        (lambda: repacked(SMALL, **{SHEET: b"<a>" + b"<c/>" * 300 + b"</a>"}), "more than 5,000 lines"),
        (lying, "damaged"),
    ],
)
def test_U_01_bombs_are_refused_before_they_are_unpacked(office, next_plan, make, reason):
    content = make()
    tracemalloc.start()
    pace = pace_of(lambda: send(office, SMALL, "plan.xlsx", XLSX))
    tracemalloc.reset_peak()

    answer = in_pace(lambda: send(office, content, "plan.xlsx", XLSX), 50 * pace)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason in refusal(answer)
    assert peak < 60 * 2**20


NASTY = ["<script>alert(1)</script>", "{{ 7 }}{% now %}", "a\u0300" * 3000, "😀", "' OR 1=1 --"]


@pytest.mark.parametrize("text", NASTY)
def test_X_17_hostile_text_is_shown_as_text(office, next_plan, text):
    one = '"' + text.replace('"', '""') + '"'
    wrong = send(office, f"{HEAD}1;1;{one};;{one};;{one};{one};{one};{one}\n")
    heads = send(office, f"area;position;{one}\n1;1;x\n")

    assert len(wrong.context["judgement"].troubles) >= 5
    for page in (wrong.content.decode(), heads.content.decode()):
        assert "<script>alert" not in page
    assert not Activity.objects.exists()


def test_X_17_the_name_of_the_file_is_text_too(office, next_plan):
    answer = send(office, b"", "<script>alert(1)</script>.csv")

    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("text", ["\x1b[31m", "bell\x07"])
def test_D_24_signs_that_cannot_be_stored_are_named(office, next_plan, text):
    (found,) = troubles(send(office, f"area,position,title_en\n1,1,{text}\n"))

    assert found[:2] == (2, "title_en")
    assert found[2].startswith("The cell holds a sign that cannot be stored")


def test_D_24_long_text_is_named_with_its_length(office, next_plan):
    found = troubles(send(office, f"area,position,title_en,description_en\n1,1,{'t' * 201},{'d' * 20_001}\n"))

    assert [problem for _row, _column, problem in found] == [
        "The text has 201 signs; 200 fit.",
        "The text has 20001 signs; 20000 fit.",
    ]


@pytest.mark.parametrize("number", ["2147483648", "9" * 400, "-1", "1e9", "٣", "1.5", "10000", "0x1", " "])
def test_D_25_hostile_numbers_are_named(office, next_plan, number):
    assert [found[:2] for found in troubles(send(office, f"area,position,title_en\n{number},1,x\n"))] == [(2, "area")]


@pytest.mark.parametrize("day", ["0000-01-01", "9999-12-31", "10000-01-01", "2020-02-30", "2020-01-01T00:00:00+25:00"])
def test_D_26_hostile_dates_are_named(office, next_plan, day):
    found = troubles(send(office, f"area,position,title_en,due_on\n1,1,x,{day}\n"))

    assert [place[:2] for place in found] == [(2, "due_on")]


def test_an_error_of_the_spreadsheet_is_no_title(office, next_plan):
    assert troubles(send(office, "area,position,title_en\n1,1,#REF!\n")) == [
        (2, "title_en", "The cell holds an error of the spreadsheet.")
    ]


def test_noise_in_the_place_of_a_workbook_is_refused(office, next_plan):
    for _round in range(30):
        noisy = bytearray(SMALL)
        for at in range(30, len(noisy), 97):
            noisy[at] = os.urandom(1)[0]
        answer = send(office, bytes(noisy), "plan.xlsx", XLSX)
        assert answer.status_code == 200


def test_no_file_at_all_is_said_at_the_field(office, next_plan):
    answer = office.post("/en/work-plans/next/import/", {})

    assert "This field is required." in answer.content.decode()
