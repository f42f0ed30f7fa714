"""Dates and numbers are written as people write them, in three languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from institutions.templatetags import people_dates

DAY = date(2017, 11, 5)
LANGUAGES = ("en", "bs", "sv")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "5 November 2017"),
        ("bs", "5. novembar 2017."),
        ("sv", "5 november 2017"),
        ("en-gb", "5 November 2017"),
    ],
)
def test_long_date(language, expected):
    with translation.override(language):
        assert people_dates.long_date(DAY) == expected


def test_long_date_without_a_language_is_english():
    with translation.override(None):
        assert people_dates.long_date(DAY) == "5 November 2017"


@pytest.mark.parametrize("month", range(1, 13))
def test_bosnian_months_are_lower_case_and_nominative(month):
    names = [
        "januar",
        "februar",
        "mart",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "septembar",
        "oktobar",
        "novembar",
        "decembar",
    ]

    with translation.override("bs"):
        assert people_dates.long_date(date(2018, month, 1)) == f"1. {names[month - 1]} 2018."


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (
            date(2017, 11, 5),
            ("5 November 2017", "5. novembar 2017.", "5 november 2017"),
        ),
        (None, ("5 November 2017", "5. novembar 2017.", "5 november 2017")),
        (
            date(2017, 11, 6),
            ("5–6 November 2017", "5–6. novembar 2017.", "5–6 november 2017"),
        ),
        (
            date(2017, 12, 1),
            (
                "5 November – 1 December 2017",
                "5. novembar – 1. decembar 2017.",
                "5 november–1 december 2017",
            ),
        ),
        (
            date(2018, 11, 6),
            (
                "5 November 2017 – 6 November 2018",
                "5. novembar 2017. – 6. novembar 2018.",
                "5 november 2017–6 november 2018",
            ),
        ),
    ],
)
def test_date_range(last, expected):
    for language, text in zip(LANGUAGES, expected, strict=True):
        with translation.override(language):
            assert people_dates.date_range(DAY, last) == text


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("day", ("30 June 2018", "30. juni 2018.", "30 juni 2018")),
        ("month", ("June 2018", "juni 2018.", "juni 2018")),
        (
            "quarter",
            ("second quarter 2018", "drugi kvartal 2018.", "andra kvartalet 2018"),
        ),
        ("year", ("2018", "2018.", "2018")),
        ("none", ("", "", "")),
    ],
)
def test_date_with_precision(precision, expected):
    for language, text in zip(LANGUAGES, expected, strict=True):
        with translation.override(language):
            assert people_dates.date_with_precision(date(2018, 6, 30), precision) == text


@pytest.mark.parametrize(("month", "ordinal"), [(1, "prvi"), (6, "drugi"), (9, "treći"), (10, "četvrti")])
def test_every_quarter_has_its_name(month, ordinal):
    with translation.override("bs"):
        assert people_dates.date_with_precision(date(2018, month, 1), "quarter") == f"{ordinal} kvartal 2018."


def test_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="week"):
        people_dates.date_with_precision(DAY, "week")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "5 November 2017, 14:30 (Central European Standard Time)"),
        ("bs", "5. novembar 2017. u 14:30 (centralnoevropsko standardno vrijeme)"),
        ("sv", "5 november 2017 kl. 14:30 (centraleuropeisk normaltid)"),
    ],
)
def test_moment_names_the_readers_zone(language, expected):
    at = datetime(2017, 11, 5, 13, 30, tzinfo=UTC)

    with translation.override(language), timezone.override("Europe/Sarajevo"):
        assert people_dates.moment(at) == expected


def test_moment_knows_summer_time_and_other_clocks():
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    with translation.override("en"), timezone.override("Europe/Helsinki"):
        assert people_dates.moment(at) == "2 July 2026, 01:30 (Eastern European Summer Time)"
    with translation.override("bs"), timezone.override("Europe/Istanbul"):
        assert people_dates.moment(at) == "2. juli 2026. u 01:30 (GMT +03:00)"


def test_a_moment_counts_as_the_readers_day():
    at = datetime(2017, 11, 5, 23, 30, tzinfo=UTC)

    with translation.override("en"), timezone.override("Europe/Sarajevo"):
        assert people_dates.long_date(at) == "6 November 2017"
        assert people_dates.date_range(at, at) == "6 November 2017"


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        people_dates.moment(datetime(2017, 11, 5, 13, 30))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("12,345.67", "12,345.7", "3", "40%", "45.6%")),
        ("bs", ("12.345,67", "12.345,7", "3", "40%", "45,6%")),
        ("sv", ("12\xa0345,67", "12\xa0345,7", "3", "40\xa0%", "45,6\xa0%")),
    ],
)
def test_numbers(language, expected):
    with translation.override(language):
        assert (
            people_dates.number(Decimal("12345.67")),
            people_dates.number(12345.67, 1),
            people_dates.number(3.1, 0),
            people_dates.percent(40),
            people_dates.percent(45.6, 1),
        ) == expected


def test_filters_leave_nothing_for_nothing():
    filters = ["long_date", "date_range:d", "date_with_precision:'day'", "moment", "number", "percent"]
    source = "{% load people_dates %}" + "".join(f"{{{{ d|{name} }}}}" for name in filters)

    assert Template(source).render(Context({"d": None})) == ""


def test_filters_in_a_template():
    source = (
        "{% load people_dates %}{{ first|date_range:last }}, {{ last|date_with_precision:'month' }}, {{ 1234|number }}"
    )

    with translation.override("bs"):
        text = Template(source).render(Context({"first": DAY, "last": date(2017, 11, 6)}))

    assert text == "5–6. novembar 2017., novembar 2017., 1.234"


@pytest.mark.parametrize(
    ("language", "precision", "expected"),
    [
        ("en", "day", "Sunday 5 November 2017"),
        ("bs", "day", "nedjelja, 5. novembar 2017."),
        ("sv", "day", "söndag 5 november 2017"),
        ("en", "month", "November 2017"),
        ("en", "none", ""),
    ],
)
def test_weekday_with_precision(language, precision, expected):
    with translation.override(language):
        assert people_dates.weekday_with_precision(DAY, precision) == expected


def test_weekday_of_nothing():
    assert people_dates.weekday_with_precision(None, "day") == ""
