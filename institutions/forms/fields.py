"""Fields that forms of several rooms ask for in the same way."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

# days nothing of the group can lie beyond; arithmetic with still farther ones fails
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))]


def day_field(**options: Any) -> forms.DateField:
    """A day in ISO figures, picked from a calendar where the browser has one."""
    widget = forms.DateInput({"type": "date", "min": "2000-01-01", "max": "2099-12-31"}, "%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], validators=DAYS, **options)


def decision_field(**options: Any) -> forms.CharField:
    """The number of a decision of the group."""
    options.setdefault("required", False)
    return forms.CharField(
        label=_("Number of the decision"), max_length=60, help_text=_("For example 2018/2-D4."), **options
    )


def own_words(label: Any, **options: Any) -> forms.CharField:
    """A few sentences in the writer's own language."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"rows": 3, "cols": 40}), **options)
