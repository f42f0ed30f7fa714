"""What is asked about a file of a text."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guidelines.forms.starting import in_languages
from guidelines.models import Attachment, Edition
from guidelines.results.files import ACCEPT, Examined, Refused, examine, title_from

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class SentFile(forms.Form):
    """A file and its language; ``examined`` is what the check made of it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX, XLSX, ODT, PNG, JPEG or WebP; at most 20 MB. No macros and nothing embedded."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    language = forms.ChoiceField(
        label=_("Language of the file"), choices=[("", _("For all languages")), *settings.LANGUAGES], required=False
    )
    examined: Examined | None = None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        sent = said.get("file")
        if sent:
            try:
                self.examined = examine(sent.read(), name=sent.name, declared=sent.content_type or "")
            except Refused as refused:
                self.add_error("file", refused.words)
        return said


class FileForm(SentFile):
    """A file of a text, with its titles."""

    def __init__(self, *args: Any, text: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.text = text
        self.fields.update(in_languages(_("Title (%(language)s)"), "title"))
        first = self.fields[f"title_{text.source_language}"]
        first.help_text = _("Without any title, the name of the file is taken.")

    @property
    def titles(self) -> dict[str, str]:
        """By language; from the name of the file where nobody said one."""
        said = {code: self.cleaned_data[f"title_{code}"] for code in LANGUAGES if self.cleaned_data[f"title_{code}"]}
        if said or self.examined is None:
            return said
        return {self.cleaned_data["language"] or self.text.source_language: title_from(self.examined.name)}


class EditFileForm(FileForm):
    """Its titles and language, and another file in its place where one is sent. ``seen`` is what its editor saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, attachment: Attachment, **options: Any) -> None:
        initial = {f"title_{code}": getattr(attachment, f"title_{code}") or "" for code in LANGUAGES}
        initial |= {"language": attachment.language, "seen": mark_of(attachment)}
        super().__init__(*args, text=attachment.edition, initial=initial, **options)
        self.attachment = attachment
        self.fields["file"].required = False
        self.fields["file"].label = _("Another file in its place")
        self.fields[f"title_{self.text.source_language}"].help_text = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not any(said.get(f"title_{code}") for code in LANGUAGES):
            self.add_error(f"title_{self.text.source_language}", _("Write it in one language at least."))
        return said

    @property
    def is_outdated(self) -> bool:
        """Tell whether somebody has changed what she saw."""
        return bool(self.cleaned_data["seen"] != mark_of(self.attachment))

    def save_on_top(self) -> None:
        """Let the next save take the place of what is there now."""
        self.data = {**self.data.dict(), "seen": mark_of(self.attachment)}  # type: ignore[attr-defined]


def mark_of(attachment: Attachment) -> str:
    """A fingerprint of everything the form can change."""
    titles = [getattr(attachment, f"title_{code}") or "" for code in LANGUAGES]
    return hashlib.sha256("\0".join([attachment.digest, attachment.language, *titles]).encode()).hexdigest()[:16]
