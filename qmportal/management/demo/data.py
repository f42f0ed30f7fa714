"""Reads the demonstration data: texts in three languages, and days that are fixed or counted from today."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

FOLDER = Path(__file__).resolve().parent.parent.parent / "demo"
AT_WORK = time(10, 30)  # o'clock; the hour at which invented reports are written

Entry = dict[str, Any]


def read(name: str) -> Entry:
    """The contents of a file of the demonstration data."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def in_languages(entry: Entry, *fields: str) -> dict[str, str]:
    """Turn ``title.en`` of the file into the column ``title_en``; a field that the entry lacks stays empty."""
    return {
        f"{field}_{code}": entry[field][code].strip()
        for field in fields
        if field in entry
        for code, _name in settings.LANGUAGES
    }


def day(entry: Entry, name: str, *, today: date) -> date | None:
    """The day ``name``: written as such, as ``…_in`` days from today, or as ``…_ago`` days before it."""
    if name in entry:
        fixed: date = entry[name]
        return fixed
    if f"{name}_in" in entry:
        return today + timedelta(days=entry[f"{name}_in"])
    if f"{name}_ago" in entry:
        return today - timedelta(days=entry[f"{name}_ago"])
    return None


def moment(on: date) -> datetime:
    """A working hour of the day; of today, the present moment at the latest."""
    return min(timezone.make_aware(datetime.combine(on, AT_WORK)), timezone.now())
