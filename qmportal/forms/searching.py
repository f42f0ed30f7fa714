"""What a reader searches for, and among what; all of it lives in the address."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from institutions.forms import page_number
from institutions.results.searching import clean
from institutions.results.searching.words import LONGEST
from qmportal.search import Question

KINDS = [
    ("", _("Everything")),
    ("guidelines", _("Guidelines")),
    ("meetings", _("Meetings")),
    ("plan", _("Work plan")),
    ("news", _("News")),
    ("pages", _("Pages about the group")),
]
SCOPES = [("", _("All editions and plans")), ("in-force", _("Only what is in force"))]


LANGUAGES = [("", _("This page's language first")), *settings.LANGUAGES, ("all", _("All languages"))]
CHOICES: dict[str, list[tuple[str, Any]]] = {"kind": KINDS, "language": LANGUAGES, "scope": SCOPES}
SELECTED = {True: mark_safe(" selected"), False: ""}


class SearchForm(forms.Form):
    """A filter that does not exist, or is no year, is said at its field, and nothing is searched then."""

    q = forms.CharField(
        label=_("Search the portal"),
        required=False,
        strip=True,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Search in"), required=False, choices=KINDS)
    language = forms.ChoiceField(label=_("Language of the texts"), required=False, choices=LANGUAGES)
    scope = forms.ChoiceField(label=_("Editions"), required=False, choices=SCOPES)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2999)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.address = data

    def question(self, user: Any, *, now: datetime) -> Question | None:
        """What is searched for; nothing where nothing was typed, or something that cannot be understood."""
        if not self.is_valid() or not clean(self.cleaned_data["q"]):
            return None
        return Question(
            text=self.cleaned_data["q"],
            user=user,
            language=get_language() or settings.LANGUAGE_CODE,
            now=now,
            today=timezone.localdate(now),
            kind=self.cleaned_data["kind"],
            chosen=self.cleaned_data["language"],
            only_in_force=bool(self.cleaned_data["scope"]),
            year=self.cleaned_data["year"],
            page=page_number(self.address),
        )

    def choices(self) -> list[dict[str, Any]]:
        """The fields with a choice, for the template: name, label, options, errors."""
        language = get_language() or settings.LANGUAGE_CODE
        return [
            {
                "name": name,
                "label": self.fields[name].label,
                "options": _options(name, language, self.data.get(name, "")[:20]),
                "errors": self.errors.get(name, ()),
            }
            for name in ("kind", "language", "scope")
        ]

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything but words was chosen."""
        return any(self.data.get(name) for name in ("kind", "language", "scope", "year"))


@lru_cache(maxsize=200)
def _options(name: str, language: str, chosen: str) -> SafeString:
    """The options of a field in the language; written once, because this page is asked for often."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED[value == chosen], label) for value, label in CHOICES[name]),
    )
