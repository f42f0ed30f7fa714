"""What translators, reviewers and whoever assigns their work fill in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.models import Clause, Duty
from institutions.forms import day_field
from institutions.models import Affiliation, GroupRole, User
from institutions.models.alphabet import alphabetical

LONGEST = 100_000  # signs of a clause
PRINT = re.compile(r"([0-9a-f]{32})?")


class TranslationForm(forms.Form):
    """Heading and text of a clause in one language; ``base`` and ``followed`` are fingerprints of what was on the page.

    ``base`` is that of the translation she began with, ``followed`` that of the source beside it.
    """

    heading = forms.CharField(label=_("Heading"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 14, "cols": 40}),
        help_text=_("Markdown, with the same lists, tables and links as the source."),
    )
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    followed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, clause: Clause, language: str, typed: Any = None) -> None:
        heading, body = (typed.heading, typed.body) if typed else clause.text_in(language)
        source = clause.edition.source_language
        base = typed.base if typed else clause.print_in(language)
        initial = {"heading": heading, "body": body, "base": base, "followed": clause.print_in(source)}
        super().__init__(data, initial=initial)
        self.base_now = clause.print_in(language)
        for name in ("heading", "body"):
            self.fields[name].widget.attrs["lang"] = language

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").rstrip()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not all(PRINT.fullmatch(said.get(name, "")) for name in ("base", "followed")):
            raise ValidationError(_("This page is out of date. Open the clause again; copy what you typed first."))
        return said

    def save_on_top(self, base: str) -> None:
        """Let the next save put her text in the place of the one with that fingerprint, which she has on the page."""
        self.data = {**self.data.dict(), "base": base}  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What the translator should change."""

    note = forms.CharField(
        label=_("What should change"), max_length=500, widget=forms.Textarea({"rows": 3, "cols": 40})
    )


class WaiverForm(forms.Form):
    """Why a finding is right as it stands."""

    reason = forms.CharField(
        label=_("Why it is right as it stands"), max_length=500, widget=forms.Textarea({"rows": 2, "cols": 40})
    )
    finding = forms.CharField(max_length=64, widget=forms.HiddenInput)
    source = forms.CharField(max_length=32, widget=forms.HiddenInput)
    target = forms.CharField(max_length=32, widget=forms.HiddenInput)


class PersonChoice(forms.ModelChoiceField):
    """People by their names; who reads the portal in the language says so."""

    language = ""

    def label_from_instance(self, obj: Any) -> str:
        if obj.language != self.language:
            return str(obj)
        return _("%(name)s – reads the portal in this language") % {"name": obj}


class DutyForm(forms.Form):
    """Who translates, who reviews, until when. The people are those of the group, readers of the language first."""

    translator = PersonChoice(label=_("Translates"), queryset=User.objects.none(), empty_label="–")
    reviewer = PersonChoice(
        label=_("Reviews"),
        queryset=User.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("A second person, who reads the translation beside its source and signs it."),
    )
    due_on = day_field(label=_("Due"), required=False)
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, language: str, duty: Duty | None, seen: str) -> None:
        initial: dict[str, Any] = {"seen": seen}
        if duty is not None:
            initial |= {"translator": duty.translator_id, "reviewer": duty.reviewer_id, "due_on": duty.due_on}
        super().__init__(data, initial=initial)
        people = members(language)
        for name in ("translator", "reviewer"):
            field: Any = self.fields[name]
            field.queryset, field.language = people, language

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("reviewer") and said["reviewer"] == said.get("translator"):
            self.add_error("reviewer", _("The reviewer must be another person than the translator."))
        return said

    def has_seen(self, seen: str) -> None:
        """Let the next save put her choice in the place of the duty which she has on the page by now."""
        self.data = {**self.data.dict(), "seen": seen}  # type: ignore[attr-defined]


def members(language: str) -> Any:
    """The people who work for the group today, those who read the portal in the language first."""
    today = timezone.localdate()
    works = Affiliation.objects.counting(today).values("user")
    runs = GroupRole.objects.on(today).values("user")
    people = User.objects.filter(Q(pk__in=works) | Q(pk__in=runs), is_active=True)
    reads_it = Case(When(language=language, then=0), default=1)
    return people.order_by(reads_it, alphabetical(F("display_name")), "pk")
