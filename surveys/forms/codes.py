"""How many slips with codes are printed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 1000


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=_("How many codes"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("At most 1,000 at once; print the rest afterwards."),
    )
