"""Which surveys somebody wants to see; all of it lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models import Institution
from surveys.models import Audience

STATES = {
    "running": pgettext_lazy("surveys", "running"),
    "planned": pgettext_lazy("surveys", "planned"),
    "finished": pgettext_lazy("surveys", "finished"),
}


class CampaignsFilter(forms.Form):
    """Surveys by who is asked, by year and by where they stand; a wrong value asks for nothing."""

    audience = forms.ChoiceField(
        label=_("Who is asked"), required=False, choices=[("", _("users and employees")), *Audience.choices]
    )
    year = forms.ChoiceField(label=_("Year"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("every state")), *STATES.items()])

    def __init__(self, data: Any, *, campaigns: Any) -> None:
        super().__init__(data)
        years = [str(day.year) for day in campaigns.dates("opens_on", "year", order="DESC")]
        fields: Any = self.fields
        fields["year"].choices = [("", _("all years")), *((year, year) for year in years)]
        self.is_valid()

    def chosen(self, found: Any) -> Any:
        """Keep surveys of the audience and the year."""
        if audience := self.cleaned_data.get("audience"):
            found = found.filter(questionnaire__audience=audience)
        if year := self.cleaned_data.get("year"):
            found = found.filter(opens_on__year=int(year))
        return found

    def wants(self, *states: str) -> bool:
        """Tell whether surveys that stand so are asked for."""
        return self.cleaned_data.get("state", "") in ("", *states)

    @property
    def is_used(self) -> bool:
        """Tell whether less than everything is asked for."""
        return any(self.cleaned_data.values())


class EvidenceFilter(forms.Form):
    """Of which institution the evidence is; without a choice of one's own, or of all where one has none."""

    ALL = "-"  # no code of an institution

    institution = forms.ChoiceField(label=_("Institution"), required=False)

    def __init__(self, data: Any, *, releases: Any, own: frozenset[int]) -> None:
        super().__init__(data)
        self.own = own
        bodies = Institution.objects.filter(pk__in=releases.order_by().values("campaign__institution")).by_name()
        usual = (
            [("", _("own institution")), (self.ALL, _("All institutions"))] if own else [("", _("All institutions"))]
        )
        fields: Any = self.fields
        fields["institution"].choices = [*usual, *((body.code, str(body)) for body in bodies)]
        self.is_valid()

    def chosen(self, releases: Any) -> Any:
        """Keep releases of the institution."""
        code = self.cleaned_data.get("institution", "")
        if code and code != self.ALL:
            return releases.filter(campaign__institution__code=code)
        return releases.filter(campaign__institution__in=self.own) if self.own and not code else releases
