"""What a reader looks for in the register of decisions; asked by GET, kept in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegisterForm(forms.Form):
    """Words of a decision in any language or of its number, and the year it was taken."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2999)

    def chosen(self, decisions: Any) -> Any:
        """Keep what was asked for; nothing where it cannot be understood."""
        if not self.is_valid():
            return decisions.none()
        words, year = self.cleaned_data["q"], self.cleaned_data["year"]
        for word in words.split()[:8]:
            somewhere = Q(number__icontains=word)
            for code, _name in settings.LANGUAGES:
                somewhere |= Q(**{f"text_{code}__icontains": word})
            decisions = decisions.filter(somewhere)
        return decisions.filter(decided_on__year=year) if year else decisions
