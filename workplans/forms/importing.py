"""The file somebody sends to fill a plan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """One table; what is in it is read and judged by the deeds of the import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, or CSV in UTF-8; at most 5 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
