"""Which words are looked at, what is shown instead of them, and what they are about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Campaign, TextAnswer, TextTheme

LONGEST = 5_000


class WordsForm(forms.Form):
    """What others may read of one text."""

    shown = forms.CharField(
        label=_("Words others may read"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As they were written, or without what tells who wrote them or whom they are about."),
    )
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=TextTheme.objects.none(), required=False)

    def __init__(self, data: Any = None, *, text: TextAnswer):
        super().__init__(data, initial={"shown": text.shown or text.text, "theme": text.theme_id})
        self.fields["theme"].queryset = text.campaign.themes.order_by("name")  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which texts the page lists; what does not fit is no filter."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *TextAnswer.State.choices], required=False)
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=TextTheme.objects.none(), required=False)

    def __init__(self, data: Any, *, campaign: Campaign):
        super().__init__(data)
        self.fields["theme"].queryset = campaign.themes.order_by("name")  # type: ignore[attr-defined]


class BulkForm(forms.Form):
    """The same theme for every text that is ticked."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=TextTheme.objects.none(), required=False)

    def __init__(self, data: Any = None, *, campaign: Campaign):
        super().__init__(data)
        self.fields["theme"].queryset = campaign.themes.order_by("name")  # type: ignore[attr-defined]


class ThemeForm(forms.ModelForm):
    class Meta:
        model = TextTheme
        fields = ["name"]
