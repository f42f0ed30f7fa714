"""Which day a reader asks for: today, or a past one by ``?on=2018-03-01``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import as_of
from institutions.templatetags.people_dates import long_date

FIRST_DAY = date(2000, 1, 1)  # nothing of the group is older; the calendars before 1900 need no thought then


class DayForm(forms.Form):
    """The day is in the address, as ISO date. ``past`` is the day asked for, or None for today and for nonsense."""

    on = forms.DateField(
        label=_("As it stood on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as year, month and day, for example 2018-03-01.")},
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__({"on": data.get("on", "")})
        self.today = today
        self.address = {name: value for name, value in data.items() if name not in {"on", "page"}}
        widget = self.fields["on"].widget
        widget.attrs.update(min=FIRST_DAY.isoformat(), max=today.isoformat())
        if self.errors:
            widget.input_type = "text"  # a picker of days would hide what was typed
            widget.attrs.update({"aria-invalid": "true", "aria-describedby": "id_on_error"})

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day and day > self.today:
            raise ValidationError(_("This day has not come yet; choose one until today."))
        if day and day < FIRST_DAY:
            raise ValidationError(_("Choose a day from %(date)s on.") % {"date": long_date(FIRST_DAY)})
        return day

    @property
    def past(self) -> date | None:
        day = self.cleaned_data.get("on") if self.is_valid() else None
        return day if day != self.today else None


def looks_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``?on=`` show a page as it stood that evening.

    The request gains ``day_form``, ``past`` (the day, or None) and ``today`` (that day, or the present one).
    Permissions stay those of the present; search engines are kept out; deeds have no place on such a page.
    """

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.localdate()
        request.day_form = DayForm(request.GET, today=now)
        request.past = request.day_form.past
        request.today = request.past or now
        with as_of(request.past, reader=request.user):
            response = view(request, *args, **kwargs)
        if "on" in request.GET:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped
