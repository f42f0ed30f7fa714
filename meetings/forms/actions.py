"""What is typed about action items: a new one, the acts on one, and which ones a list shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.forms import day_field
from institutions.models import Affiliation, Institution, User
from institutions.models.alphabet import alphabetical
from meetings.actions import acting
from meetings.models import ActionItem, Meeting
from workplans.forms.merging import MergingForm, Words

LARGEST = 2**31 - 1
NOTE, REASON = 500, 300  # characters
USUAL_TERM = timedelta(days=30)


class Holders(forms.Form):
    """An institution, and perhaps one of its people."""

    institution = forms.ChoiceField(label=_("Institution"))
    owner = forms.ChoiceField(label=_("Person"), required=False)

    places: set[tuple[int, int]]

    def offer(self, bodies: Iterable[Institution], *, present: ActionItem | None = None) -> None:
        """Let these institutions be chosen, with their people; and whoever has it at present."""
        names = {body.pk: body.name for body in bodies}
        rows = Affiliation.objects.counting(timezone.localdate()).filter(institution__in=names, user__is_active=True)
        rows = rows.select_related("user").order_by(alphabetical(F("user__display_name")), "user", "institution")
        people: dict[int, list[str]] = {}
        labels: dict[int, str] = {}
        self.places = set()
        for row in rows:
            self.places.add((row.user_id, row.institution_id))
            people.setdefault(row.user_id, []).append(names[row.institution_id])
            labels[row.user_id] = str(row.user)
        owners = {pk: f"{labels[pk]} – {', '.join(bodies)}" for pk, bodies in people.items()}
        if present is not None:
            names.setdefault(present.institution_id, present.institution.name)
            if present.owner_id:
                owners.setdefault(present.owner_id, str(present.owner))
                self.places.add((present.owner_id, present.institution_id))
        fields: Any = self.fields
        fields["institution"].choices = [("", "–"), *names.items()]
        fields["owner"].choices = [("", _("nobody yet")), *owners.items()]

    def check_place(self, said: dict[str, Any]) -> None:
        """Turn what was chosen into keys; the person has to work for the institution."""
        body, owner = said.pop("institution", ""), said.pop("owner", "")
        if self.errors:
            return
        if owner and (int(owner), int(body)) not in self.places:
            self.add_error("owner", _("This person does not work for that institution."))
            return
        said["institution_id"], said["owner_id"] = int(body), int(owner) if owner else None


class ActionForm(Holders):
    """A new action item of a meeting, written in the language of whoever types it."""

    text = Words(label=_("What is to be done"), max_length=NOTE, widget=forms.Textarea({"rows": 2, "cols": 40}))
    due_on = day_field(label=pgettext_lazy("action item", "Due"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)

    field_order = ("text", "institution", "owner", "due_on", "seen")

    def __init__(self, data: Any = None, *, meeting: Meeting, today: date, **options: Any) -> None:
        newest = meeting.actions.order_by("-serial").values_list("serial", flat=True).first()
        initial = {"due_on": today + USUAL_TERM, "seen": newest or 0}
        super().__init__(data, initial=initial, **options)
        self.offer(Institution.objects.in_group(today).by_name())

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_place(said)
        return said


class ActForm(forms.Form):
    """An act on one action item."""

    def __init__(self, data: Any = None, *, action: ActionItem, user: User, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.action, self.user, self.today = action, user, today


class CloseForm(ActForm):
    """What came of it, if she wants to say."""

    note = forms.CharField(label=_("What came of it"), max_length=NOTE, required=False)


class DropForm(ActForm):
    note = forms.CharField(label=_("Why nobody has to do it any more"), max_length=NOTE)


class ReopenForm(ActForm):
    """A day that has not passed, and why."""

    due_on = day_field(label=_("New date"))
    reason = forms.CharField(label=_("Reason"), max_length=REASON)

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise ValidationError(_("This day has passed."))
        return due_on


class PostponeForm(ReopenForm):
    """``seen`` is the version of the date that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)

    def __init__(self, data: Any = None, *, action: ActionItem, **options: Any) -> None:
        super().__init__(data, action=action, initial={"seen": action.version}, **options)

    def has_seen(self, version: int) -> None:
        """Let the next save build on ``version``; what was typed stays."""
        typed: Any = self.data
        self.data = {**typed.dict(), "seen": version}


