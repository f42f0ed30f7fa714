"""Filters of the dashboards; all of it lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from workplans.models import Activity, ActivityBody

OVERDUE = "overdue"


class InstitutionsFilter(forms.Form):
    """Which institutions the table of all shows."""

    name = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Institution.Kind.choices])
    with_overdue = forms.BooleanField(label=_("only with overdue activities"), required=False)


class ActivitiesFilter(forms.Form):
    """Which activities the table of one institution shows."""

    part = forms.ChoiceField(
        label=_("Part of the institution"),
        required=False,
        choices=[
            ("", _("all parts")),
            *[(part.value, part.label) for part in ActivityBody.Part if part in ActivityBody.ANSWERING],
        ],
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("every status")), (OVERDUE, _("overdue")), *Activity.State.choices],
    )


def chosen(form: forms.Form) -> dict[str, Any]:
    """What the address asks for, without what the form does not know; a wrong value asks for nothing."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}
