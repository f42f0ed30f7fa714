"""What of a plan a reader wants to see in the picture, and which days of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Subgroup
from workplans.forms.filters import PlanFilter
from workplans.models import ActivityBody, Area
from workplans.results.timeline import Window, ahead, year

MOST_YEARS = 20  # choices of a list that people can still read
AHEAD = "next"


class TimelineForm(forms.Form):
    """Which activities the picture shows, and how much of the time; asked by GET, kept in the address."""

    zoom = forms.ChoiceField(label=_("Period"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    body = forms.ChoiceField(label=_("Institution"), required=False)
    subgroup = forms.ChoiceField(label=_("Subgroup"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *PlanFilter.STATES])
    on = forms.CharField(required=False, widget=forms.HiddenInput)  # the day the page shows, where it is a past one

    def __init__(
        self,
        data: Any,
        *,
        whole: Window,
        areas: Iterable[Area],
        bodies: Iterable[Institution],
        subgroups: Iterable[Subgroup],
    ) -> None:
        super().__init__(data)
        self.whole = whole
        years = range(whole.first.year, min(whole.last.year, whole.first.year + MOST_YEARS - 1) + 1)
        choices: dict[str, Any] = {
            "zoom": [("", _("The whole plan")), (AHEAD, _("The next six months")), *((str(one), one) for one in years)],
            "area": [("", _("All areas")), *((str(area.number), str(area)) for area in areas)],
            "body": [("", _("All institutions")), *((body.code, body.name) for body in bodies)],
            "subgroup": [("", _("All subgroups")), *((group.code, group.name) for group in subgroups)],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for; a choice that does not exist asks for nothing and is said at its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "on"}

    def window(self, today: date) -> Window:
        """The days the picture shows."""
        zoom = self.asked.get("zoom", "")
        if zoom == AHEAD:
            return ahead(today)
        return year(int(zoom)) if zoom else self.whole

    def narrow(self, activities: Any, today: date) -> Any:
        """Keep the activities asked for; of a part of the time, those that have a deadline there."""
        asked = self.asked
        if "area" in asked:
            activities = activities.filter(area__number=asked["area"])
        if "subgroup" in asked:
            activities = activities.filter(subgroup__code=asked["subgroup"])
        if "state" in asked:
            activities = activities.standing(asked["state"], today)
        if "body" in asked:
            parts = ActivityBody.objects.on(today).answering().filter(institution__code=asked["body"])
            activities = activities.filter(Exists(parts.filter(activity=OuterRef("pk"))))
        if "zoom" in asked:
            window = self.window(today)
            activities = activities.touching(window.first, window.last, today)
        return activities
