"""What the secretariat looks for, and why it closes a letter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.actions import occasions
from letters.models import Letter, LetterQuerySet


class LetterFilter(forms.Form):
    """State, occasion and words of address, name or subject; kept in the address of the page."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Letter.State.choices])
    occasion = forms.ChoiceField(label=_("Occasion"), required=False, choices=lambda: [("", _("all")), *occasions()])
    q = forms.CharField(label=_("Name, address or subject"), required=False, max_length=200)

    def narrow(self, letters: LetterQuerySet) -> LetterQuerySet:
        """Keep what matches; a value nobody offered matches nothing."""
        if not self.is_valid():
            return letters.none()
        given = self.cleaned_data
        kept = {name: given[name] for name in ("state", "occasion") if given[name]}
        letters = letters.filter(**kept)
        return letters.matching(given["q"]) if given["q"] else letters


class CloseLetterForm(forms.Form):
    """Why a letter is not to be sent any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
