"""What the secretariat types to plan a meeting: its facts, and its days with their hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.urls import resolve, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field, own_words
from institutions.models.people import TIME_ZONES
from meetings.forms.naming import refuse_names_in
from meetings.models import AgendaItem, Meeting
from meetings.models.lifecycle import Hours
from meetings.models.states import AHEAD, State
from workplans.forms.editing import InThreeLanguages, Lengths
from workplans.forms.merging import print_of

MOST_DAYS = 10
SPARE_DAYS = 2  # empty lines offered besides the days there are
LONGEST_REPORT = 20_000  # characters
DAY_PARTS = ("held_on", "starts", "ends")
WORDS: Lengths = {"title": (_("Title"), 200, 1), "place": (_("Place"), 200, 1)}


def time_field(**options: Any) -> forms.TimeField:
    """An hour on the wall of the meeting's place."""
    widget = forms.TimeInput({"type": "time"}, "%H:%M")
    return forms.TimeField(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], required=False, **options)


def month_field() -> forms.DateField:
    """A month in ISO figures, for as long as no day is fixed."""
    return forms.DateField(
        label=_("Month"),
        required=False,
        widget=forms.DateInput({"type": "month", "placeholder": "2018-03"}, "%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))],
        error_messages={"invalid": _("Write year and month, for example 2018-03.")},
        help_text=_("For example 2018-03, as long as no day is fixed."),
    )


class WithDays:
    """Lines of a form, one for each day, of which some may stay empty."""

    fields: dict[str, forms.Field]
    initial: Any
    rows: int

    def add_days(self, hours: Sequence[Hours], sent: Any) -> None:
        """Offer these days and some empty lines; as many as were sent, where something was."""
        sent_rows = sum(1 for row in range(MOST_DAYS) if f"held_on_{row}" in sent) if sent is not None else 0
        self.rows = min(max(len(hours) + SPARE_DAYS, sent_rows), MOST_DAYS)
        for row in range(self.rows):
            self.fields[f"held_on_{row}"] = day_field(label=_("Date"), required=False)
            self.fields[f"starts_{row}"] = time_field(label=_("Begins"))
            self.fields[f"ends_{row}"] = time_field(label=_("Ends"))
            if row < len(hours):
                self.initial |= {f"{part}_{row}": hours[row][at] for at, part in enumerate(DAY_PARTS)}

    @property
    def day_lines(self) -> list[Any]:
        """The lines, as a layout shows them."""
        return [
            Fieldset(_now("Day %(number)s") % {"number": row + 1}, Div(*self._names(row), css_class="row"))
            for row in range(self.rows)
        ]

    def take_days(self, said: dict[str, Any]) -> list[Hours]:
        """Take the lines out of what was said, as days in order; what is wrong stands at its field."""
        days: dict[date, Hours] = {}
        for row in range(self.rows):
            held_on, starts, ends = (said.pop(name, None) for name in self._names(row))
            if held_on is None:
                if starts or ends:
                    self._complain(f"held_on_{row}", _("Write the date too, or leave the whole line empty."))
                continue
            if held_on in days:
                self._complain(f"held_on_{row}", _("The meeting already has this day."))
            if ends and (starts is None or ends <= starts):
                self._complain(f"ends_{row}", _("The meeting must end after it begins."))
            days[held_on] = (held_on, starts, ends)
        return [days[held_on] for held_on in sorted(days)]

    def _complain(self, name: str, words: Any) -> None:
        form: Any = self
        if name not in form.errors:
            form.add_error(name, words)

    @staticmethod
    def _names(row: int) -> list[str]:
        return [f"{part}_{row}" for part in DAY_PARTS]


class MeetingForm(InThreeLanguages):
    """Facts and words of a meeting. What others rely on by now cannot be changed here any more."""

    WORDS: ClassVar[Lengths] = {**WORDS, "report": (_("Report"), LONGEST_REPORT, 6)}
    FACTS: ClassVar = (
        "code", "number", "kind", "is_public", "zone", "online_url", "papers_due_on", "answers_until", "quorum",
    )  # fmt: skip

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Part of the address, for example 2018-2."))
    number = forms.RegexField(
        label=_("Number"),
        regex=r"^[0-9]{1,4}(/[0-9]{1,3})?$",
        required=False,
        help_text=_("For example 10 or 2018/2; decisions are counted under it."),
        error_messages={"invalid": _("Write a number such as 10 or 2018/2.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind.choices)
    is_public = forms.BooleanField(
        label=_("Everybody may see that it takes place"), required=False, help_text=_("Once it is announced.")
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES)
    online_url = forms.URLField(
        label=_("Address for taking part online"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Seen by members only."),
    )
    papers_due_on = day_field(label=_("Papers are due"), required=False)
    answers_until = day_field(label=_("Answers are due"), required=False)
    quorum = forms.IntegerField(
        label=_("Institutions needed"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Empty: more than half of the members."),
    )

    def __init__(self, data: Any = None, *, meeting: Meeting | None = None, **options: Any) -> None:
        self.meeting = meeting
        standing = options.pop("standing", {})
        if meeting is not None:
            standing = {**{name: getattr(meeting, name) for name in self.FACTS}, **self.words_of(meeting)}
        super().__init__(data, standing=standing, **options)

    def fit(self) -> None:
        super().fit()
        if self.meeting is None:
            return
        zone: Any = self.fields["zone"]
        if self.meeting.zone not in dict(TIME_ZONES):
            zone.choices = [*TIME_ZONES, (self.meeting.zone, self.meeting.zone)]
        if self.meeting.state != State.PENCILLED:
            del self.fields["code"]
        if self.meeting.state not in AHEAD:
            del self.fields["zone"]
        if self.meeting.decisions.exists() or self.meeting.actions.exists():
            del self.fields["number"]

    def clean_code(self) -> str:
        """Refuse what is taken, by another meeting or by a page of ours."""
        code: str = self.cleaned_data["code"]
        if resolve(reverse("meetings:meeting", args=[code])).view_name != "meetings:meeting":
            raise ValidationError(_("This word is the address of another page; choose another one."))
        if self._others.filter(code=code).exists():
            raise ValidationError(_("There already is a meeting with this code."))
        return code

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number and self._others.filter(number=number).exists():
            raise ValidationError(_("Another meeting has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        refuse_names_in(self, meeting=self.meeting.pk if self.meeting else 0)
        return said

    @property
    def _others(self) -> QuerySet[Meeting]:
        return Meeting.objects.exclude(pk=self.meeting.pk if self.meeting else 0)


class NewMeetingForm(WithDays, MeetingForm):
    """A new meeting with its days, or a record of one that took place before."""

    WORDS: ClassVar[Lengths] = WORDS

    month = month_field()
    was_held = forms.BooleanField(
        label=_("It took place already"),
        required=False,
        help_text=_("For recording past meetings: nobody is invited, no letter leaves."),
    )
    taken = forms.MultipleChoiceField(
        label=_("Take over agenda items"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any = None,
        *,
        hours: Sequence[Hours],
        today: date,
        standing: Mapping[str, Any],
        items: Iterable[AgendaItem] = (),
    ) -> None:
        self.hours, self.today, self.sent = hours, today, data
        self.offered = {str(item.pk): item for item in items}
        super().__init__(data, standing=standing)
        self.add_days(hours, data)

    def fit(self) -> None:
        super().fit()
        choice: Any = self.fields["taken"]
        choice.choices = [(key, _offer(item)) for key, item in self.offered.items()]
        if not self.offered:
            del self.fields["taken"]

    def clean_taken(self) -> list[AgendaItem]:
        """The items themselves, in the order of their agenda."""
        return [item for key, item in self.offered.items() if key in self.cleaned_data["taken"]]

    def arranged(self, sets: list[Any], facts: list[str]) -> list[Any]:
        lines = {name for row in range(self.rows) for name in self._names(row)}
        shown = [name for name in facts if name not in lines | {"month", "was_held"}]
        return [*sets, *self.day_lines, "month", "was_held", *shown]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["days"] = days = self.take_days(said)
        check_month(self, said)
        if said.get("was_held") and not self.errors and not (days and days[-1][0] <= self.today):
            self.add_error("was_held", _("Write the days on which it took place; they must have passed."))
        return said


class DaysForm(WithDays, forms.Form):
    """Days and hours of a meeting that lies ahead; once it is announced, with the reason."""

    month = month_field()
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    reason = own_words(_("Reason"), help_text=_("The invited get it in the letter with the new days."))

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        self.meeting, hours = meeting, meeting.hours()
        self.standing = print_of(f"{hours} {meeting.month}")
        super().__init__(data, initial={"month": meeting.month, "seen": self.standing})
        self.add_days(hours, data)
        del self.fields["reason" if meeting.state == State.PENCILLED else "month"]
        self.is_overtaken = False

    @property
    def lines(self) -> list[Any]:
        """What a template shows of each day: its fields."""
        form: Any = self
        return [[form[name] for name in self._names(row)] for row in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said["days"] = days = self.take_days(said)
        check_month(self, said)
        if not days and self.meeting.state != State.PENCILLED and not self.errors:
            self.add_error("held_on_0", _("An announced meeting needs a day; if it does not take place, cancel it."))
        if said.get("seen") != self.standing:
            self.is_overtaken = True
            typed: Any = self.data
            self.data = typed = typed.copy()
            typed["seen"] = self.standing
            self.add_error(None, _("Somebody else changed the days meanwhile; nothing of yours was saved yet."))
        return said


def _offer(item: AgendaItem) -> str:
    """The item as the secretariat knows it."""
    name = f"{item.number}. {item}"
    return f"{name} ({item.get_state_display()})" if item.state == AgendaItem.State.CARRIED else name


def check_month(form: Any, said: dict[str, Any]) -> None:
    """Keep the month by its first day, and only while no day is fixed."""
    if "month" in form.fields and "month" not in form.errors:
        said["month"] = said["month"].replace(day=1) if said.get("month") and not said["days"] else None
