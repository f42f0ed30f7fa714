"""Tables that leave the house: CSV and XLSX, in which what people typed stays text and never becomes a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LONGEST_CELL = 32_767  # signs; what Excel takes
LINES_AT_ONCE = 200  # lines of CSV that leave together
FORMULA_SIGNS = frozenset("=+-@−")  # full-width and small variants are folded into these first
CELL_BREAKS = ("\t", "\r", "\n")

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: name, column heads, rows; ``widths`` in signs, by position, where 14 does not fit.

    Columns whose position is in ``as_text`` keep what people type later as text: 1.10 is a code, not a number.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: dict[int, int] | None = None
    as_text: frozenset[int] = frozenset()


def is_dangerous(text: str) -> bool:
    """Tell whether a spreadsheet might take it for a formula, looking past apostrophes, spaces and unseen signs."""
    rest = text.lstrip("'")
    if rest.startswith(CELL_BREAKS):
        return True
    for sign in rest:
        if not sign.isspace() and sign != "'" and not unicodedata.category(sign).startswith("C"):
            return unicodedata.normalize("NFKC", sign)[:1] in FORMULA_SIGNS
    return False


def disarmed(text: str) -> str:
    """The text as a cell of CSV; ``armed_again`` gives back exactly what went in."""
    return f"'{text}" if is_dangerous(text) else text


def armed_again(text: str) -> str:
    """What a cell meant before ``disarmed`` put an apostrophe in front of it."""
    return text[1:] if text.startswith("'") and is_dangerous(text) else text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """CSV after RFC 4180 in UTF-8, some lines at a time; the mark in front lets Excel know the encoding."""
    writer = csv.writer(_Echo())
    waiting = ["\ufeff", writer.writerow([disarmed(text) for text in head])]
    for row in rows:
        waiting.append(writer.writerow([_csv_cell(cell) for cell in row]))
        if len(waiting) >= LINES_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def write_workbook(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write an XLSX file row by row; text is only ever text, dates are dates, numbers are numbers."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        formats = {name: book.add_format(wanted) for name, wanted in FORMATS.items()}
        taken: set[str] = set()
        for sheet in sheets:
            name = sheet_name(sheet.name, taken)
            taken.add(name.lower())
            _write_sheet(book.add_worksheet(name), sheet, formats)


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """The table as a download, streamed; ``name`` is without its ending."""
    return _as_download(StreamingHttpResponse(csv_lines(head, rows), content_type=CSV), name, "csv")


def workbook_response(name: str, *sheets: Sheet) -> HttpResponseBase:
    """The sheets as a download; a workbook is packed, so it leaves in one piece (ten thousand activities: 2 MB)."""
    target = io.BytesIO()
    write_workbook(target, sheets)
    return _as_download(HttpResponse(target.getvalue(), content_type=XLSX), name, "xlsx")


def file_name(name: str, ending: str) -> str:
    """A name every system takes: letters, digits and hyphens only."""
    return f"{slugify(name)[:80] or 'table'}.{ending}"


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """At most 31 signs, none that Excel refuses, no formula, and different from those taken (in small letters)."""
    safe = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:28].strip(" '")
    if not safe or is_dangerous(safe) or safe.lower() == "history":
        safe = f"sheet {safe.lstrip('=+-@')}".strip()[:28]
    number, free = 1, safe
    while free.lower() in set(taken):
        number += 1
        free = f"{safe} {number}"
    return free


FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"},
    "text": {"num_format": "@", "valign": "top"},
    "plain": {"valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
}


class _Echo:
    """A file that gives back what is written to it, so that the csv module makes single lines."""

    def write(self, text: str) -> str:
        return text


def _csv_cell(cell: Cell) -> str:
    """Numbers stay numbers and dates are ISO; only text is disarmed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, str):
        return disarmed(cell)
    return str(cell)


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for position, _head in enumerate(sheet.head):
        style = formats["text"] if position in sheet.as_text else None
        page.set_column(position, position, (sheet.widths or {}).get(position, 14), style)
    for position, text in enumerate(sheet.head):
        page.write_string(0, position, _xlsx_text(text), formats["head"])
    for number, row in enumerate(sheet.rows, start=1):
        for position, cell in enumerate(row):
            _write_cell(page, number, position, cell, formats)


def _write_cell(page: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(row, column, _xlsx_text(cell), formats["text"])
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, formats["plain"])
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, timezone.make_naive(cell), formats["moment"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["date"])
    else:
        page.write_number(row, column, cell, formats["plain"])


def _xlsx_text(text: str) -> str:
    """A text cell is never a formula; an apostrophe is only added where reading would take one away."""
    kept = disarmed(text) if text.startswith("'") else text
    return kept if len(kept) <= LONGEST_CELL else f"{kept[: LONGEST_CELL - 1]}…"


def _as_download(response: Any, name: str, ending: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(name, ending)}"'
    return response
