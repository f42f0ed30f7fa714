"""From when somebody leaves, and who takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.models import Affiliation, GroupMembership, Institution, User
from workplans.actions.leaving import others_coordinate
from workplans.models import Activity


def day_field(label: Any, help_text: Any) -> forms.DateField:
    """A day as ISO, with the browser's own picker where it has one."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d"])


class InstitutionLeavesForm(forms.Form):
    """The day, the decision, and for every activity the institution leads who leads it from then on."""

    on = day_field(_("First day without it"), _("From this day on its people have no rights and get no reminders."))
    decision = forms.CharField(label=_("Decision"), max_length=60, help_text=_("Its number, for example 2018/2-D4."))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(
        self, data: Any, *, membership: GroupMembership, led: Iterable[Activity], bodies: Iterable[Institution]
    ) -> None:
        super().__init__(data)
        self.membership, self.led = membership, list(led)
        choices: list[Any] = [("", _("no lead body for now")), *((str(body.pk), body.name) for body in bodies)]
        for activity in self.led:
            self.fields[f"lead-{activity.pk}"] = forms.ChoiceField(label=str(activity), required=False, choices=choices)

    def facts(self) -> Iterator[forms.BoundField]:
        """The fields about the departure itself."""
        return (self[name] for name in ("on", "decision", "reason"))

    def leads(self) -> list[forms.BoundField]:
        """One field for each activity that needs another lead body."""
        return [self[f"lead-{activity.pk}"] for activity in self.led]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on <= self.membership.valid_from:
            raise ValidationError(_("The institution joined later than that."))
        return on

    @property
    def successors(self) -> dict[int, int | None]:
        """Which institution takes each activity; only after ``is_valid``."""
        chosen = {activity.pk: self.cleaned_data[f"lead-{activity.pk}"] for activity in self.led}
        return {pk: int(value) if value else None for pk, value in chosen.items()}


class PersonChoice(forms.ModelChoiceField):
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class PersonLeavesForm(forms.Form):
    """The day, and who coordinates the institution afterwards where nobody else does."""

    on = day_field(_("First day without her or him"), _("Seats for this institution end on the same day."))
    successor = PersonChoice(
        label=_("Coordinator from then on"), queryset=User.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, data: Any, *, affiliation: Affiliation, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.affiliation = affiliation
        colleagues = Affiliation.objects.on(today).filter(institution=affiliation.institution_id)
        if affiliation.role == Affiliation.Role.COORDINATOR:
            field: Any = self.fields["successor"]
            field.queryset = (
                User.objects.filter(pk__in=colleagues.values("user"), is_active=True)
                .exclude(pk=affiliation.user_id)
                .by_name()
            )
            field.required = not others_coordinate(affiliation, today).exists()
            field.help_text = _("An institution is never without one. Invite somebody first if nobody is here.")
        else:
            del self.fields["successor"]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on <= self.affiliation.valid_from:
            raise ValidationError(_("The person came later than that."))
        return on
