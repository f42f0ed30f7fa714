"""Dates and numbers as people write them in the active language; plain functions that are template filters too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, get_timezone_name
from babel.numbers import format_decimal, format_percent
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from institutions.models.pages import Precision

register = template.Library()

Number = int | float | Decimal


@dataclass(frozen=True)
class Shapes:
    """How one language writes what Babel would abbreviate ("5 Nov – 6 Dec") or number ("2nd quarter")."""

    locale: str
    day: str
    weekday: str
    day_and_month: str
    month: str
    year: str
    between: str
    quarters: tuple[str, str, str, str]
    moment: str


SHAPES = {
    "en": Shapes(
        locale="en_GB",
        day="d MMMM y",
        weekday="EEEE d MMMM y",
        day_and_month="d MMMM",
        month="MMMM y",
        year="y",
        between=" – ",
        quarters=(
            "first quarter {year}",
            "second quarter {year}",
            "third quarter {year}",
            "fourth quarter {year}",
        ),
        moment="{day}, {time} ({zone})",
    ),
    "bs": Shapes(
        locale="bs",
        day="d. MMMM y.",
        weekday="EEEE, d. MMMM y.",
        day_and_month="d. MMMM",
        month="MMMM y.",
        year="y.",
        between=" – ",
        quarters=(
            "prvi kvartal {year}",
            "drugi kvartal {year}",
            "treći kvartal {year}",
            "četvrti kvartal {year}",
        ),
        moment="{day} u {time} ({zone})",
    ),
    "sv": Shapes(
        locale="sv",
        day="d MMMM y",
        weekday="EEEE d MMMM y",
        day_and_month="d MMMM",
        month="MMMM y",
        year="y",
        between="–",
        quarters=(
            "första kvartalet {year}",
            "andra kvartalet {year}",
            "tredje kvartalet {year}",
            "fjärde kvartalet {year}",
        ),
        moment="{day} kl. {time} ({zone})",
    ),
}


def shapes() -> Shapes:
    """Shapes of the active language; of the house's own language where none is active."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return SHAPES.get(language, SHAPES["en"])


def day_of(day: date) -> date:
    """A moment counts as its day on the reader's clock."""
    return timezone.localtime(day).date() if isinstance(day, datetime) else day


def write(day: date, pattern: str) -> str:
    """Fill a CLDR date pattern in the active language."""
    return format_date(day_of(day), pattern, locale=shapes().locale)


@register.filter
def long_date(day: date | None) -> str:
    """5 November 2017 / 5. novembar 2017. / 5 november 2017; nothing for None."""
    return write(day, shapes().day) if day else ""


@register.filter
def date_range(first: date | None, last: date | None) -> str:
    """5–6 November 2017, with month and year once where they are the same; one date where only one is given."""
    if not first or not last:
        return long_date(first or last)
    style, first, last = shapes(), day_of(first), day_of(last)
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    if first.year == last.year:
        return style.between.join([write(first, style.day_and_month), long_date(last)])
    return style.between.join([long_date(first), long_date(last)])


@register.filter
def date_with_precision(day: date | None, precision: str) -> str:
    """The date no more exactly than it is known; nothing for None and for precision "none".

    `precision` is one of `Precision`; an unknown one raises ValueError.
    """
    exact = Precision(precision)
    if not day or exact == Precision.NONE:
        return ""
    style = shapes()
    if exact == Precision.QUARTER:
        return style.quarters[(day.month - 1) // 3].format(year=write(day, style.year))
    patterns = {
        Precision.DAY: style.day,
        Precision.MONTH: style.month,
        Precision.YEAR: style.year,
    }
    return write(day, patterns[exact])


@register.filter
def weekday_with_precision(day: date | None, precision: str) -> str:
    """As ``date_with_precision``, an exact day with its weekday: Sunday 5 November 2017."""
    if day and Precision(precision) == Precision.DAY:
        return write(day, shapes().weekday)
    return date_with_precision(day, precision)


@register.filter
def moment(at: datetime | None) -> str:
    """Day, time and zone in words, on the reader's clock: 5 November 2017, 14:30 (Central European Standard Time).

    `at` is aware; a naive moment raises ValueError. Nothing for None.
    """
    if not at:
        return ""
    local = timezone.localtime(at)
    return shapes().moment.format(day=long_date(local), time=local.strftime("%H:%M"), zone=zone_name(local))


def zone_name(local: datetime) -> str:
    """Name of the zone at that moment, summer time included, as it stands inside a sentence."""
    locale = Locale.parse(shapes().locale)
    name = get_timezone_name(local, locale=locale)
    # Babel capitalises Bosnian names as headings; "GMT +03:00", for zones without a name, stays.
    if locale.language == "bs" and name.endswith("vrijeme"):
        return name[0].lower() + name[1:]
    return name


@register.filter
def number(value: Number | None, places: int | None = None) -> str:
    """12,345.67 / 12.345,67 / 12 345,67, with `places` decimals or as many as there are, up to three."""
    if value is None or value == "":
        return ""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, pattern, locale=shapes().locale)


@register.filter
def percent(value: Number | None, places: int = 0) -> str:
    """A percentage given as 0 to 100: 40% / 40% / 40 %."""
    if value is None or value == "":
        return ""
    pattern = Locale.parse(shapes().locale).percent_formats[None].pattern
    if places:
        pattern = pattern.replace("0", "0." + "0" * places)
    return format_percent(Decimal(str(value)) / 100, pattern, locale=shapes().locale)
