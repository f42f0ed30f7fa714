"""What the secretariat types to write a plan and its areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workplans.forms.merging import MergingForm, Words
from workplans.forms.wishes import DayField
from workplans.models import Area, WorkPlan

LONGEST_TEXT = 4000  # characters
LAST_NUMBER = 999

Lengths = Mapping[str, tuple[Any, int, int]]


class InThreeLanguages(MergingForm):
    """A form with a field for each word in each language; the first word is needed in one of them, whichever."""

    WORDS: ClassVar[Lengths] = {}  # by name: label, most characters, lines

    def __init__(self, data: Any = None, *, standing: Mapping[str, Any], **options: Any) -> None:
        own = get_language() or settings.LANGUAGE_CODE
        self.languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != own)
        super().__init__(data, standing=standing, **options)

    @classmethod
    def words_of(cls, thing: Any) -> dict[str, str]:
        """What a thing says in each language, by name of the field."""
        return {
            f"{word}_{code}": getattr(thing, f"{word}_{code}") or ""
            for word in cls.WORDS
            for code, _name in settings.LANGUAGES
        }

    def fit(self) -> None:
        for code in self.languages:
            for word, (label, longest, lines) in self.WORDS.items():
                attributes: dict[str, Any] = {"lang": code}
                widget: Any = forms.TextInput(attributes)
                if lines > 1:
                    widget = forms.Textarea(attributes | {"rows": lines})
                self.fields[f"{word}_{code}"] = Words(label=label, max_length=longest, required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first = next(iter(self.WORDS))
        names = [f"{first}_{code}" for code in self.languages]
        if not any(said.get(name) or name in self.errors for name in names):
            self.add_error(names[0], _("Write it in at least one language."))
        return said

    @cached_property
    def helper(self) -> FormHelper:
        """What needs no language, and a fieldset for each language, the reader's own first."""
        names = dict(settings.LANGUAGES)
        sets = [Fieldset(names[code], *(f"{word}_{code}" for word in self.WORDS)) for code in self.languages]
        spoken = {f"{word}_{code}" for word in self.WORDS for code in self.languages}
        facts = [name for name in self.fields if name not in spoken]
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(*self.arranged(sets, facts))
        return helper

    def arranged(self, sets: list[Any], facts: list[str]) -> list[Any]:
        """What stands above what."""
        return [*facts, *sets]


class PlanForm(InThreeLanguages):
    """A plan's address, period and words; once it is adopted, only the words."""

    WORDS: ClassVar[Lengths] = {"title": (_("Title"), 200, 1), "summary": (_("Summary"), LONGEST_TEXT, 4)}

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Part of the address, for example 2020-2022."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, data: Any = None, *, plan: WorkPlan | None = None, **options: Any) -> None:
        self.plan = plan
        standing: dict[str, Any] = {}
        if plan is not None:
            facts = {name: getattr(plan, name) for name in ("code", "starts_on", "ends_on")}
            standing = {**facts, **self.words_of(plan)}
        super().__init__(data, standing=standing, **options)

    def fit(self) -> None:
        super().fit()
        if self.plan is not None and self.plan.state != WorkPlan.State.DRAFT:
            for name in ("code", "starts_on", "ends_on"):
                del self.fields[name]

    def clean_code(self) -> str:
        """Refuse what is taken, by another plan or by a page of ours."""
        code: str = self.cleaned_data["code"]
        if resolve(reverse("workplans:plan", args=[code])).view_name != "workplans:plan":
            raise ValidationError(_("This word is the address of another page; choose another one."))
        if WorkPlan.objects.filter(code=code).exclude(pk=self.plan.pk if self.plan else 0).exists():
            raise ValidationError(_("There already is a plan with this code."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day must come after the first."))
        return said


class NewPlanForm(PlanForm):
    """A new plan, with the areas of an earlier one if wanted; its activities are chosen on a page of their own."""

    copied_from = forms.ModelChoiceField(
        label=_("Take over the areas of"),
        queryset=WorkPlan.objects.none(),
        required=False,
        empty_label=_("no other plan: begin empty"),
        help_text=_("On the next page you choose which activities come along."),
    )

    def __init__(self, data: Any = None, *, last: WorkPlan | None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial["copied_from"] = last
        choice: Any = self.fields["copied_from"]
        choice.queryset = WorkPlan.objects.newest_first()


class AreaForm(InThreeLanguages):
    """An area's words."""

    WORDS: ClassVar[Lengths] = {"title": (_("Title"), 200, 1), "aim": (_("Aim"), LONGEST_TEXT, 3)}

    def __init__(self, data: Any = None, *, area: Area | None = None, **options: Any) -> None:
        super().__init__(data, standing={} if area is None else self.words_of(area), **options)


class PlaceForm(forms.Form):
    """Where in its order something goes: one up, one down, or to a number."""

    STEPS: ClassVar = {"up": -1, "down": 1}

    to = forms.RegexField(regex=r"^(up|down|[1-9][0-9]{0,2})$")

    def place_from(self, number: int) -> int:
        """The number meant, seen from the present one."""
        to: str = self.cleaned_data["to"]
        return number + self.STEPS[to] if to in self.STEPS else int(to)
