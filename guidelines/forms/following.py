"""What somebody types who wants to be told when a guideline changes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We write to it once to ask whether you mean it, and then only when there is something new."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
