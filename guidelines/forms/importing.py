"""What is asked before a document comes in, and where its pieces go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guidelines.actions.importing import Line
from guidelines.models import Clause
from guidelines.results.importing import ACCEPT_TEXTS


class DocumentForm(forms.Form):
    """A document and the language it is written in."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_("Word (DOCX) up to 10 MB, or Markdown (MD) in UTF-8 up to 1 MB."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT_TEXTS}),
    )
    language = forms.ChoiceField(label=_("Language of the document"))

    def __init__(self, *args: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, names[code]) for code in languages]  # type: ignore[attr-defined]


class PlacesForm(forms.Form):
    """For each piece of a document the clause it becomes, or none; ``chosen`` by place."""

    def __init__(self, *args: Any, lines: list[Line], clauses: list[Clause], source: str, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[tuple[str, Any]] = [("", _("Leave it out"))]
        choices += [(str(clause.pk), f"{clause.number} {clause.text_in(source)[0]}") for clause in clauses]
        for line in lines:
            self.fields[f"to_{line.place}"] = forms.ChoiceField(
                label=line.piece.heading,
                choices=choices,
                required=False,
                widget=forms.Select({"class": "form-select"}),
                initial=str(line.clause.pk) if line.clause else "",
            )
        self.chosen: dict[int, int] = {}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self.chosen = {int(name.removeprefix("to_")): int(pk) for name, pk in said.items() if pk}
        if len(set(self.chosen.values())) < len(self.chosen):
            raise ValidationError(_("Two parts of the document cannot become the same clause."))
        if not self.chosen and not self.errors:
            raise ValidationError(_("Choose a clause for one part at least."))
        return said
