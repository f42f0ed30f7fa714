"""Which period a report of the plan covers: a half-year for everybody, any days for the group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.forms.days import FIRST_DAY
from institutions.templatetags.people_dates import long_date

LONGEST = 3 * 366  # days of one report: a whole plan
OFFERED = 6  # half-years behind links: the newest, and as many of the plan's own period
INVALID = _("Write the day as year, month and day, for example 2018-03-01.")


def half_year_of(day: date) -> tuple[date, date]:
    """First and last day of the half-year in which the day lies."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def half_years(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The half-years that touch the days from first to last, the newest first."""
    begin, end = half_year_of(last)
    while end >= first:
        yield begin, end
        begin, end = half_year_of(begin - timedelta(days=1))


class PeriodForm(forms.Form):
    """``from`` and ``to`` are in the address. ``period`` is what they say, or the default where they say nothing."""

    def __init__(self, data: Any, *, plan: Any, today: date, is_member: bool) -> None:
        asked = {name: data[name] for name in ("from", "to") if data.get(name)}
        super().__init__(asked or None)
        self.plan, self.today, self.is_member = plan, today, is_member
        for name, label in (("from", _("From")), ("to", _("Until"))):
            self.fields[name] = forms.DateField(
                label=label,
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": INVALID},
                widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
            )
        for name in self.errors.keys() & self.fields.keys():
            self.fields[name].widget.input_type = "text"  # a picker of days would hide what was typed

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("from"), values.get("to")
        if not first or not last:
            return values
        if first < FIRST_DAY:
            self.add_error("from", _("Choose a day from %(date)s on.") % {"date": long_date(FIRST_DAY)})
        elif last < first:
            self.add_error("to", _("The last day must come after the first."))
        elif first > self.today:
            self.add_error("from", _("This day has not come yet; choose one until today."))
        elif (last - first).days > LONGEST:
            self.add_error("to", _("Choose at most three years."))
        elif last > half_year_of(self.today)[1]:
            self.add_error("to", _("Choose a day of the present half-year or an earlier one."))
        elif not self.is_member and (first, last) != half_year_of(first):
            raise ValidationError(_("Reports for everybody cover half-years: choose one of those below."))
        return values

    @property
    def offered(self) -> list[tuple[date, date]]:
        """Half-years that have begun, the newest first: of the plan's period, and after it while it is in force."""
        begins = max(self.plan.starts_on, FIRST_DAY)
        promised = list(half_years(begins, min(self.today, self.plan.ends_on)))
        newest = [] if self.plan.state == "closed" else list(half_years(begins, self.today))
        found = {*promised[-OFFERED:], *newest[:OFFERED]} or {half_year_of(self.today)}
        return sorted(found, reverse=True)

    @property
    def usual(self) -> tuple[date, date]:
        """The newest half-year that has ended; for a plan in its first, that one."""
        ended = [period for period in self.offered if period[1] < self.today]
        return ended[0] if ended else self.offered[0]

    @property
    def period(self) -> tuple[date, date]:
        if self.is_bound and self.is_valid():
            return self.cleaned_data["from"], self.cleaned_data["to"]
        return self.usual
