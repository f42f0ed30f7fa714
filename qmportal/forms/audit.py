"""What the secretariat looks for in the audit trail; all of it lives in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import User
from qmportal import audit

# days no event can lie beyond; arithmetic with still farther ones fails
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class AuditFilter(forms.Form):
    """Kind of thing, person and period; the number of one thing comes with the link from its page in the office."""

    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    who = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), validators=DAYS
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), validators=DAYS
    )
    thing = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("all kinds")), *audit.kinds()]
        who: Any = self.fields["who"]
        who.queryset, who.empty_label = User.objects.by_name(), _("everybody")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not lie before the first."))
        return cleaned

    def conditions(self) -> dict[str, Any]:
        """What ``audit.find`` takes; whole days of the reader's own clock."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "thing": given["thing"] if given["kind"] else None,
            "who": given["who"],
            "first": _midnight(given["first"]),
            "end": _midnight(given["last"] + timedelta(days=1) if given["last"] else None),
        }


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