class HandOverForm(Holders, MergingForm):
    """Another institution, another person; 409 where somebody handed it over meanwhile."""

    def __init__(self, data: Any = None, *, action: ActionItem, user: User, today: date, **options: Any) -> None:
        self.action, self.bodies = action, acting.bodies_for(user, today)
        standing = {"institution": str(action.institution_id), "owner": str(action.owner_id or "")}
        super().__init__(data, standing=standing, **options)

    def fit(self) -> None:
        self.offer(self.bodies, present=self.action)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.check_place(said)
        return said


class RewordForm(MergingForm):
    """The text, and the language it is in."""

    text = Words(label=_("What is to be done"), max_length=NOTE, widget=forms.Textarea({"rows": 2, "cols": 40}))
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, action: ActionItem, user: User, today: date, **options: Any) -> None:
        super().__init__(data, standing={"text": action.text, "language": action.language}, **options)

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])


@dataclass(frozen=True)
class Act:
    """Words of an act: what opens its form, its button, and what is said when it is done."""

    form: Callable[..., forms.Form]
    title: Any
    label: Any
    done: Any
    is_grave: bool = False


ACTS = {
    "close": Act(CloseForm, _("Close it"), _("It is done"), _("%(number)s is done.")),
    "postpone": Act(PostponeForm, _("Postpone it"), _("Postpone"), _("%(number)s has another date.")),
    "hand-over": Act(HandOverForm, _("Hand it over"), _("Hand over"), _("%(number)s is handed over.")),
    "reword": Act(RewordForm, _("Edit the text"), _("Save"), _("Saved.")),
    "drop": Act(DropForm, _("Drop it"), _("Drop"), _("%(number)s is dropped."), is_grave=True),
    "reopen": Act(ReopenForm, _("Reopen it"), _("Reopen"), _("%(number)s is open again.")),
}


def one_line(text: str) -> str:
    """An action item is a line."""
    return " ".join(text.split())


class ActionsFilter(forms.Form):
    """Which action items a member wants to see; ``usual`` is what an address without a state means."""

    STATES: ClassVar[dict[str, Any]] = {
        "open": pgettext_lazy("action items", "open"),
        "overdue": pgettext_lazy("action items", "overdue"),
        "mine": pgettext_lazy("action items", "mine, open"),
        "unattended": pgettext_lazy("action items", "without anybody who looks after them"),
        "done": pgettext_lazy("action items", "done"),
        "dropped": pgettext_lazy("action items", "dropped"),
        "all": pgettext_lazy("action items", "all"),
    }

    state = forms.ChoiceField(label=_("State"), required=False)
    institution = forms.ModelChoiceField(
        label=_("Institution"),
        queryset=Institution.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All institutions"),
    )
    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)

    def __init__(self, data: Any, *, actions: Any, usual: str) -> None:
        super().__init__(data)
        self.usual = usual
        fields: Any = self.fields
        others = [(name, label) for name, label in self.STATES.items() if name != usual]
        fields["state"].choices = [("", self.STATES[usual]), *others]
        theirs = Institution.objects.filter(Exists(actions.filter(institution=OuterRef("pk"))))
        fields["institution"].queryset = theirs.by_name()

    @property
    def state_asked(self) -> str:
        asked: str = (self.cleaned_data.get("state") if self.is_valid() else "") or self.usual
        return asked

    def chosen(self, actions: Any, *, user: User, today: date) -> Any:
        """Keep what was asked for; nothing where it cannot be understood."""
        if not self.is_valid():
            return actions.none()
        state = self.state_asked
        kept = {
            "open": actions.open,
            "overdue": lambda: actions.overdue(today),
            "mine": lambda: actions.owed_by(user),
            "unattended": lambda: actions.unattended(today),
            "all": actions.all,
        }
        found = kept[state]() if state in kept else actions.filter(state=state)
        if body := self.cleaned_data["institution"]:
            found = found.filter(institution=body)
        for word in self.cleaned_data["q"].split()[:8]:
            found = found.filter(Q(text__icontains=word) | Q(number__icontains=word))
        return found
