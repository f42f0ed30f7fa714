"""What the secretariat looks for, why it closes letters, and when reminders are due."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.actions import Occasion, occasions
from letters.models import Letter, LetterQuerySet

# days no letter can lie beyond; arithmetic with still farther ones fails
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
MOST_STEPS = 12
FARTHEST_STEP = 365  # days before and after
LONGEST_STEP = 6  # digits; nobody needs to read longer ones to know that they are too far


class LetterFilter(forms.Form):
    """State, occasion, period and words of address, name or subject; kept in the address of the page."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Letter.State.choices])
    occasion = forms.ChoiceField(label=_("Occasion"), required=False, choices=lambda: [("", _("all")), *occasions()])
    first = forms.DateField(
        label=_("Written from"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), validators=DAYS
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), validators=DAYS
    )
    q = forms.CharField(label=_("Name, address or subject"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not lie before the first."))
        return cleaned

    def narrow(self, letters: LetterQuerySet) -> LetterQuerySet:
        """Keep what matches; a value nobody offered matches nothing. Days are whole ones of the reader's own clock."""
        if not self.is_valid():
            return letters.none()
        given = self.cleaned_data
        letters = letters.filter(**{name: given[name] for name in ("state", "occasion") if given[name]})
        if given["first"]:
            letters = letters.filter(written_at__gte=_moment(given["first"], time.min))
        if given["last"]:
            letters = letters.filter(written_at__lte=_moment(given["last"], time.max))
        return letters.matching(given["q"]) if given["q"] else letters


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class CloseLetterForm(forms.Form):
    """Why letters are not to be sent any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class StepsField(forms.CharField):
    """Days before a date, those after it with a minus: "30, 7, 1, 0". Gives a tuple, the earliest first.

    A kind of letter stays on its side of the date: a letter about what has passed cannot leave before.
    """

    default_error_messages = {
        "no_number": _("“%(word)s” is not a number of days. Write whole numbers with commas between: 30, 7, 1, 0."),
        "too_low": _("“%(word)s” is too low: these letters take numbers from %(lowest)s to %(highest)s."),
        "too_high": _("“%(word)s” is too high: these letters take numbers from %(lowest)s to %(highest)s."),
        "too_many": _("At most twelve numbers."),
    }
    lowest, highest = -FARTHEST_STEP, FARTHEST_STEP

    def to_python(self, value: Any) -> tuple[int, ...]:  # type: ignore[override]
        typed = (super().to_python(value) or "").replace("\N{MINUS SIGN}", "-").replace(";", ",")
        steps = {self._step(word.strip()) for word in typed.split(",") if word.strip()}
        if len(steps) > MOST_STEPS:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return tuple(sorted(steps, reverse=True))

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit numbers, whose limits ``to_python`` has looked at."""

    def _step(self, word: str) -> int:
        digits = word.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            self._refuse("no_number", word)
        step = int(word[: LONGEST_STEP + 1])
        if step < self.lowest:
            self._refuse("too_low", word)
        if step > self.highest:
            self._refuse("too_high", word)
        return step

    def _refuse(self, why: str, word: str) -> None:
        words = {"word": word[:20], "lowest": self.lowest, "highest": self.highest}
        raise ValidationError(self.error_messages[why], code=why, params=words)


class RuleForm(forms.Form):
    """When the letters of one occasion are due; ``seen`` is the rule that stood there when the page was opened."""

    steps = StepsField(label=_("Days"), widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
    is_on = forms.BooleanField(label=_("These letters are written"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)

    def __init__(self, *args: Any, kind: Occasion, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["steps"]
        if min(kind.steps) >= 0:
            field.lowest = 0
        elif max(kind.steps) < 0:
            field.highest = -1
        field.label = kind.days_since or field.label
        field.help_text = _explained(kind)


def _explained(kind: Occasion) -> Any:
    """How the numbers of this kind of letter count."""
    if kind.days_since:
        return _("With commas between; 0 is the same day. At most twelve numbers.")
    if min(kind.steps) >= 0:
        return _("Days before the date, with commas between; 0 is the date itself. At most twelve numbers.")
    if max(kind.steps) < 0:
        return _("Days after the date, each with a minus: -3 is three days after it. At most twelve numbers.")
    return _("Days before the date; 0 is the date itself, -3 is three days after it. At most twelve numbers.")
