"""What is typed for an agenda item: by the secretariat with everything, by members as a wish."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.forms import own_words
from institutions.models import Institution, User
from institutions.templatetags.people_dates import long_date
from meetings.actions.people import candidates
from meetings.forms.naming import refuse_names, refuse_names_in
from meetings.models import AgendaItem, Meeting, MeetingDay
from meetings.models.agenda import LONGEST
from meetings.models.states import AHEAD
from workplans.forms.editing import InThreeLanguages, Lengths

TITLE: Lengths = {"title": (_("Title"), 200, 1)}


class ItemForm(InThreeLanguages):
    """An item of this meeting; ``item`` is the one that is edited."""

    WORDS: ClassVar[Lengths] = TITLE
    FACTS: ClassVar = ("kind", "day", "minutes", "presenting_body", "presenter", "is_public")

    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    day = forms.ModelChoiceField(
        label=_("Day"), queryset=MeetingDay.objects.none(), required=False, empty_label=_("not fixed yet")
    )
    minutes = forms.IntegerField(
        label=pgettext_lazy("duration", "Minutes"), required=False, min_value=1, max_value=LONGEST
    )
    presenting_body = forms.ModelChoiceField(
        label=_("Presented by"), queryset=Institution.objects.none(), required=False
    )
    presenter = forms.ModelChoiceField(
        label=_("Person who presents"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("She is reminded of papers, and may add them. Visitors see the institution only."),
    )
    is_public = forms.BooleanField(label=_("Everybody may read it once the agenda is sent"), required=False)

    def __init__(self, data: Any = None, *, meeting: Meeting, item: AgendaItem | None = None) -> None:
        self.meeting = meeting
        self.presented_by = item.presenter_id if item else None  # who has left the group meanwhile can stay
        standing: dict[str, Any] = {}
        if item is None and data is None:
            standing = {"kind": AgendaItem.Kind.DISCUSSION, "is_public": True}
        elif item is not None:
            standing = {name: getattr(item, name) for name in self.FACTS} | self.words_of(item)
        super().__init__(data, standing=standing)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("is_public"):
            refuse_names_in(self, meeting=self.meeting.pk)
        return said

    def fit(self) -> None:
        super().fit()
        days: Any = self.fields["day"]
        days.queryset, days.label_from_instance = (
            self.meeting.days.order_by("held_on"),
            lambda day: long_date(day.held_on),
        )
        bodies: Any = self.fields["presenting_body"]
        bodies.queryset = Institution.objects.by_name()
        people: Any = self.fields["presenter"]
        present = [one.person_id for one in candidates(timezone.localdate())]
        people.queryset = User.objects.filter(Q(pk__in=present) | Q(pk=self.presented_by)).by_name()


class ProposalForm(forms.Form):
    """A member's wish: what about, for which meeting, and in a sentence or two why."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices, initial=AgendaItem.Kind.DISCUSSION)
    meeting = forms.ModelChoiceField(
        label=_("Meeting"), queryset=Meeting.objects.none(), required=False, empty_label=_("whichever comes next")
    )
    explanation = own_words(_("What it is about"), required=False)

    def __init__(self, data: Any = None, *, user: Any, **options: Any) -> None:
        super().__init__(data, **options)
        meetings: Any = self.fields["meeting"]
        ahead = Meeting.objects.visible_to(user).filter(state__in=AHEAD, kind=Meeting.Kind.MEETING)
        meetings.queryset = ahead.annotate(begins_on=Min("days__held_on")).order_by("begins_on", "pk")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        meeting = said.get("meeting")
        try:
            refuse_names(said.get("title", ""), meeting=meeting.pk if meeting else 0)
        except forms.ValidationError as refusal:
            self.add_error("title", refusal)
        return said
