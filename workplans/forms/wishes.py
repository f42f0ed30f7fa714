"""Deadlines as people type them: a day, a month or a quarter, in figures that no language reads otherwise."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.models.pages import Precision

FIRST_YEAR, LAST_YEAR = 2000, 2100
SHAPES = (
    (Precision.DAY, re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")),
    (Precision.MONTH, re.compile(r"([0-9]{4})-([0-9]{1,2})")),
    (Precision.QUARTER, re.compile(r"([0-9]{4})-?[QK]([1-4])", re.IGNORECASE)),
)
LONGEST = 20  # characters

Wish = tuple[date | None, str]


def last_of(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, monthrange(year, month)[1])


def read_wish(text: str) -> Wish:
    """The last day meant and how exactly: "2018-06-30", "2018-06" or "2018-Q2"; raises ValidationError.

    K is taken for Q: the quarter is *kvartal* in Bosnian and Swedish.
    """
    if not text:
        return None, Precision.NONE
    for precision, shape in SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _day(precision, *(int(figures) for figures in found.groups())), precision
    raise ValidationError(_("Write it as 2018-06-30, 2018-06 or 2018-Q2."), code="invalid")


def _day(precision: str, year: int, part: int, day: int = 1) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("Choose a year from %(first)s to %(last)s."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    try:
        if precision == Precision.DAY:
            return date(year, part, day)
        return last_of(year, part * 3 if precision == Precision.QUARTER else part)
    except ValueError:
        raise ValidationError(_("There is no such day."), code="invalid") from None


def wish_as_typed(due_on: date | None, precision: str) -> str:
    """What one types to mean this deadline."""
    if due_on is None or precision == Precision.NONE:
        return ""
    if precision == Precision.QUARTER:
        return f"{due_on.year}-Q{(due_on.month + 2) // 3}"
    return due_on.strftime("%Y-%m" if precision == Precision.MONTH else "%Y-%m-%d")


class WishField(forms.CharField):
    """A wished deadline; the cleaned value is its text, ``Wish`` follows from ``read_wish``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST)
        options.setdefault("required", False)
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return wish_as_typed(*read_wish(text))


class DayField(forms.DateField):
    """One day in ISO figures, in the years in which the group lives."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}))
        options.setdefault("help_text", _("For example 2018-06-30."))
        super().__init__(input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = _("Write the day as 2018-06-30.")

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Choose a year from %(first)s to %(last)s."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day
