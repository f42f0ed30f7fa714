"""Forms that two people may have open at once: what only one of them touched is kept, the rest is shown to her."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

LANGUAGES = dict(settings.LANGUAGES)
LONGEST_SEEN = 4000  # characters; a print of every field is 12 of them


class Words(forms.CharField):
    """Text in one encoding and with one kind of line end, so that equal words are equal."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", "\n".join((super().to_python(value) or "").splitlines()))


@dataclass(frozen=True)
class Overtaken:
    """A field that somebody else changed too: its name on the page, and what she wrote."""

    label: str
    text: str
    language: str


class MergingForm(forms.Form):
    """A form for something that exists; ``standing`` is what is stored now, by name of the field.

    The page carries a print of every value its writer saw. Where only she changed a field, hers is taken; where only
    somebody else did, the other's; where both did and differ, nothing is saved and ``overtaken`` tells the other's.
    """

    seen = forms.CharField(required=False, max_length=LONGEST_SEEN, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standing: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, initial=dict(standing), **options)
        self.fit()
        self.standing = {name: standing[name] for name in standing if name in self.fields}
        self.initial["seen"] = self._prints_now()
        self.overtaken: list[Overtaken] = []
        self.has_vanished = False

    def fit(self) -> None:
        """Add and drop fields; what is dropped is not merged."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        seen = _read(said.pop("seen", ""))
        left_alone: list[str] = []
        for name, now in self.standing.items():
            if name not in said:
                continue
            typed, stored = print_of(said[name]), print_of(now)
            if typed == stored or seen.get(name) == stored:
                continue
            if typed == seen.get(name):
                said[name] = self.fields[name].clean(self.fields[name].prepare_value(now))
                left_alone.append(name)
            else:
                self.overtaken.append(self._overtaken(name, now))
        self.has_vanished = bool(set(seen) - set(self.fields))
        if self.overtaken:
            self.add_error(None, _("Somebody else changed the same words meanwhile; nothing of yours was saved yet."))
        elif self.has_vanished:
            self.add_error(None, _("Part of this page is decided elsewhere by now; look at the rest and save again."))
        if self.errors:
            self._build_on_what_is_stored(left_alone)
        return said

    @property
    def status(self) -> int:
        """How the page that shows the form answers: 409 where somebody else was faster."""
        return 409 if self.overtaken or self.has_vanished else 200

    def _overtaken(self, name: str, now: Any) -> Overtaken:
        field: Any = self.fields[name]
        language = field.widget.attrs.get("lang", "")
        values = now if isinstance(now, (list, tuple)) else [now]
        labels = {str(value): str(label) for value, label in getattr(field, "choices", [])}
        shown = [labels.get(str(value), str(value)) for value in values if value not in (None, "")]
        label = f"{field.label} ({LANGUAGES[language]})" if language else str(field.label)
        return Overtaken(label, ", ".join(shown), language)

    def _build_on_what_is_stored(self, left_alone: Iterable[str]) -> None:
        """Let the next save build on what is stored now: what was typed stays, what was left alone follows."""
        sent: Any = self.data
        typed = sent.copy()
        typed["seen"] = self._prints_now()
        for name in left_alone:
            value: Any = self.fields[name].prepare_value(self.standing[name])
            values = value if isinstance(value, (list, tuple)) else [value]
            typed.setlist(name, ["" if one is None else str(one) for one in values])
        self.data = typed

    def _prints_now(self) -> str:
        return json.dumps({name: print_of(value) for name, value in self.standing.items()}, separators=(",", ":"))


def print_of(value: Any) -> str:
    """A short print of a value as it is stored, typed or chosen; equal values have equal ones."""
    return hashlib.sha256(json.dumps(_plain(value)).encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", "\n".join(value.splitlines())).strip()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (int, float)):
        return "" if value is None else str(value)
    return sorted(_plain(one) for one in value)


def _read(seen: str) -> dict[str, str]:
    """The prints the page carried; none where they are not as we wrote them."""
    try:
        prints = json.loads(seen or "{}")
    except (ValueError, RecursionError):
        return {}
    return prints if isinstance(prints, dict) else {}
