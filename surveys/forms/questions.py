"""What the secretariat types for one question, and how it is compared with the version before."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from surveys.forms.fields import caf_field, iso_field
from surveys.models import Dimension, Item, Questionnaire, Scale
from surveys.results.versions import allowed, items_before, refusal
from workplans.forms.editing import InThreeLanguages, Lengths

Role = Item.Role
Kept = Item.Comparability
COMPARED = ("comparability", "comparability_reason")


class ItemForm(InThreeLanguages):
    """A question of a draft; one that the version before has keeps its code and says whether answers continue."""

    WORDS: ClassVar[Lengths] = {"text": (_("Question"), 500, 2)}
    FACTS: ClassVar = (
        "code", "role", "dimension", "scale", "is_reversed", "is_required", "caf", "iso", *COMPARED,
    )  # fmt: skip

    code = forms.SlugField(label=_("Code"), max_length=30, help_text=_("Lasts over all versions."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    dimension = forms.ModelChoiceField(label=_("Dimension"), queryset=Dimension.objects.none(), required=False)
    scale = forms.ModelChoiceField(
        label=_("Scale"),
        queryset=Scale.objects.none(),
        required=False,
        help_text=_("Scales are made in the secretariat's office. An open question has none."),
    )
    is_reversed = forms.BooleanField(label=_("Agreeing is bad"), required=False)
    is_required = forms.BooleanField(label=_("Required"), required=False)
    caf = caf_field()
    iso = iso_field()
    comparability = forms.ChoiceField(label=_("The question is"), choices=[])
    comparability_reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea({"rows": 2, "cols": 40})
    )

    def __init__(self, data: Any = None, *, questionnaire: Questionnaire, item: Item | None = None) -> None:
        self.questionnaire, self.item = questionnaire, item
        self.before = items_before(questionnaire).get(item.code) if item else None
        standing: dict[str, Any] = {"role": Role.RATING} if data is None else {}
        if item is not None:
            columns = [f"{name}_id" if name in ("dimension", "scale") else name for name in self.FACTS]
            facts = {name: getattr(item, column) for name, column in zip(self.FACTS, columns, strict=True)}
            standing = facts | self.words_of(item)
        super().__init__(data, standing=standing)

    def fit(self) -> None:
        super().fit()
        fields: Any = self.fields
        fields["dimension"].queryset = self.questionnaire.dimensions.order_by("position", "pk")
        fields["scale"].queryset = Scale.objects.order_by("code").prefetch_related("options")
        fields["scale"].label_from_instance = _with_ends
        if self.before is None:
            for name in COMPARED:
                del self.fields[name]
        else:
            del self.fields["code"]
            fields["comparability"].choices = [one for one in Kept.choices if one[0] != Kept.NEW]

    def arranged(self, sets: list[Any], facts: list[str]) -> list[Any]:
        compared = [name for name in COMPARED if name in self.fields]
        first = [name for name in facts if name not in compared]
        last = [Fieldset(_now("Compared with the version before"), *compared)] if compared else []
        return [*first, *sets, *last]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = self.questionnaire.items.exclude(pk=self.item.pk if self.item else 0)
        if others.filter(code=code).exists():
            raise forms.ValidationError(_("The questionnaire has this code already."))
        if code in items_before(self.questionnaire):
            raise forms.ValidationError(_("The version before has this code; a new question needs a new one."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._check_role(said)
        if self.before is not None and not self.errors:
            self._check_comparability(said, self.before)
        return said

    def _check_role(self, said: dict[str, Any]) -> None:
        role, scale = said.get("role"), said.get("scale")
        if not role or "scale" in self.errors:
            return
        if (role == Role.TEXT) != (scale is None):
            self.add_error("scale", _("An open question has no scale; every other question needs one."))
        elif scale is not None and role != Role.BACKGROUND and not _has_order(scale):
            self.add_error("scale", _("The answers of this scale have no order; choose another one."))
        if role == Role.IMPORTANCE and not said.get("dimension") and "dimension" not in self.errors:
            self.add_error("dimension", _("Importance is asked about a dimension."))
        if said.get("is_reversed") and role not in (Role.RATING, Role.OVERALL):
            self.add_error("is_reversed", _("Only what people agree to can be bad."))

    def _check_comparability(self, said: dict[str, Any], before: Item) -> None:
        """What is said of the question must fit; what would fit is proposed where it does not."""
        facts = {name: value for name, value in said.items() if name in self.FACTS or name.startswith("text_")}
        proposed = Item(**facts)
        why = refusal(before, proposed)
        if not why:
            return
        fitting = allowed(before, proposed)
        is_known = proposed.comparability in fitting
        self.add_error(COMPARED[1] if is_known else COMPARED[0], str(why))
        if not is_known:
            typed: Any = self.data
            self.data = typed = typed.copy()
            typed["comparability"] = fitting[0]


def _has_order(scale: Scale) -> bool:
    return sum(option.value is not None for option in scale.options.all()) > 1


def _with_ends(scale: Scale) -> str:
    """The code with the first and the last answer that is one."""
    options = list(scale.options.all())
    labels = [option.label for option in options if option.value is not None] or [option.label for option in options]
    return f"{scale.code}: {labels[0]} … {labels[-1]}" if labels else scale.code
