"""What a coordinator types while a survey runs: a later last day, and how many could be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field
from surveys.models import Campaign

MOST_PEOPLE = 100_000_000


def people_field(label: Any, **options: Any) -> forms.IntegerField:
    """A number of people."""
    options.setdefault("required", False)
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, **options)


class ExtendForm(forms.Form):
    closes_on = day_field(label=_("New last day"), help_text=_("It can only move later."))

    def __init__(self, data: Any = None, *, campaign: Campaign, today: date) -> None:
        super().__init__(data)
        self.campaign, self.today = campaign, today

    def clean_closes_on(self) -> date:
        """Refuse a day that is no extension."""
        day: date = self.cleaned_data["closes_on"]
        if day <= self.campaign.closes_on or day < self.today:
            raise forms.ValidationError(_("Choose a later day."))
        return day


class NumbersForm(forms.Form):
    """How many were asked, and how many of them could not be reached."""

    invited = people_field(_("People asked"), help_text=_("Empty where nobody knows, as for a public link."))
    undeliverable = people_field(_("People who could not be reached"), help_text=_("Letters and mails that came back."))

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data, initial={"invited": campaign.invited, "undeliverable": campaign.undeliverable})
        self.campaign = campaign

    def clean_undeliverable(self) -> int:
        return self.cleaned_data["undeliverable"] or 0

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        invited, population = said.get("invited"), self.campaign.population
        if invited is not None and population is not None and invited > population:
            self.add_error("invited", _("No more people can be asked than the survey is about."))
        if said.get("undeliverable", 0) > (invited or 0):
            self.add_error("undeliverable", _("No more people can be out of reach than were asked."))
        return said
