"""A decision with everything it may change: typed on a page of its own, where the item alone does not suggest it."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.models import Edition
from institutions.forms import day_field
from institutions.models import Institution
from meetings.actions.deciding import Adoption, Amendment, Approval, Change, Move, NewLead, Step
from meetings.forms.minuting import Days, DecisionForm
from meetings.models import AgendaItem, Decision, Meeting, Minutes
from meetings.models.states import MinutesState
from workplans.models import Activity, ActivityBody, WorkPlan

CHANGES = [
    ("", _("nothing")),
    ("move", pgettext_lazy("decision", "its deadline moves")),
    ("lead", pgettext_lazy("decision", "another institution leads")),
    ("confirm", pgettext_lazy("decision", "its completion is confirmed")),
    ("hold", pgettext_lazy("decision", "it is put on hold")),
    ("cancel", pgettext_lazy("decision", "it is cancelled")),
    ("reopen", pgettext_lazy("decision", "it is reopened")),
]
NEEDS_DAY = {"move": _("Write the new deadline."), "hold": _("Write when it is looked at again.")}


def amendable() -> Any:
    """The plan in force, where something is proposed for it."""
    proposed = Activity.objects.filter(area__plan=OuterRef("pk"), baseline_number=None)
    return WorkPlan.objects.filter(Exists(proposed), state=WorkPlan.State.ADOPTED)


def for_adoption() -> Any:
    """Texts that wait for the group's word."""
    waiting = Edition.texts.filter(state=Edition.State.FOR_ADOPTION)
    return waiting.select_related("guideline", "supplement_to__guideline")


def circulated(meeting: Meeting) -> Any:
    """Minutes of other meetings that wait for approval."""
    waiting = Minutes.objects.filter(state=MinutesState.CIRCULATED).exclude(meeting=meeting)
    return waiting.select_related("meeting").defer("full", "public")


class ActivityField(forms.ChoiceField):
    """An activity as the page showed it: its key, its deadline's version and its lead body's part, with dots between.

    What has moved since is still that activity; the decision is then refused with a word on it.
    """

    def valid_value(self, value: str) -> bool:
        choices: Any = self.choices
        known = {key.split(".")[0] for key, _label in choices if key}
        return re.fullmatch(r"(\d{1,9})\.\d{1,9}\.\d{1,9}", value) is not None and value.partition(".")[0] in known


class RecordForm(DecisionForm):
    """Any item of the meeting, any activity of the plan in force, any text for adoption, any circulated minutes."""

    def __init__(self, data: Any, *, meeting: Meeting, days: Days, item: AgendaItem | None, today: date) -> None:
        self.meeting, self.today = meeting, today
        super().__init__(data, item=item, days=days, prefix="d")
        self.fields["text"].required = True
        self.fields["text"].widget.attrs["rows"] = 4
        self._add_choices()

    def add_changes(self, item: AgendaItem) -> None:
        """Nothing by the item: everything can be chosen."""

    def _add_choices(self) -> None:
        choose, superseded = (
            partial(forms.ModelChoiceField, empty_label="–"),
            Decision.objects.in_force().select_related("meeting"),
        )
        fields: dict[str, Any] = {
            "item": choose(self.meeting.items.on_agenda(), label=_("Agenda item"), required=False, initial=self.item),
            "supersedes": choose(
                superseded.newest_first(),
                label=_("Supersedes"),
                required=False,
                help_text=_("The older decision no longer holds. What it changed stays until you choose otherwise."),
            ),
            "activity": ActivityField(
                label=_("Activity"), choices=self._activities, required=False, help_text=_("Of the plan in force.")
            ),
            "change": forms.ChoiceField(label=_("What changes of it"), choices=CHANGES, required=False),
            "day": day_field(label=_("New deadline, or day of the next look at it"), required=False),
            "institution": choose(
                Institution.objects.in_group(self.today).by_name(), label=_("New lead body"), required=False
            ),
            "amended": choose(amendable(), label=_("What is proposed becomes part of the plan"), required=False),
            "adopted": choose(for_adoption(), label=_("The text is adopted"), required=False),
            "approved": choose(circulated(self.meeting), label=_("The minutes are approved"), required=False),
        }
        fields["item"].label_from_instance = lambda item: f"{item.number}. {item}"
        fields["supersedes"].label_from_instance = lambda one: f"{one.number} – {str(one.text)[:80]}"
        self.fields |= fields
        about = self.item.activity_id if self.item else None
        known = (key for key, _label in self._activities() if about and key.startswith(f"{about}."))
        self.initial["activity"] = next(known, "")

    def _activities(self) -> list[tuple[str, str]]:
        """Each with the deadline and the lead body the page shows, so that nobody decides on what has moved."""
        leads = ActivityBody.objects.filter(activity=OuterRef("pk"), part=ActivityBody.Part.LEAD)
        newest = Subquery(leads.order_by("-valid_from", "-pk").values("pk")[:1])
        rows = Activity.objects.in_plan_in_force().annotate(lead_part=newest).select_related("area")
        found = rows.in_plan_order()
        keys = [(f"{row.pk}.{row.deadline_version}.{row.lead_part or 0}", f"{row.code} {row}") for row in found]
        return [("", "–"), *keys]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        change = said.get("change")
        if said.get("activity") and not change:
            self.add_error("change", _("Say what changes of the activity."))
        if change and not said.get("activity"):
            self.add_error("activity", _("Say which activity."))
        if change in NEEDS_DAY and not said.get("day") and "day" not in self.errors:
            self.add_error("day", NEEDS_DAY[change])
        if change == "lead" and not said.get("institution"):
            self.add_error("institution", _("Say which institution leads from now on."))
        return said

    @property
    def changes(self) -> list[Change]:
        said = self.cleaned_data
        found: list[Change] = []
        if said.get("change"):
            found.append(self._change_of_activity(said["change"]))
        if said.get("amended"):
            found.append(Amendment(said["amended"]))
        if said.get("adopted"):
            found.append(Adoption(said["adopted"]))
        if said.get("approved"):
            found.append(Approval(said["approved"]))
        return found

    def _change_of_activity(self, change: str) -> Change:
        said = self.cleaned_data
        pk, version, part = map(int, said["activity"].split("."))
        activity = Activity.objects.get(pk=pk)
        if change == "move":
            return Move(activity, said["day"], version)
        if change == "lead":
            return NewLead(activity, said["institution"], part or None)
        return Step(activity, change, said.get("day"))

    def refuse(self, change: Change | None, words: Any) -> None:
        names: dict[type, str] = {Move: "day", NewLead: "institution", Step: "change"}
        names |= {Amendment: "amended", Adoption: "adopted", Approval: "approved"}
        self.add_error(names.get(type(change)), words)

    def look_again(self) -> None:
        """After a refusal: let the page name the activity as it stands now, for the next try."""
        typed: Any = self.data
        key = self.add_prefix("activity")
        pk = typed.get(key, "").split(".")[0]
        now = next((one for one, _label in self._activities() if one.split(".")[0] == pk), "")
        self.data = {**typed.dict(), key: now}
