"""Forms read and show dates and numbers in the reader's way; a browser's ISO date is always understood."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.test import override_settings
from django.utils import formats, translation


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_week_starts_on_monday(language):
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("5 November 2017", "5 Nov 2017", "5 November 2017, 09:05", "12,345.67")),
        ("bs", ("5. novembar 2017.", "5. 11. 2017.", "5. novembar 2017. 09:05", "12.345,67")),
        ("sv", ("5 november 2017", "2017-11-05", "5 november 2017 09:05", "12\xa0345,67")),
    ],
)
def test_shown(language, expected):
    with translation.override(language):
        assert (
            formats.date_format(date(2017, 11, 5)),
            formats.date_format(date(2017, 11, 5), "SHORT_DATE_FORMAT"),
            formats.date_format(datetime(2017, 11, 5, 9, 5), "DATETIME_FORMAT"),
            formats.number_format(Decimal("12345.67"), use_l10n=True, force_grouping=True),
        ) == expected


@pytest.mark.parametrize(
    ("language", "written"),
    [
        *((language, "2017-11-05") for language in ("en", "bs", "sv")),
        ("en", "5/11/2017"),
        ("en", "5 November 2017"),
        ("bs", "5.11.2017."),
        ("bs", "05.11.2017"),
        ("bs", "5. 11. 2017."),
        ("sv", "5.11.2017"),
    ],
)
def test_dates_are_read(language, written):
    with translation.override(language):
        assert forms.DateField().clean(written) == date(2017, 11, 5)


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_a_date_input_gets_iso(language):
    with translation.override(language):
        assert 'value="2017-11-05"' in forms.DateInput().render("day", date(2017, 11, 5))


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_moments_of_a_browser_are_read(language):
    with translation.override(language):
        moment = forms.DateTimeField().clean("2017-11-05T14:30")

    assert (moment.hour, moment.minute) == (14, 30)
    assert moment.utcoffset().total_seconds() == 3600


@pytest.mark.parametrize(("language", "written"), [("en", "1,234.5"), ("bs", "1.234,5"), ("sv", "1 234,5")])
def test_numbers_are_read(language, written):
    with translation.override(language), override_settings(USE_THOUSAND_SEPARATOR=True):
        assert forms.DecimalField(localize=True).clean(written.replace(" ", "\xa0")) == Decimal("1234.5")
