"""Steps in the life of a meeting: what each asks for and what it does, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from meetings.models.states import AHEAD, State

Words = str | Promise


class StepForm(forms.Form):
    """Nothing to say. ``meeting`` is what the step is about."""

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data)
        self.meeting = meeting

    def facts(self) -> dict[str, Any]:
        """What the deed of the same name is called with."""
        return dict(self.cleaned_data)


class AnnounceForm(StepForm):
    """Whether everybody of the group is invited at once; offered as long as nobody is."""

    invite_all = forms.BooleanField(
        label=_("Invite all members of the group's institutions"),
        required=False,
        initial=True,
        help_text=_("Untick it to choose them afterwards, one by one."),
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, meeting=meeting)
        if meeting.invitees.exists():
            del self.fields["invite_all"]


class CancelForm(StepForm):
    """Why the meeting is called off, for everybody who reads of it; at least in one language."""

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, meeting=meeting)
        self.languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
        for code in self.languages:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Why it is called off (%(language)s)") % {"language": dict(settings.LANGUAGES)[code]},
                required=False,
                max_length=300,
                widget=forms.Textarea({"rows": 2, "cols": 40, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(said.values()) and not self.errors:
            self.add_error(f"reason_{self.languages[0]}", _("Write it in at least one language."))
        return said

    def facts(self) -> dict[str, Any]:
        return {"reason": {code: self.cleaned_data[f"reason_{code}"] for code in self.languages}}


@dataclass(frozen=True)
class Step:
    """A step as people see it, and the states a meeting takes it from."""

    title: Words
    effect: Words
    act: Words
    done: Words
    leaves: Collection[str]
    form: type[StepForm] = StepForm
    is_grave: bool = False


STEPS = {
    "announce": Step(
        title=_("Announce the meeting"),
        effect=_("The group sees its days, and everybody if it is public. The invited get their invitation by letter."),
        act=_("Announce"),
        done=_("The meeting is announced."),
        leaves=(State.PENCILLED,),
        form=AnnounceForm,
    ),
    "send-agenda": Step(
        title=_("Send the agenda"),
        effect=_("Everybody may read its public items, and the invited get it by letter."),
        act=_("Send the agenda"),
        done=_("The agenda is sent."),
        leaves=(State.ANNOUNCED, State.AGENDA_SENT),
    ),
    "hold": Step(
        title=_("Record that it took place"),
        effect=_("The meeting counts as held; attendance and minutes can be recorded from its first day on."),
        act=_("It took place"),
        done=_("The meeting counts as held."),
        leaves=(State.ANNOUNCED, State.AGENDA_SENT),
    ),
    "cancel": Step(
        title=_("Cancel the meeting"),
        effect=_("It does not take place. Its items wait for another meeting, and the invited get a letter."),
        act=_("Cancel the meeting"),
        done=_("The meeting is cancelled."),
        leaves=AHEAD,
        form=CancelForm,
        is_grave=True,
    ),
}
OBSTACLES = {
    "no day": _("No day is fixed yet."),
    "no items": _("Nothing is on the agenda yet."),
    "not yet": _("Its first day has not come yet."),
}
