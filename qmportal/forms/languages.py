"""What is looked for on the board of languages, and the words of one row in one language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.actions import wordings
from qmportal.coverage import ROOMS


class BoardFilter(forms.Form):
    """All of it lives in the address; what makes no sense counts as not chosen."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    room = forms.ChoiceField(label=_("Part of the portal"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("only what is not up to date")), ("all", _("everything"))],
    )
    of = forms.ChoiceField(
        label=_("Of"),
        required=False,
        choices=[("", _("what everybody can read")), ("drafts", _("drafts"))],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        language: Any = self.fields["language"]
        language.choices = [("", _("any")), *settings.LANGUAGES]
        room: Any = self.fields["room"]
        room.choices = [("", _("all")), *ROOMS.items()]

    def said(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class RowForm(forms.Form):
    """The translated fields of a row in one language, named as its columns; with the fingerprints that were seen."""

    base = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    followed = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, thing: Any, language: str, seen: wordings.Words) -> None:
        initial = {"base": seen.prints[language], "followed": seen.prints[seen.source]}
        super().__init__(data, initial=initial)
        self.pairs: list[tuple[str, str]] = []
        for column in wordings.fields_of(type(thing)):
            source = getattr(thing, f"{column.name}_{seen.source}") or ""
            own = getattr(thing, f"{column.name}_{language}") or ""
            if source or own:
                self._add(column, f"{column.name}_{language}", own, language, needed=bool(source) and not column.blank)
                self.pairs.append((f"{column.name}_{language}", source))

    def _add(self, column: models.Field[Any, Any], name: str, own: str, language: str, *, needed: bool) -> None:
        is_long = isinstance(column, models.TextField)
        widget = (
            forms.Textarea({"rows": 6, "cols": 40, "lang": language})
            if is_long
            else forms.TextInput({"lang": language})
        )
        self.fields[name] = forms.CharField(
            label=str(column.verbose_name).capitalize(),
            required=needed,
            max_length=column.max_length or 20_000,
            widget=widget,
            initial=own,
        )

    def lines(self) -> list[tuple[str, forms.BoundField]]:
        """The words of the source, each with the field beside it."""
        return [(source, self[name]) for name, source in self.pairs]

    def words(self) -> dict[str, str]:
        """The columns to save."""
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name, _source in self.pairs}

    def has_seen(self, base: str) -> None:
        """Let the next save put these words in the place of those that are on the page by now."""
        self.data = {**self.data.dict(), "base": base}  # type: ignore[attr-defined]
