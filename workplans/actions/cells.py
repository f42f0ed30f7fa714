"""Single cells of an import: what they say, or what is wrong with them and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from workplans.actions.sheets import Cell, armed_again
from workplans.results.open_data import BY_KEY

FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST_NUMBER = 9_999
LONGEST = {"title": 200, "output": 300, "area_title": 200}  # signs, as the columns of the database
LONGEST_TEXT = 20_000  # signs of a description
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00:00)?")
CODE = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
SPREADSHEET_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!)")


@dataclass(frozen=True)
class Trouble:
    """A mistake in a file: where, what and what to do; sentences in the reader's language, the cell's text quoted."""

    row: int
    column: str
    problem: str
    remedy: str


class _Wrong(Exception):
    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy


def read_cell(row: int, key: str, cell: Cell, troubles: list[Trouble]) -> Any:
    """What the cell of a column says; where it is wrong, the trouble is added and the answer is empty."""
    column = BY_KEY[key]
    try:
        if isinstance(cell, str):
            cell = _text(cell)
            if SPREADSHEET_ERROR.fullmatch(cell):
                raise _Wrong(
                    _("The cell holds an error of the spreadsheet."), _("Mend its formula, or write the value.")
                )
        if column.name in READERS:
            return READERS[column.name](cell)
        text = _as_text(cell)
        if column.choices:
            return _choice(text, column.choices)
        return _short(text, LONGEST.get(column.name, LONGEST_TEXT), one_line=column.name in LONGEST)
    except _Wrong as wrong:
        troubles.append(Trouble(row, key, wrong.problem, wrong.remedy))
        return [] if column.kind == "codes" else None if column.kind in {"integer", "date"} else ""


def period_end(day: date, precision: str) -> date:
    """The last day of the month, quarter or year in which the day lies; the day itself for a day."""
    month = {"month": day.month, "quarter": (day.month + 2) // 3 * 3, "year": 12}.get(precision)
    return date(day.year, month, monthrange(day.year, month)[1]) if month else day


def _text(cell: str) -> str:
    text = armed_again(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    for sign in text:
        kind = unicodedata.category(sign)
        if kind == "Cs" or (kind == "Cc" and sign not in "\n\t"):
            raise _Wrong(
                _("The cell holds a sign that cannot be stored (U+%(number)s).") % {"number": f"{ord(sign):04X}"},
                _("Type the text anew."),
            )
    return text


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    return "" if cell is None else str(cell)


def _short(text: str, longest: int, *, one_line: bool) -> str:
    if len(text) > longest:
        raise _Wrong(
            _("The text has %(length)s signs; %(longest)s fit.") % {"length": len(text), "longest": longest},
            _("Shorten it."),
        )
    return " ".join(text.split("\n")) if one_line else text


def _integer(cell: Cell) -> int:
    text = _as_text(cell)
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) == 0:
        raise _Wrong(
            _("“%(text)s” is no number from 1 to %(largest)s.") % {"text": text[:60], "largest": LARGEST_NUMBER}
            if text
            else _("The number is missing."),
            _("Write a whole number in figures."),
        )
    return int(text)


def _date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        text = _as_text(cell)
        if not text:
            return None
        found = ISO.fullmatch(text)
        if not found:
            raise _Wrong(
                _("“%(text)s” is no date as year, month, day.") % {"text": text[:60]},
                _("Write it as 2018-09-30; in a spreadsheet, give the cell the format of a date."),
            )
        try:
            cell = date(*(int(figures) for figures in found.groups()))
        except ValueError:
            raise _Wrong(
                _("There is no day %(text)s.") % {"text": text[:60]}, _("Look at the calendar and correct it.")
            ) from None
    if not FIRST_YEAR <= cell.year <= LAST_YEAR:
        raise _Wrong(
            _("The year %(year)s cannot be meant.") % {"year": cell.year},
            _("Choose a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return cell


def _codes(cell: Cell) -> list[str]:
    return sorted(set(filter(None, re.split(r"[\s,;]+", _as_text(cell)))))


def _activities(cell: Cell) -> list[str]:
    """Codes of activities; a spreadsheet that took 1.10 for a number has lost the zero, and nobody can tell."""
    if cell not in (None, "") and not isinstance(cell, str):
        raise _Wrong(
            _("The spreadsheet took the code of an activity for a number or a date."),
            _("Give the column the format of text, and type the codes again."),
        )
    codes = _codes(cell)
    for code in codes:
        if not CODE.fullmatch(code):
            raise _Wrong(
                _("“%(text)s” is no code of an activity.") % {"text": code[:60]},
                _("Write the code as area and position: 2.3."),
            )
    return sorted(".".join(str(int(number)) for number in code.split(".")) for code in codes)


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text and text.lower() not in choices:
        raise _Wrong(
            _("“%(text)s” is none of the possible values.") % {"text": text[:60]},
            _("Write one of these: %(values)s.") % {"values": ", ".join(choices)},
        )
    return text.lower()


def _priority(cell: Cell) -> str:
    return _choice(_as_text(cell), ("high", "normal", "low")) or "normal"


READERS: dict[str, Callable[[Any], Any]] = {
    "area": _integer,
    "position": _integer,
    "due_on": _date,
    "waits_for": _activities,
    "contributing": _codes,
    "consulted": _codes,
    "priority": _priority,
}
