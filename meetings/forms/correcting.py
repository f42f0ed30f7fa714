"""What is typed on a decision that is recorded: its words in every language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from meetings.forms.naming import refuse_names_in
from meetings.models import Decision
from workplans.forms.editing import InThreeLanguages, Lengths


class WordsForm(InThreeLanguages):
    """The text in three languages; once the minutes are approved, only its translations."""

    WORDS: ClassVar[Lengths] = {"text": (_("Text"), 3000, 5)}

    def __init__(self, data: Any = None, *, decision: Decision) -> None:
        self.decision = decision
        super().__init__(data, standing=self.words_of(decision))

    def fit(self) -> None:
        source = self.decision.source_language
        if not self.decision.is_provisional:
            self.languages = [code for code in self.languages if code != source]
        super().fit()
        for name, field in self.fields.items():
            field.required = name == f"text_{source}"

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.decision.is_public:
            refuse_names_in(self, meeting=self.decision.meeting_id)
        return said

    @property
    def words(self) -> dict[str, str]:
        """By language what is to be saved; only after ``is_valid``."""
        return {code: self.cleaned_data[f"text_{code}"] for code in self.languages}
