"""What the secretariat types about a round of surveys of the group."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field
from surveys.models import Edition, Questionnaire
from workplans.forms.editing import InThreeLanguages, Lengths

TAKEN = _("There is an edition with this code.")


class EditionForm(InThreeLanguages):
    """An edition; once an institution takes part, its questions and its address stay."""

    WORDS: ClassVar[Lengths] = {"title": (_("Title"), 200, 1)}
    FACTS: ClassVar = ("code", "questionnaire", "opens_on", "closes_on")

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Part of the address, for example users-2018."))
    questionnaire = forms.ModelChoiceField(
        label=_("Questionnaire"), queryset=Questionnaire.objects.none(), help_text=_("Only published ones are asked.")
    )
    opens_on = day_field(label=_("First day"))
    closes_on = day_field(label=_("Last day"))

    def __init__(self, data: Any = None, *, edition: Edition | None = None) -> None:
        self.edition = edition
        standing: dict[str, Any] = {}
        if edition is not None:
            standing = {**{name: getattr(edition, name) for name in self.FACTS}, **self.words_of(edition)}
        super().__init__(data, standing=standing)

    def fit(self) -> None:
        super().fit()
        if self.edition is not None and self.edition.campaigns.exists():
            del self.fields["code"], self.fields["questionnaire"]
            return
        asked: Any = self.fields["questionnaire"]
        asked.queryset = Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED).order_by("code", "-number")
        asked.label_from_instance = lambda one: f"{one} ({one.code}, {one.number})"

    def clean_code(self) -> str:
        """Refuse what is taken, by another edition or by a page of ours."""
        code: str = self.cleaned_data["code"]
        if resolve(reverse("surveys:edition", args=[code])).view_name != "surveys:edition":
            raise ValidationError(_("This word is the address of another page; choose another one."))
        if Edition.objects.filter(code=code).exclude(pk=self.edition.pk if self.edition else 0).exists():
            raise ValidationError(TAKEN)
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("opens_on"), said.get("closes_on")
        if first and last and last <= first:
            self.add_error("closes_on", _("The last day must come after the first."))
        return said
