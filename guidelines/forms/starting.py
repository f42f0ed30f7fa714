"""What is asked before a text begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from guidelines.forms.writing import PlainField
from guidelines.models import Edition, Guideline
from institutions.models import Subgroup

YEARS = [MinValueValidator(2000), MaxValueValidator(2099)]
LAST_NUMBER = 99


def in_languages(label: Any, field: str) -> dict[str, forms.Field]:
    """A line of text in each language."""
    return {
        f"{field}_{code}": PlainField(
            label=label % {"language": name}, max_length=200, required=False, widget=forms.TextInput({"lang": code})
        )
        for code, name in settings.LANGUAGES
    }


class StartForm(forms.Form):
    """Year and source language; every text has them."""

    year = forms.IntegerField(label=_("Year"), validators=YEARS)
    source_language = forms.ChoiceField(
        label=_("Source language"),
        choices=settings.LANGUAGES,
        help_text=_("The text is written in it and translated from it; it decides in doubt."),
    )
    titles: tuple[str, Any] | None = None

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if self.titles:
            self.fields.update(in_languages(self.titles[1], self.titles[0]))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.titles and "source_language" in said:
            name = f"{self.titles[0]}_{said['source_language']}"
            if name not in self.errors and not said.get(name):
                self.add_error(name, _("Write it at least in the source language."))
        return said


class EditionForm(StartForm):
    """The next edition of a guideline."""

    field_order = ("number", "year", "source_language")
    number = forms.IntegerField(label=_("Number of the edition"), min_value=1, max_value=LAST_NUMBER)

    def __init__(self, data: Any = None, *, old: Edition, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.old = old

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number <= self.old.number:
            raise ValidationError(_("Take a number after that of the edition it replaces."))
        others = Edition.objects.filter(guideline=self.old.guideline_id, number=number).exclude(replaces=self.old)
        if others.exists():
            raise ValidationError(_("The guideline already has an edition with this number."))
        return number


class SupplementForm(StartForm):
    """A supplement to an edition; its number follows."""

    titles = ("title", _("Title (%(language)s)"))


class GuidelineForm(StartForm):
    """A guideline or information sheet, with the draft of its first edition."""

    titles = ("title", _("Title (%(language)s)"))
    field_order = ("code", "kind", "subgroup", "year", "source_language")
    code = forms.SlugField(
        label=_("Code"), max_length=20, help_text=_("Part of its address for ever, for example QG-07.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Guideline.Kind.choices, widget=forms.RadioSelect)
    subgroup = forms.ModelChoiceField(
        label=_("Subgroup that writes it"), queryset=Subgroup.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, data: Any = None, *, subgroups: Any, is_subgroup_needed: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={"kind": Guideline.Kind.GUIDELINE, **initial})
        subgroup: Any = self.fields["subgroup"]
        subgroup.queryset, subgroup.required = subgroups, is_subgroup_needed

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Guideline.objects.filter(code__iexact=code).exists():
            raise ValidationError(_("Another guideline has this code; a code is never used twice."))
        if code.lower() in {"texts", "clauses", "languages", "feed"}:
            raise ValidationError(_("This word is part of other addresses; choose another code."))
        return code
