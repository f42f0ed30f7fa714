"""What is typed about minutes as a whole: until when they are corrected, corrections, summary, errata."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field, own_words
from meetings.forms.naming import refuse_names_in
from meetings.models import AgendaItem, Decision, Minutes
from workplans.forms.editing import InThreeLanguages, Lengths

LONGEST_ANSWER = 500  # characters
USUAL_PERIOD = timedelta(days=14)


class CirculateForm(forms.Form):
    """Until when members may ask for corrections."""

    until = day_field(label=_("Corrections until"), help_text=_("The last day on which members can propose them."))

    def __init__(self, data: Any, *, minutes: Minutes, today: date) -> None:
        super().__init__(data, initial={"until": minutes.corrections_until or today + USUAL_PERIOD})
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until


class ApproveForm(forms.Form):
    """By which decision of a later meeting the minutes are approved; without one, because nobody objected in time."""

    decision = forms.ModelChoiceField(
        label=_("Decision of a later meeting"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("none: the period for corrections is over and nobody objected"),
    )

    def __init__(self, data: Any, *, minutes: Minutes) -> None:
        super().__init__(data)
        choice: Any = self.fields["decision"]
        others = Decision.objects.in_force().exclude(meeting=minutes.meeting).select_related("meeting")
        last = minutes.meeting.days.aggregate(last=Max("held_on"))["last"]
        choice.queryset = (others.filter(decided_on__gte=last) if last else others).newest_first()
        choice.label_from_instance = lambda one: f"{one.number} – {str(one.text)[:80]}"


class CorrectionForm(forms.Form):
    """What a member would have otherwise."""

    text = own_words(
        _("What should be different"), help_text=_("Members read it. Write the words as they should stand.")
    )


class AnswerForm(forms.Form):
    """What the secretariat answers to a correction."""

    answer = own_words(_("Reason"), required=False)

    def __init__(self, data: Any, *, is_declined: bool) -> None:
        super().__init__(data)
        self.fields["answer"].required = is_declined
        self.fields["answer"].validators.append(MaxLengthValidator(LONGEST_ANSWER))


class SummaryForm(InThreeLanguages):
    """A few sentences for everybody."""

    WORDS: ClassVar[Lengths] = {"summary": (_("Summary"), 3000, 6)}

    def __init__(self, data: Any = None, *, minutes: Minutes) -> None:
        self.minutes = minutes
        super().__init__(data, standing=self.words_of(minutes))

    def clean(self) -> dict[str, Any]:
        """All may be empty: then there is no summary."""
        said = super(InThreeLanguages, self).clean()
        refuse_names_in(self, meeting=self.minutes.meeting_id)
        return said


class ErratumForm(InThreeLanguages):
    """What was wrong in approved minutes, by which decision, at which item."""

    WORDS: ClassVar[Lengths] = {"text": (_("Text"), 2000, 4)}

    item = forms.ModelChoiceField(
        label=_("Agenda item"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("Opening")
    )
    decision = forms.ModelChoiceField(label=_("Decision"), queryset=Decision.objects.none())

    def __init__(self, data: Any = None, *, minutes: Minutes) -> None:
        self.minutes = minutes
        super().__init__(data, standing={})

    def fit(self) -> None:
        super().fit()
        items: Any = self.fields["item"]
        items.queryset = self.minutes.meeting.items.on_agenda()
        items.label_from_instance = lambda item: f"{item.number}. {item}"
        decisions: Any = self.fields["decision"]
        decisions.queryset = Decision.objects.in_force().select_related("meeting").newest_first()
        decisions.label_from_instance = lambda one: f"{one.number} – {str(one.text)[:80]}"

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        refuse_names_in(self, meeting=self.minutes.meeting_id)
        return said
