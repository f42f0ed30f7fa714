"""What people type to invite, to come in, and to say how they want to be addressed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from institutions.models import Affiliation, Institution, Invitation, User
from institutions.models.people import TIME_ZONES
from letters.actions import declined_by, occasions_to_decline, want_only


class InvitationForm(forms.Form):
    """Whom to offer which place; the institution comes from the address of the page, never from the form."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    display_name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), choices=Affiliation.Role.choices)

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_email(self) -> str:
        """Refuse people who already work for the institution: those who may invite see them anyway."""
        email: str = self.cleaned_data["email"].lower()
        here = Affiliation.objects.on(timezone.localdate()).filter(institution=self.institution)
        if here.filter(user__email__iexact=email).exists():
            raise ValidationError(_("Somebody with this address already works for the institution."))
        return email


class NewPersonForm(forms.Form):
    """A name and a password: all that an invited person adds to her invitation."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {"display_name": invitation.display_name}
        super().__init__(*args, **kwargs)
        self.email = invitation.email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            somebody = User(email=self.email, display_name=cleaned.get("display_name", ""))
            try:
                validate_password(cleaned["password"], somebody)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


class ProfileForm(forms.ModelForm):
    """What a person decides about herself; her address has a page of its own, her roles are given by others."""

    letters = forms.MultipleChoiceField(
        label=_("Letters you want"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Letters about overdue duties and about your account always come."),
    )

    class Meta:
        model = User
        fields = ("display_name", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list(TIME_ZONES)
        if self.instance.time_zone not in dict(zones):
            zones.append((self.instance.time_zone, self.instance.time_zone))
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)
        kinds, declined = occasions_to_decline(), declined_by(self.instance)
        letters: Any = self.fields["letters"]
        letters.choices = [(name, capfirst(kind.label)) for name, kind in kinds.items()]
        letters.initial = [name for name in kinds if name not in declined]

    def save(self, commit: bool = True) -> Any:
        """Keep the person, and what she does without."""
        person = super().save(commit)
        want_only(person, self.cleaned_data["letters"])
        return person
