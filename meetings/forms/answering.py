"""What somebody invited answers."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutions.models import Affiliation, User
from institutions.templatetags.people_dates import long_date
from meetings.models import Invitee, MeetingDay
from meetings.models.people import Mode

Answer = Invitee.Answer


class AnswerForm(forms.Form):
    """Yes, no or a substitute; how and on which days, where there is a choice.

    Without ``by_link`` colleagues are offered by name: a letter is passed on more easily than a password.
    """

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[
            (Answer.YES, _("I come")),
            (Answer.NO, _("I do not come")),
            (Answer.SUBSTITUTE, _("Somebody else comes")),
        ],
    )
    mode = forms.ChoiceField(label=_("How"), required=False, choices=Mode.choices, widget=forms.RadioSelect)
    not_on = forms.ModelMultipleChoiceField(
        label=_("Not on these days"),
        required=False,
        queryset=MeetingDay.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    substitute = forms.ModelChoiceField(label=_("Who comes instead"), required=False, queryset=User.objects.none())
    substitute_name = forms.CharField(
        label=_("Name of the substitute"), required=False, max_length=120, help_text=_("Where she has no account.")
    )
    note = forms.CharField(label=_("Note to the secretariat"), required=False, max_length=300)

    def __init__(self, data: Any = None, *, invitee: Invitee, by_link: bool, today: Any, wanted: str = "") -> None:
        self.invitee = invitee
        super().__init__(data, initial={} if data is not None else self._initial(wanted))
        days: Any = self.fields["not_on"]
        days.queryset = invitee.meeting.days.order_by("held_on")
        days.label_from_instance = lambda day: long_date(day.held_on)
        if len(days.queryset) < 2:
            del self.fields["not_on"]
        if not invitee.meeting.online_url:
            del self.fields["mode"]
        colleagues: Any = self.fields["substitute"]
        if by_link or invitee.institution_id is None:
            del self.fields["substitute"]
        else:
            places = Affiliation.objects.counting(today).filter(institution=invitee.institution_id)
            others = User.objects.filter(pk__in=places.values("user"), is_active=True).exclude(pk=invitee.person_id)
            colleagues.queryset = others.by_name()

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        return helper

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("answer") == Answer.SUBSTITUTE and not (said.get("substitute") or said.get("substitute_name")):
            self.add_error("substitute_name", _("Say who comes instead."))
        days = self.fields.get("not_on")
        if days is not None and len(said.get("not_on") or ()) == len(getattr(days, "queryset", ())):
            self.add_error("not_on", _("Keep at least one day, or answer that you do not come."))
        said["mode"] = said.get("mode") or self.invitee.mode
        if "note" not in self.data:  # one click on another page
            said["note"] = self.invitee.note
        if said.get("substitute"):
            said["substitute_name"] = ""
        return said

    def _initial(self, wanted: str) -> dict[str, Any]:
        invitee = self.invitee
        given = "" if invitee.answer == Answer.NONE else invitee.answer
        return {
            "answer": wanted if wanted in Answer.values and wanted != Answer.NONE else given,
            "mode": invitee.mode,
            "not_on": [day.pk for day in invitee.not_on.all()],
            "substitute": invitee.substitute_id,
            "substitute_name": invitee.substitute_name,
            "note": invitee.note,
        }
