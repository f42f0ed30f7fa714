"""Another deadline, as leads propose it and the secretariat sets it; and the answer to a proposal."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field, decision_field, own_words
from institutions.models import Institution
from institutions.models.pages import Precision
from workplans.forms.progress import LARGEST_VERSION, Mandate
from workplans.models import Activity, Deadline

PRECISIONS = [(choice.value, choice.label) for choice in (Precision.DAY, Precision.MONTH, Precision.QUARTER)]
OPEN_AGAIN = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Open the page again before you save."))


class MoveForm(forms.Form):
    """Where a deadline shall move, and why. Past days are taken only as a correction that is meant."""

    due_on = day_field(
        label=_("New deadline"), help_text=_("Of a month or quarter, any day of it: its last day will count.")
    )
    precision = forms.ChoiceField(label=_("How exactly"), choices=PRECISIONS, initial=Precision.DAY)
    reason_class = forms.ChoiceField(label=_("Kind of reason"), choices=[("", "–"), *Deadline.ReasonClass.choices])
    reason = own_words(_("Reason"), help_text=_("Members read it; the public sees only the kind of reason."))
    past_is_meant = forms.BooleanField(label=_("I mean a day that has passed."), required=False)
    acting_for = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=Institution.objects.none(), required=False, empty_label=None
    )
    seen_version = forms.IntegerField(
        min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput, error_messages=OPEN_AGAIN
    )

    def __init__(self, data: Any = None, *, activity: Activity, mandate: Mandate, today: date, **options: Any) -> None:
        self.activity, self.mandate, self.today = activity, mandate, today
        self.asks_whether_past_is_meant = data is not None and bool(data.get("past_is_meant"))
        initial = {
            "due_on": activity.due_on,
            "precision": activity.due_precision if activity.due_precision in dict(PRECISIONS) else Precision.DAY,
            "acting_for": mandate.preset(activity) if mandate.is_choice else None,
            "seen_version": activity.deadline_version,
        }
        options.setdefault("auto_id", f"move-{activity.pk}-%s")
        super().__init__(data, initial=initial, **options)
        if mandate.is_choice:
            choice: Any = self.fields["acting_for"]
            choice.queryset = Institution.objects.filter(pk__in=mandate.institutions).by_name()
            choice.choices = [(institution.pk, institution.name) for institution in mandate.institutions.values()]
        else:
            del self.fields["acting_for"]

    @property
    def helper(self) -> FormHelper:
        """The layout; the question about past days stands there only once it matters."""
        helper = FormHelper()
        helper.form_tag = False
        fields = [Div("due_on", "precision", css_class="row"), "reason_class", "reason", *self._more()]
        if self.asks_whether_past_is_meant:
            fields.insert(1, "past_is_meant")
        helper.layout = Layout("seen_version", *fields)
        return helper

    def _more(self) -> list[str]:
        return ["acting_for"] if self.mandate.is_choice else []

    def clean(self) -> dict[str, Any]:
        """A period counts by its last day; who names no institution speaks for the preset."""
        said: dict[str, Any] = super().clean() or {}
        due_on, precision = said.get("due_on"), said.get("precision")
        meant = said.pop("past_is_meant", False)
        if due_on and precision:
            said["due_on"] = due_on = Precision(precision).last_day(due_on)
            present = (self.activity.due_on, self.activity.due_precision, self.activity.deadline_version)
            if (due_on, precision, said.get("seen_version")) == present:  # else it may be this very move, sent twice
                self.add_error("due_on", _("This is the present deadline."))
            elif due_on < self.today:
                self._judge_past(said.get("reason_class"), is_meant=meant)
        chosen = said.pop("acting_for", None)
        said["acting_for_id"] = chosen.pk if chosen else self.mandate.preset_id(self.activity)
        return said

    def _judge_past(self, reason_class: str | None, *, is_meant: bool) -> None:
        if reason_class != Deadline.ReasonClass.CORRECTION:
            self.add_error("due_on", _("This day has passed. Only the correction of a mistake may name a past day."))
        elif not is_meant:
            self.asks_whether_past_is_meant = True
            warning = _("This day has passed: the activity becomes overdue at once. Tick the box below if you mean it.")
            self.add_error("due_on", warning)

    def has_seen(self, version: int) -> None:
        """Let the next save build on ``version``; what was typed stays."""
        typed: Any = self.data
        self.data = {**typed.dict(), "seen_version": version}


class DecidedMoveForm(MoveForm):
    """The secretariat moves a deadline herself; far moves need a decision."""

    decision = decision_field()

    def _more(self) -> list[str]:
        return ["decision", *super()._more()]


class ApproveForm(forms.Form):
    """The number of the decision, which far moves need; one for all that are approved together."""

    decision = decision_field()


class RefuseForm(forms.Form):
    """Why the deadline stays."""

    answer = own_words(_("Why the deadline stays"), help_text=_("Whoever proposed it gets this answer by letter."))
