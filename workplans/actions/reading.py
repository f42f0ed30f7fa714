"""Tables that come into the house: what is refused before it is opened, and what is read from the rest."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from workplans.actions.sheets import Cell

LARGEST_FILE = 5 * 2**20  # bytes; a plan of five thousand activities has two million
LARGEST_UNPACKED = 64 * 2**20  # bytes in all parts of a workbook together
MOST_PARTS = 200  # files inside a workbook; Excel makes about fifteen
MOST_ROWS, MOST_COLUMNS = 5_001, 200  # with the line of heads
PIECE = 65_536  # bytes unpacked at once
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
END_OF_DIRECTORY = b"PK\x05\x06"
SHEET = "activities"
TYPES = {
    ".csv": {"text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"},
    ".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"},
}
ANY_TYPE = {"", "application/octet-stream"}  # what browsers say that do not know

Row = tuple[int, list[Cell]]  # its number in the file, as spreadsheets count, and its cells


class Unreadable(Exception):
    """The file as a whole is refused; ``problem`` and ``remedy`` are sentences in the active language."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Upload:
    """What a browser sent: a name and a type nobody may trust, the size, and the content."""

    name: str
    content_type: str
    size: int
    file: IO[bytes]


def read_table(upload: Upload) -> list[Row]:
    """The lines of a CSV or XLSX file that hold anything, the first with the heads; raises Unreadable.

    Cells are text, numbers, booleans or dates as the file has them; those of CSV are text.
    """
    if upload.size > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 5 MB."), _("Remove pictures and sheets that are not read."))
    content = upload.file.read(LARGEST_FILE + 1)
    ending = PurePath(upload.name).suffix.lower()
    kind = _kind_of(content)
    if ending not in TYPES or kind == "old":
        raise _wrong_format(ending, kind)
    if kind != ending or upload.content_type.partition(";")[0].strip().lower() not in TYPES[ending] | ANY_TYPE:
        raise Unreadable(
            _("The file is not what its name says."), _("Save it again as CSV (UTF-8) or XLSX, and send that file.")
        )
    rows = [row for row in (_csv_rows if kind == ".csv" else _xlsx_rows)(content) if any(_holds(c) for c in row[1])]
    if not rows:
        raise Unreadable(_("The file is empty."), _("Take the template: its first line has the names of the columns."))
    return rows


def _kind_of(content: bytes) -> str:
    """The format the first bytes tell: .xlsx, old, other, or .csv for what may be text."""
    if content.startswith(b"PK"):
        return ".xlsx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "old"
    is_binary = b"\0" in content[:1000] and not content.startswith(UTF_16)
    return "other" if is_binary or content.startswith(b"%PDF") else ".csv"


def _wrong_format(ending: str, kind: str) -> Unreadable:
    if ending in {".xlsm", ".xltm", ".xlam"}:
        return _macros()
    if kind == "old":
        return Unreadable(
            _("The file is in an old format of Excel, or closed with a password."),
            _("Open it, take the password off, and save it as XLSX."),
        )
    return Unreadable(_("Only CSV and XLSX are read."), _("Save the table as XLSX or as CSV (UTF-8)."))


def _macros() -> Unreadable:
    return Unreadable(_("The workbook has macros."), _("Save it as a workbook without macros (XLSX)."))


def _holds(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _too_large() -> Unreadable:
    return Unreadable(
        _("The table has more than 5,000 lines or 200 columns."),
        _("Divide it, and delete what lies far outside the table."),
    )


# CSV


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # names of columns hold none of them
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise _too_large()
            yield number, list(cells)
            number += 1
    except csv.Error:
        raise Unreadable(
            _("The file cannot be read from line %(line)s on.") % {"line": reader.line_num},
            _("Look for a quotation mark without its partner, or for a cell with very much text."),
        ) from None


def _decoded(content: bytes) -> str:
    """UTF-8, with or without its mark; anything else is refused, because a wrong guess would spoil č, ć, đ, å, ä, ö."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("Line %(line)s is not in UTF-8; the file is probably in Windows-1250.") % {"line": line},
            _("In Excel choose “CSV UTF-8” when saving, or send the table as XLSX."),
        ) from None


# XLSX


def _xlsx_rows(content: bytes) -> Iterator[Row]:
    parts = _parts_of(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(_packed(parts))
        names = book.sheet_names
        sheet = book.get_sheet_by_name(SHEET if SHEET in names else names[0])
        rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, LookupError, ValueError, OSError):
        raise _damaged() from None
    yield from enumerate(_plain(rows), start=1)


def _plain(rows: Iterable[list[Any]]) -> Iterator[list[Cell]]:
    for cells in rows:
        yield [cell if isinstance(cell, Cell) else str(cell) for cell in cells]


def _parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, unpacked as far as its directory says and no further; only XML, and looked through.

    What the library gets to see afterwards is packed anew from these parts, so nothing in the file can surprise it.
    """
    if _entries_in(content) > MOST_PARTS:
        raise _bomb()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise _bomb()
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _macros()
            if "xl/workbook.xml" not in names or len(names) < len(entries):
                raise _wrong_format("", ".xlsx")
            parts = {entry.filename: _unpacked(archive, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _damaged() from None
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise _macros()
    return {name: part for name, part in parts.items() if _is_harmless_xml(part)}


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The part, piece by piece: never more than the directory said, whatever is really in it."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged()
    with archive.open(entry) as part:
        return b"".join(iter(lambda: part.read(PIECE), b""))


def _entries_in(content: bytes) -> int:
    """How many entries the archive says it has, from its last bytes alone."""
    at = content.rfind(END_OF_DIRECTORY, max(0, len(content) - 65_557))
    if at < 0 or len(content) < at + 12:
        raise _damaged()
    return int(struct.unpack_from("<H", content, at + 10)[0])


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    target.seek(0)
    return target


def _is_harmless_xml(part: bytes) -> bool:
    """Tell whether it is XML; refuse entities, and cells so far out that an empty table would fill memory."""
    parser = expat.ParserCreate(namespace_separator=" ")
    at = {"row": 0, "c": 0}  # where reading stands; a cell without an address follows the one before

    def element(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "row":
            at["row"], at["c"] = _row(attributes["r"]) if "r" in attributes else at["row"] + 1, 0
        elif kind == "c":
            at["c"] = _column(attributes["r"]) if "r" in attributes else at["c"] + 1
            at["row"] = max(at["row"], _row(attributes.get("r", "")))
        if at["row"] > MOST_ROWS or at["c"] > MOST_COLUMNS:
            raise _too_large()

    def refuse(*_details: Any) -> None:
        raise _damaged()

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: encodings it does not know
        return False
    return True


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789")[:4].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _row(place: str) -> int:
    figures = place[len(place.rstrip("0123456789")) :]
    return int(figures[:9] or 0)


def _bomb() -> Unreadable:
    return Unreadable(
        _("Unpacked, the workbook would be far larger than a plan can be."),
        _("Copy the table into a new workbook and send that one."),
    )


def _damaged() -> Unreadable:
    return Unreadable(
        _("The workbook is damaged or protected."), _("Open it in Excel or LibreOffice and save it again as XLSX.")
    )
