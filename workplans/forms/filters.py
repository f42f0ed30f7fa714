"""Which activities of a plan a reader wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from workplans.models import Activity, ActivityBody, Area


class PlanFilter(forms.Form):
    """Which activities of a plan a reader wants to see; asked by GET, kept in the address."""

    STATES = [
        ("overdue", _("overdue")),
        *((state.value, state.label) for state in Activity.State if state not in {"proposed", "confirmed"}),
    ]

    ASKED = ("area", "state", "lead")

    area = forms.ChoiceField(label=_("Area"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *STATES])
    lead = forms.ChoiceField(label=_("Lead body"), required=False)
    on = forms.CharField(required=False, widget=forms.HiddenInput)  # the day the page shows, where it is a past one

    def __init__(self, data: Any, *, areas: Iterable[Area], lead_bodies: Iterable[Institution]) -> None:
        super().__init__(data)
        if not data.get("on"):
            del self.fields["on"]
        choices: dict[str, Any] = {
            "area": [("", _("All areas")), *((str(area.number), str(area)) for area in areas)],
            "lead": [("", _("All institutions")), *((body.code, body.name) for body in lead_bodies)],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options

    def narrow(self, activities: Any, today: date) -> Any:
        """Keep the activities asked for; a choice that does not exist narrows nothing and is said at its field."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("area"):
            activities = activities.filter(area__number=asked["area"])
        if asked.get("state"):
            activities = activities.standing(asked["state"], today)
        if asked.get("lead"):
            leads = ActivityBody.objects.on(today).filter(
                part=ActivityBody.Part.LEAD, institution__code=asked["lead"], activity=OuterRef("pk")
            )
            activities = activities.filter(Exists(leads))
        return activities
