"""What is typed while minuting: the text of an entry, a decision with what follows from its item, an action item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guidelines.forms.writing import LONGEST, PlainField
from guidelines.models import Edition
from institutions.forms import day_field
from institutions.models import Affiliation, Institution
from institutions.templatetags.people_dates import long_date
from meetings.actions.deciding import Adoption, Approval, Change, Move
from meetings.forms.naming import refuse_names
from meetings.models import AgendaItem, Meeting, MinutesEntry, UnsavedEntry
from meetings.models.states import MinutesState

LARGEST = 2_147_483_647
Who = tuple[Institution, Any]  # an institution, and a person or nobody


class Small(forms.Form):
    """A form that pages show many of: rendered field by field, with the names our style sheets know."""

    def __getitem__(self, name: str) -> forms.BoundField:
        widget = self.fields[name].widget
        kinds: dict[type, str] = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}
        widget.attrs.setdefault("class", kinds.get(type(widget), "form-control"))
        return super().__getitem__(name)


class EntryForm(Small):
    """The text of one entry; ``base`` is the version she began with."""

    body = PlainField(
        label=_("Text"), required=False, strip=False, max_length=LONGEST, widget=forms.Textarea({"rows": 5, "cols": 40})
    )
    base = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, entry: MinutesEntry, kept: UnsavedEntry | None = None, language: str) -> None:
        body, base = (kept.body, kept.base) if kept else (entry.body, entry.version)
        prefix = f"e{entry.pk}"
        is_sent = data is not None and f"{prefix}-body" in data  # an item may be newer than the page that was sent
        super().__init__(data if is_sent else None, prefix=prefix, initial={"body": body, "base": base})
        self.entry = entry
        self.fields["body"].widget.attrs["lang"] = language

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).rstrip()

    def save_on_top(self, version: int) -> None:
        """Let the next save take the place of that version, which is now on the page beside hers."""
        typed: Any = self.data
        self.data = {**typed.dict(), self.add_prefix("base"): version}


class Days:
    """The days of a meeting to choose one from: the last that has come, unless the item has its own."""

    def __init__(self, meeting: Meeting, today: date) -> None:
        self.meeting = meeting
        self.days = [day.held_on for day in meeting.all_days]
        self.latest = max([day for day in self.days if day <= today], default=self.days[0] if self.days else today)
        self.choices = [(day.isoformat(), long_date(day)) for day in self.days]


class DecisionForm(Small):
    """A decision, and what it changes of the thing its item is about: a deadline, a draft, earlier minutes."""

    text = PlainField(
        label=_("Decision"),
        max_length=3000,
        required=False,
        help_text=_("Name institutions, not people."),
        widget=forms.Textarea({"rows": 2, "cols": 40}),
    )
    is_public = forms.BooleanField(label=_("Everybody may read it once the minutes are published"), required=False)

    def __init__(self, data: Any, *, item: AgendaItem | None, days: Days, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.item, self.days = item, days
        self.initial["is_public"] = item is None or item.is_public
        if len(days.days) > 1:
            own = item.day.held_on if item and item.day else None
            self.initial["decided_on"] = (own or days.latest).isoformat()
            self.fields["decided_on"] = forms.ChoiceField(label=_("Decided on"), choices=days.choices, required=False)
        if item is not None:
            self.add_changes(item)

    def add_changes(self, item: AgendaItem) -> None:
        """Offer what the item is about."""
        if item.activity:
            self.fields["due_on"] = day_field(label=_("New deadline of the activity"), required=False)
            self.fields["seen"] = forms.IntegerField(
                required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput
            )
            self.initial["seen"] = item.activity.deadline_version
            if item.activity.due_on:
                words = _("Now: %(date)s. Empty: it stays.") % {"date": long_date(item.activity.due_on)}
                self.fields["due_on"].help_text = words
        if item.text and item.text.state == Edition.State.FOR_ADOPTION:
            self.fields["adopts"] = forms.BooleanField(label=_("The text is adopted"), required=False)
        minutes = getattr(item.earlier, "minutes", None)
        if minutes is not None and minutes.state == MinutesState.CIRCULATED:
            self.fields["approves"] = forms.BooleanField(label=_("The minutes are approved"), required=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed; only after ``is_valid``."""
        said = self.cleaned_data
        return not any(said.get(name) for name in ("text", "due_on", "adopts", "approves"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("is_public"):
            self._refuse_names(said.get("text", ""))
        if not said.get("text") and "text" not in self.errors and not self.is_empty:
            self.add_error("text", _("Write what was decided."))
        return said

    def _refuse_names(self, text: str) -> None:
        try:
            refuse_names(text, meeting=self.days.meeting.pk)
        except ValidationError as refusal:
            self.add_error("text", refusal)

    @property
    def decided_on(self) -> date:
        chosen = self.cleaned_data.get("decided_on")
        return date.fromisoformat(chosen) if chosen else self.days.latest

    @property
    def changes(self) -> list[Change]:
        """What the decision changes; only after ``is_valid``."""
        said, item = self.cleaned_data, self.item
        found: list[Change] = []
        if item and item.activity and said.get("due_on"):
            found.append(Move(item.activity, said["due_on"], said.get("seen") or 0))
        if item and item.text and said.get("adopts"):
            found.append(Adoption(item.text))
        if item and item.earlier and said.get("approves"):
            found.append(Approval(item.earlier.minutes))
        return found

    def refuse(self, change: Change | None, words: Any) -> None:
        """Say at its field why a change is not possible; above all fields, why no decision is."""
        names: Mapping[type, str] = {Move: "due_on", Adoption: "adopts", Approval: "approves"}
        name = names.get(type(change), "")
        self.add_error(name if name in self.fields else None, words)


class TaskForm(Small):
    """An action item in one line: what, who, until when. ``known`` are those it can be given to, by what is typed."""

    task = PlainField(label=_("What is to be done"), max_length=500, required=False)
    who = forms.CharField(
        label=_("Who"), max_length=300, required=False, widget=forms.TextInput({"list": "who", "autocomplete": "off"})
    )
    due = day_field(label=_("Due"), required=False)

    def __init__(self, data: Any, *, known: Mapping[str, Who], prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.known = known

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("task", "who", "due"))

    def clean_who(self) -> Who | None:
        typed = " ".join(self.cleaned_data["who"].split())
        if not typed:
            return None
        found = self.known.get(typed.casefold())
        if found is None:
            raise ValidationError(_("Choose somebody from the list: an institution, or a person of one."))
        return found

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_empty or self.errors:
            missing = {"task": _("Write what is to be done."), "who": _("Say who."), "due": _("Say until when.")}
            for name, words in missing.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """As ``ActionItem.add`` wants them; only after ``is_valid``."""
        institution, owner = self.cleaned_data["who"]
        said = self.cleaned_data
        return {"text": said["task"], "institution": institution, "owner": owner, "due_on": said["due"]}


def known_takers(bodies: Iterable[Institution], people: Iterable[Affiliation]) -> tuple[dict[str, Who], Sequence[str]]:
    """To whom an action item can be given: by the words typed (in small letters), and the words to choose from."""
    found: dict[str, Who] = {}
    words: list[str] = []
    for body in bodies:
        words.append(body.name)
        found[body.name.casefold()] = (body, None)
    for place in people:
        name = f"{place.user} ({place.institution})"
        if name.casefold() not in found:
            words.append(name)
        found.setdefault(" ".join(name.split()).casefold(), (place.institution, place.user))
    return found, words
