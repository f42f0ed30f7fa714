"""What the secretariat types to write a questionnaire, and the steps of its life in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.forms.fields import caf_field, iso_field
from surveys.models import Audience, Dimension, Questionnaire
from surveys.models.campaigns import FLOOR, THRESHOLDS
from surveys.results.versions import version_before
from workplans.forms.editing import LONGEST_TEXT, InThreeLanguages, Lengths

State = Questionnaire.State
Words = str | Promise


class QuestionnaireForm(InThreeLanguages):
    """The words around the questions, and the facts of a draft."""

    WORDS: ClassVar[Lengths] = {
        "title": (_("Title"), 200, 1),
        "intro": (_("Introduction"), LONGEST_TEXT, 3),
        "rating_lead": (_("Words before the statements"), LONGEST_TEXT, 2),
        "importance_lead": (_("Words before the questions on importance"), LONGEST_TEXT, 2),
        "closing": (_("Closing words"), LONGEST_TEXT, 2),
    }
    FACTS: ClassVar = ("source_language", "smallest_group")

    source_language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    smallest_group = forms.IntegerField(
        label=_("Smallest group shown"),
        min_value=FLOOR,
        max_value=1000,
        help_text=_("Answers; nothing is ever shown about fewer."),
    )

    def __init__(self, data: Any = None, *, questionnaire: Questionnaire | None = None, **options: Any) -> None:
        self.questionnaire = questionnaire
        standing: dict[str, Any] = {}
        if questionnaire is not None:
            standing = {name: getattr(questionnaire, name) for name in self.FACTS} | self.words_of(questionnaire)
        super().__init__(data, standing=standing, **options)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        audience = self.questionnaire.audience if self.questionnaire else said.get("audience")
        least = THRESHOLDS[audience]["k_total"] if audience in THRESHOLDS else FLOOR  # type: ignore[index]
        if (said.get("smallest_group") or least) < least:
            self.add_error("smallest_group", _("At least %(least)s for this audience.") % {"least": least})
        return said


class NewQuestionnaireForm(QuestionnaireForm):
    """A new one; its address and whom it asks never change."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Part of the address, for example USERS-SHORT."))
    audience = forms.ChoiceField(label=_("Who is asked"), choices=Audience.choices)

    field_order = ("seen", "code", "audience", "source_language", "smallest_group")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Questionnaire.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There already is a questionnaire with this code."))
        return code

    def refuse_code(self) -> None:
        """Somebody else took it at the same moment."""
        self.add_error("code", _("There already is a questionnaire with this code."))


class DimensionForm(InThreeLanguages):
    """A theme; its code stays once a version that has it was published."""

    WORDS: ClassVar[Lengths] = {"name": (pgettext_lazy("dimension", "Name"), 100, 1)}
    FACTS: ClassVar = ("code", "caf", "iso", "needs_all")

    code = forms.SlugField(label=_("Code"), max_length=10)
    caf = caf_field()
    iso = iso_field()
    needs_all = forms.BooleanField(
        label=_("Counts only people who answered all its questions"),
        required=False,
        help_text=_("Otherwise at least half."),
    )

    def __init__(self, data: Any = None, *, questionnaire: Questionnaire, dimension: Dimension | None = None) -> None:
        self.questionnaire, self.dimension = questionnaire, dimension
        standing: dict[str, Any] = {}
        if dimension is not None:
            standing = {name: getattr(dimension, name) for name in self.FACTS} | self.words_of(dimension)
        super().__init__(data, standing=standing)

    def fit(self) -> None:
        super().fit()
        before = version_before(self.questionnaire) if self.dimension else None
        if before and self.dimension and before.dimensions.filter(code=self.dimension.code).exists():
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = self.questionnaire.dimensions.exclude(pk=self.dimension.pk if self.dimension else 0)
        if others.filter(code=code).exists():
            raise forms.ValidationError(_("The questionnaire has this code already."))
        return code


@dataclass(frozen=True)
class Step:
    """A step as people see it, and the states a questionnaire takes it from."""

    title: Words
    effect: Words
    done: Words
    leaves: tuple[str, ...]
    is_grave: bool = False


STEPS: Mapping[str, Step] = {
    "publish": Step(
        _("Publish the questionnaire"),
        _("Surveys can ask with it. From then on nothing of it changes; a change is a new version."),
        _("The questionnaire is published."),
        (State.DRAFT,),
    ),
    "copy": Step(
        _("Write the next version"),
        _("The same questions under the same codes, as a draft. This version stays as it is."),
        _("This is the next version, as a draft."),
        (State.PUBLISHED, State.RETIRED),
    ),
    "retire": Step(
        _("Retire the questionnaire"),
        _("It is offered no more for new surveys. Surveys that ask with it go on."),
        _("The questionnaire is retired."),
        (State.PUBLISHED,),
        is_grave=True,
    ),
    "use-again": Step(
        _("Use the questionnaire again"),
        _("It is offered for new surveys again."),
        _("The questionnaire is offered again."),
        (State.RETIRED,),
    ),
    "discard": Step(
        _("Throw the draft away"),
        _("The draft disappears with its questions and cannot be brought back."),
        _("The draft is gone."),
        (State.DRAFT,),
        is_grave=True,
    ),
}
