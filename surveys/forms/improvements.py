"""What is typed about improvements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.forms import day_field, own_words
from institutions.models import Institution, User
from institutions.models.alphabet import alphabetical
from surveys.models import Improvement
from surveys.results.reading.names import Names
from surveys.results.released import CellResult
from surveys.results.trends import OVERALL, WEIGHTED, measures_of, value_of
from workplans.forms.merging import MergingForm, Words
from workplans.models import Activity

NOTE = 1000  # characters


class ImprovementForm(MergingForm):
    """What is done about a finding, by whom and until when; ``measure`` will tell whether it helped.

    A new one begins with ``beginning``; of one that exists, ``standing`` is what is stored.
    """

    measure = forms.ChoiceField(label=_("Measure"), help_text=_("The next survey shows by it whether it helped."))
    finding = own_words(_("Finding"))
    title = Words(label=_("What is done"), max_length=200)
    owner = forms.ModelChoiceField(
        label=_("Who looks after it"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet")
    )
    due_on = day_field(label=pgettext_lazy("improvement", "Due"), required=False)
    activity = forms.ModelChoiceField(
        label=_("Activity of the work plan"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("none: it concerns only the institution"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        institution: Institution,
        cell: CellResult,
        names: Names,
        user: Any,
        today: date,
        standing: dict[str, Any] | None = None,
        beginning: dict[str, Any] | None = None,
    ) -> None:
        self.institution, self.cell, self.names = institution, cell, names
        self.reader, self.today, self.present = user, today, standing or {}
        super().__init__(data, standing=self.present)
        self.initial.update(beginning or {})

    def fit(self) -> None:
        fields: Any = self.fields
        fields["measure"].choices = measures(self.cell, self.names)
        if self.present.get("measure") not in {None, *(code for code, _name in fields["measure"].choices)}:
            fields["measure"].choices.append((self.present["measure"], self.present["measure"]))
        people = User.objects.filter(is_active=True, pk__in=staff(self.institution, self.today))
        if self.present.get("owner"):
            people |= User.objects.filter(pk=self.present["owner"])
        fields["owner"].queryset = people.order_by(alphabetical(F("display_name")), "pk")
        seen = Activity.objects.visible_to(self.reader)
        chosen = seen.in_plan_in_force().open()
        if self.present.get("activity"):
            chosen |= seen.filter(pk=self.present["activity"])
        fields["activity"].queryset = chosen.select_related("area").in_plan_order()
        fields["activity"].label_from_instance = lambda one: f"{one.code} {one.title}"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        return helper

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class EndForm(forms.Form):
    """What came of it."""

    note = forms.CharField(label=_("What came of it"), max_length=NOTE, widget=forms.Textarea({"rows": 3, "cols": 40}))


class ReopenForm(forms.Form):
    """Nothing is asked."""


@dataclass(frozen=True)
class Act:
    """Words of an act: what opens its form, its button, and what is said when it is done."""

    form: type[forms.Form]
    title: Any
    label: Any
    done: Any
    states: tuple[str, ...]
    is_grave: bool = False


OPEN, ENDED = (Improvement.State.OPEN,), (Improvement.State.DONE, Improvement.State.DROPPED)
ACTS = {
    "done": Act(
        EndForm, pgettext_lazy("improvement", "Close it"), _("It is done"), _("The improvement is done."), OPEN
    ),
    "dropped": Act(
        EndForm,
        pgettext_lazy("improvement", "Drop it"),
        pgettext_lazy("improvement", "Drop"),
        _("The improvement is dropped."),
        OPEN,
        is_grave=True,
    ),
    "reopen": Act(
        ReopenForm, pgettext_lazy("improvement", "Reopen it"), _("Reopen"), _("The improvement is open again."), ENDED
    ),
}


class ImprovementsFilter(forms.Form):
    """Which improvements somebody wants to see."""

    STATES: ClassVar[dict[str, Any]] = {
        "": pgettext_lazy("improvements", "open"),
        "mine": pgettext_lazy("improvements", "mine, open"),
        "done": pgettext_lazy("improvements", "done"),
        "dropped": pgettext_lazy("improvements", "dropped"),
        "all": pgettext_lazy("improvements", "all"),
    }

    state = forms.ChoiceField(label=_("State"), required=False, choices=list(STATES.items()))

    def chosen(self, found: Any, user: Any) -> Any:
        """Keep what was asked for; nothing where it cannot be understood."""
        if not self.is_valid():
            return found.none()
        state = self.cleaned_data["state"]
        if state == "mine":
            return found.open().filter(owner=user)
        if state == "all":
            return found
        return found.filter(state=state) if state else found.open()


def measures(cell: CellResult, names: Names) -> list[tuple[str, str]]:
    """What a release measures of everybody; the weighted index has no interval of its own and cannot tell."""
    found = []
    for code in measures_of(cell):
        if code != WEIGHTED and value_of(cell, code) is not None:
            name = names.measure(code)
            found.append((code, name if code == OVERALL else f"{code}: {name}"))
    return found


def staff(institution: Institution, today: date) -> Any:
    """Keys of the people who work for the institution."""
    return institution.affiliations.counting(today).values("user")
