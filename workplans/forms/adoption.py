"""What is asked when a plan or its amendment is adopted, and which activities a new plan takes over."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.templatetags.people_dates import long_date
from workplans.forms.wishes import DayField
from workplans.models import Activity, PlanBaseline

LARGEST_VERSION = 2**15 - 1  # what the column holds


class AdoptionForm(forms.Form):
    """On which day and by which decision; ``number`` is the version the page offered to make."""

    adopted_on = DayField(label=_("Adopted on"))
    decision = forms.CharField(label=_("Decision"), max_length=60, help_text=_("Its number, for example 2018/2-D4."))
    number = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_VERSION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Open the page again before you save.")
        ),
    )

    def __init__(self, data: Any = None, *, last: PlanBaseline | None, today: date, **options: Any) -> None:
        self.last, self.today = last, today
        next_number = last.number + 1 if last else 1
        super().__init__(data, initial={"adopted_on": today, "number": next_number}, **options)

    def clean_adopted_on(self) -> date:
        """Not before the version it follows, and not before it happens."""
        day: date = self.cleaned_data["adopted_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come; adopt the plan when the decision has been taken."))
        if self.last and day < self.last.adopted_on:
            raise ValidationError(
                _("The version before was adopted on %(day)s."), params={"day": long_date(self.last.adopted_on)}
            )
        return day

    def clean_decision(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["decision"])


class CopyForm(forms.Form):
    """Which activities of an earlier plan come along, and what becomes of their deadlines."""

    DATES = [("shift", _("as far from the beginning of the plan as before")), ("empty", _("left empty"))]

    chosen = forms.ModelMultipleChoiceField(
        label=_("Activities"),
        queryset=Activity.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the activities that come along.")},
    )
    deadlines = forms.ChoiceField(label=_("Deadlines"), choices=DATES, initial="shift", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, activities: Any, **options: Any) -> None:
        super().__init__(data, **options)
        choice: Any = self.fields["chosen"]
        choice.queryset = activities
