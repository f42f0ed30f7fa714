"""What writers type: the words of a clause, and what kind of change that is."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guidelines.models import Clause, Unsaved

LONGEST = 100_000  # characters of a clause; about forty printed pages
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
)  # nothing shows them, some files cannot hold them
PRINT = re.compile(r"([0-9a-f]{32})?")


class PlainField(forms.CharField):
    """Text as the house keeps it: one kind of line end, letters composed, nothing that cannot be shown."""

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := UNSEEN.search(value or ""):
            raise ValidationError(
                _("The text has a sign that cannot be shown (U+%(code)s). Take it out, or type the passage anew."),
                params={"code": f"{ord(found.group()):04X}"},
            )


class Words(forms.Form):
    """Heading and Markdown body of a clause; ``base`` is the fingerprint of the text she began with."""

    heading = PlainField(label=_("Heading"), max_length=200)
    body = PlainField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 14, "cols": 40}),
    )
    base = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).rstrip()

    def clean_base(self) -> str:
        base = str(self.cleaned_data["base"])
        return base if PRINT.fullmatch(base) else "unknown"

    @property
    def typed(self) -> Any:
        """What ``guidelines.actions.writing`` calls typed."""
        return {name: self.cleaned_data[name] for name in ("heading", "body", "base")}

    @property
    def looks(self) -> tuple[str, str]:
        """Heading and body to show a preview of, right or not."""
        return str(self["heading"].value() or "")[:200], str(self["body"].value() or "")[:LONGEST]


class ClauseForm(Words):
    """The editor of the source text. Readers of a public text are told what changed, so they need a note."""

    KINDS = (
        ("major", _("It says something else: translations have to follow, and count as older than their source.")),
        ("minor", _("Only spelling, layout or wording: translations stay as they are, nobody has to look at them.")),
    )

    kind = forms.ChoiceField(
        label=_("What kind of change is it?"),
        choices=KINDS,
        initial="major",
        widget=forms.RadioSelect,
        help_text=_("If in doubt, the first: then somebody compares, and no language says something else unnoticed."),
    )
    note = PlainField(
        label=_("What changed"), max_length=300, required=False, help_text=_("One sentence for the history.")
    )

    field_order = ("heading", "body", "kind", "note", "base")

    def __init__(self, data: QueryDict | None, *, clause: Clause, language: str, typed: Unsaved | None = None) -> None:
        heading, body = (typed.heading, typed.body) if typed else clause.text_in(language)
        base = typed.base if typed else clause.print_in(language)
        super().__init__(data, initial={"heading": heading, "body": body, "base": base})
        self.clause = clause
        for name in ("heading", "body", "note"):
            self.fields[name].widget.attrs["lang"] = language
        if not clause.has_text(language) or not clause.translated_from:
            del self.fields["kind"]
        if clause.edition.is_public:
            self.fields["note"].required = True
            self.fields["note"].help_text = _(
                "One sentence for the history. The text is public: readers get the change at once."
            )

    @property
    def is_major(self) -> bool:
        return self.cleaned_data.get("kind", "major") == "major"

    def save_on_top(self, base: str) -> None:
        """Let the next save take the place of the text with that fingerprint, which is now on the page beside hers."""
        self.data = {**self.data.dict(), "base": base}  # type: ignore[attr-defined]
