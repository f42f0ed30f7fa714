"""Where a clause stands, at which address, and what it adds to or takes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guidelines.forms.writing import PlainField
from guidelines.models import Clause, Edition

LEVELS = [(Clause.Level.CLAUSE.value, _("Clause")), (Clause.Level.SUBCLAUSE.value, _("Sub-clause of the one before"))]
HEAD = "head"


def level_field() -> forms.TypedChoiceField:
    """Clause or sub-clause, as a number."""
    return forms.TypedChoiceField(
        label=_("Level"), choices=LEVELS, coerce=int, initial=Clause.Level.CLAUSE.value, widget=forms.RadioSelect
    )


def places(clauses: Iterable[Clause], language: str, prefix: str = "") -> list[tuple[str, Any]]:
    """Choices: at the head, or behind a clause."""
    found: list[tuple[str, Any]] = [(f"{prefix}{HEAD}", _("At the very beginning"))]
    for clause in clauses:
        words = {"number": clause.number, "heading": clause.text_in(language)[0] or clause.heading}
        found.append((f"{prefix}{clause.pk}", _("Behind %(number)s %(heading)s") % words))
    return found


class AddClauseForm(forms.Form):
    """A heading and a place; the text is written next."""

    heading = PlainField(label=_("Heading"), max_length=200)
    after = forms.ChoiceField(label=_("Place"))
    level = level_field()

    def __init__(self, data: Any = None, *, clauses: Sequence[Clause], language: str, after: str = "") -> None:
        choices = places(clauses, language)
        known = {value for value, _label in choices}
        super().__init__(data, initial={"after": after if after in known else choices[-1][0]}, prefix="new")
        self.fields["heading"].widget.attrs["lang"] = language
        after_field: Any = self.fields["after"]
        after_field.choices = choices

    def clean_after(self) -> int | None:
        chosen = self.cleaned_data["after"]
        return None if chosen == HEAD else int(chosen)


class StepForm(forms.Form):
    """A button of the outline: to which place, or to which level."""

    after = forms.CharField(required=False, max_length=20)
    level = forms.TypedChoiceField(choices=LEVELS, coerce=int, required=False, empty_value=None)

    def clean_after(self) -> int | None:
        said = self.cleaned_data["after"]
        if said and said != HEAD and not (said.isascii() and said.isdigit()):
            raise ValidationError("unknown place")
        return int(said) if said and said != HEAD else None

    @property
    def is_move(self) -> bool:
        return bool(self.data.get("after"))


class PlaceForm(forms.Form):
    """Place, address and marks of a clause; in another text of the guideline, too, while both are not public."""

    place = forms.ChoiceField(label=_("Place"), help_text=_("Its sub-clauses move with it."))
    level = level_field()
    anchor = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_(
            "Behind the # of its address, and in references to it: [[#address]]. Small letters, figures, hyphens."
        ),
    )
    amends = forms.ChoiceField(label=_("Adds to clause"), required=False)
    incorporates = forms.ModelChoiceField(
        label=_("Takes in the supplement"),
        queryset=Edition.texts.none(),
        required=False,
        help_text=_("Then the supplement can be disposed of as incorporated in this edition."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        clause: Clause,
        texts: Sequence[tuple[Edition, list[Clause], str]],
        is_anchor_fixed: bool,
    ) -> None:
        """``texts`` are those it can stand in, with their clauses and names; its own first."""
        self.clause = clause
        own, siblings, _name = texts[0]
        before = [one for one in siblings if one.position < clause.position]
        here = f"{own.pk}-{before[-1].pk if before else HEAD}"
        super().__init__(
            data,
            initial={
                "place": here,
                "level": clause.level,
                "anchor": clause.anchor,
                "amends": clause.amends,
                "incorporates": clause.incorporates_id,
            },
        )
        self._offer_places(texts)
        self._offer_marks(own)
        if is_anchor_fixed:
            self.fields["anchor"].disabled = True
            self.fields["anchor"].help_text = _("Readers know this address; it stays in all editions.")

    def _offer_places(self, texts: Sequence[tuple[Edition, list[Clause], str]]) -> None:
        groups = []
        for text, clauses, name in texts:
            others = [clause for clause in clauses if clause.pk != self.clause.pk]
            groups.append((name, places(others, text.source_language, prefix=f"{text.pk}-")))
        place: Any = self.fields["place"]
        place.choices = groups if len(groups) > 1 else groups[0][1]

    def _offer_marks(self, text: Edition) -> None:
        if text.supplement_to is not None:
            clauses = text.supplement_to.clauses.order_by("position")
            amends: Any = self.fields["amends"]
            amends.choices = [("", "–"), *((clause.anchor, str(clause)) for clause in clauses)]
        else:
            del self.fields["amends"]
        supplements = Edition.texts.filter(supplement_to=text.replaces_id, supplement_to__isnull=False).public()
        if supplements.exists():
            field: Any = self.fields["incorporates"]
            field.queryset = supplements.select_related("guideline", "supplement_to").order_by("number")
        else:
            del self.fields["incorporates"]

    def clean_anchor(self) -> str:
        anchor: str = self.cleaned_data["anchor"]
        if anchor == self.clause.anchor:
            return anchor
        if not all(sign.isascii() and (sign.islower() or sign.isdigit() or sign == "-") for sign in anchor):
            raise ValidationError(_("Use small letters, figures and hyphens only."))
        if Clause.objects.filter(edition=self.clause.edition, anchor=anchor).exclude(pk=self.clause.pk).exists():
            raise ValidationError(_("Another clause of this text has this address."))
        return anchor

    @property
    def goal(self) -> tuple[int, int | None]:
        """Key of the text, and of the clause behind which it goes."""
        text, after = self.cleaned_data["place"].split("-", 1)
        return int(text), None if after == HEAD else int(after)

    @property
    def marks(self) -> dict[str, Any]:
        """What ``mark_clause`` is called with."""
        return {
            "anchor": self.cleaned_data["anchor"],
            "amends": self.cleaned_data.get("amends", self.clause.amends),
            "incorporates": self.cleaned_data.get("incorporates", self.clause.incorporates),
        }
