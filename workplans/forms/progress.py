"""How far an activity is, and for whom somebody says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, SubgroupSeat, User
from workplans.models import Activity, ProgressReport

LARGEST_VERSION = 2**31 - 1  # what the column holds
SAID_AGAIN = ("achieved", "next_steps", "blockers", "waiting_on")  # offered for change, not typed anew


class Mandate:
    """For whom a person may speak on a day: her institutions, read only when somebody asks for them."""

    def __init__(self, user: User, on: date) -> None:
        self.user, self.on = user, on
        self.is_choice = len(user.standing.institutions) > 1

    @cached_property
    def institutions(self) -> dict[int, Institution]:
        """By name."""
        own = self.user.standing.institutions
        return {institution.pk: institution for institution in Institution.objects.filter(pk__in=own).by_name()}

    @cached_property
    def seats(self) -> dict[int, int]:
        """Which institution each of her seats represents, by subgroup."""
        seats = SubgroupSeat.objects.on(self.on).filter(user=self.user, institution__in=self.user.standing.institutions)
        return dict(seats.values_list("subgroup", "institution"))

    def preset_id(self, activity: Activity) -> int | None:
        """The lead body if it is hers, else the institution of her seat, else her first; nobody without any."""
        own = self.user.standing.institutions
        if not self.is_choice:
            return next(iter(own), None)
        lead = activity.lead_body
        if lead and lead.pk in own:
            return lead.pk
        return self.seats.get(activity.subgroup_id or 0) or next(iter(self.institutions))

    def preset(self, activity: Activity) -> Institution | None:
        """The institution itself, to be shown."""
        wanted, lead = self.preset_id(activity), activity.lead_body
        return lead if lead and lead.pk == wanted else self.institutions.get(wanted or 0)


class ProgressForm(forms.Form):
    """How far an activity is. As a line it asks three things; on its own page, all of them."""

    status = forms.ChoiceField(label=_("Status"), choices=ProgressReport.Status.choices)
    percent = forms.IntegerField(
        label=_("Percent done"), min_value=0, max_value=100, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    achieved = forms.CharField(
        label=_("What was achieved"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 40})
    )
    next_steps = forms.CharField(
        label=_("Next steps"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    blockers = forms.CharField(
        label=_("Blockers"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    waiting_on = forms.CharField(
        label=_("Waiting for"),
        required=False,
        max_length=200,
        help_text=_("The person or body whose turn it is, if any."),
    )
    output = forms.CharField(
        label=_("Output"),
        required=False,
        max_length=500,
        help_text=_("Where the result is, or why there is none; needed when the activity is done."),
    )
    acting_for = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=Institution.objects.none(), required=False, empty_label=None
    )
    seen_version = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_VERSION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Open the page again before you save.")
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        activity: Activity,
        mandate: Mandate,
        line: bool = False,
        corrects: ProgressReport | None = None,
        **options: Any,
    ) -> None:
        self.activity, self.mandate, self.line, self.corrects = activity, mandate, line, corrects
        options.setdefault("auto_id", f"activity-{activity.pk}-%s")
        super().__init__(data, initial={} if data is not None else self._initial(), **options)
        if mandate.is_choice:
            choice: Any = self.fields["acting_for"]
            choice.queryset = Institution.objects.filter(pk__in=mandate.institutions).by_name()
            choice.choices = [(institution.pk, institution.name) for institution in mandate.institutions.values()]
        else:
            del self.fields["acting_for"]
        self.fields["achieved"].help_text = "" if line else _("One sentence, at most 500 characters.")

    @cached_property
    def helper(self) -> FormHelper:
        """The layout; a post that is answered by a redirect never needs it."""
        more = ["output"] if self.claims_the_end else []
        if not self.line:
            more = ["output", "next_steps", "blockers", "waiting_on"]
            more += ["acting_for"] if self.mandate.is_choice else []
        first = ["status", "percent"] if self.line else [Div("status", "percent", css_class="row")]
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout("seen_version", *first, "achieved", *more)
        return helper

    def _initial(self) -> dict[str, Any]:
        if self.corrects:
            said = {name: getattr(self.corrects, name) for name in ("status", "percent", "output", *SAID_AGAIN)}
            return {**said, "acting_for": self.corrects.acting_for_id, "seen_version": self.activity.version}
        last = self.activity.latest_report
        # Words in another language stay with their author: kept here, they would be recorded as the writer's own.
        is_hers = last is not None and last.language == self.mandate.user.language
        said = {name: getattr(last, name) for name in SAID_AGAIN} if is_hers else {}
        known = self.activity.state in ProgressReport.Status
        return {
            **said,
            "status": self.activity.state if known else ProgressReport.Status.UNDER_WAY,
            "percent": self.activity.percent,
            "acting_for": self.mandate.preset(self.activity),
            "seen_version": self.activity.version,
        }

    @property
    def claims_the_end(self) -> bool:
        """Tell whether what was typed says that the activity is done; then a line asks for the output too."""
        return self.is_bound and self.data.get("status") == ProgressReport.Status.DONE

    def clean(self) -> dict[str, Any]:
        """What is done is at 100 percent and has an output; who names no institution speaks for the preset."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("status") != ProgressReport.Status.DONE:
            said["output"] = ""
        elif not said.get("output") and "output" not in self.errors:
            self.add_error("output", _("Say where the result is, or why there is none."))
        if said.get("status") == ProgressReport.Status.DONE and "percent" in said:
            said["percent"] = 100
        chosen = said.pop("acting_for", None)
        said["acting_for_id"] = chosen.pk if chosen else self.mandate.preset_id(self.activity)
        return said

    @property
    def speaks_for(self) -> Institution | None:
        """The institution the report will name, where the form does not ask for it."""
        return None if "acting_for" in self.fields and not self.line else self.mandate.preset(self.activity)

    def has_seen(self, version: int) -> None:
        """Let the next save build on ``version``; what was typed stays."""
        typed: Any = self.data
        self.data = {**typed.dict(), "seen_version": version}
