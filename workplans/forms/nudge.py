"""Whom the secretariat reminds at once, and what it adds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workplans.actions.nudging import Pending


class RemindForm(forms.Form):
    """All who can be reached are ticked; the note goes first in the letter."""

    people = forms.MultipleChoiceField(
        label=_("People"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one person."),
            "invalid_choice": _("Somebody you ticked cannot be reminded any more; look at the list again."),
        },
    )
    note = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=500,
        strip=True,
        help_text=_("Stands first in the letter, as you write it; it is not translated."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
    )

    def __init__(self, data: Any = None, *, pending: list[Pending]) -> None:
        reachable = [one for one in pending if not one.hindrance]
        super().__init__(data, initial={"people": [str(one.person.pk) for one in reachable if not one.was_asked]})
        choice: Any = self.fields["people"]
        choice.choices = [(str(one.person.pk), str(one.person)) for one in reachable]
        self.pending = pending

    @property
    def lines(self) -> list[tuple[Pending, bool]]:
        """Everybody the letter may concern, and whether she is ticked."""
        ticked = {str(key) for key in self["people"].value() or ()}
        return [(one, str(one.person.pk) in ticked and not one.hindrance) for one in self.pending]
