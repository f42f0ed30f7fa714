"""What the planner of samples is told; everything in the address, nothing is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.running import MOST_PEOPLE
from surveys.models import Audience


def percent_field(label: Any, lowest: float, highest: float, **options: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=lowest, max_value=highest, **options)


class PlannerForm(forms.Form):
    BEGINNING = {"audience": "users", "margin": "5", "confidence": "95", "response": "30", "share": "50"}

    audience = forms.ChoiceField(label=_("Who is asked"), choices=Audience.choices)
    population = forms.IntegerField(
        label=_("People it is about"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("Empty where nobody knows how many there are."),
    )
    margin = percent_field(_("Wanted margin, in percentage points"), 0.5, 30)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=[("90", "90 %"), ("95", "95 %"), ("99", "99 %")])
    response = percent_field(_("Percent of those asked who will answer"), 1, 100)
    share = percent_field(
        _("Percent expected to be satisfied"), 1, 99, help_text=_("50 where nobody knows; it asks for most answers.")
    )

    def facts(self) -> dict[str, Any]:
        """As ``plan_sample`` asks for them."""
        said = dict(self.cleaned_data)
        return {
            **{name: said[name] for name in ("population", "margin", "response", "share")},
            "confidence": int(said["confidence"]),
            "is_staff": said["audience"] == Audience.EMPLOYEES,
        }
