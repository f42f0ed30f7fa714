"""By which background questions results may be shown: at most three, each in two to six groups of answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.actions.campaigns import Breakdown
from surveys.forms.running import MOST_PEOPLE
from surveys.models import Campaign, CampaignDimension, Item
from surveys.models.campaigns import MOST_CATEGORIES, MOST_DIMENSIONS

FEWEST_PEOPLE = 3  # of a group results are shown by, where the institution told how many it has


class BreakdownsForm(forms.Form):
    """A box for each background question; for each of its answers, the number of its group and how many people."""

    def __init__(
        self, data: Any = None, *, campaign: Campaign, items: Iterable[Item], declared: Iterable[CampaignDimension]
    ) -> None:
        super().__init__(data)
        self.campaign = campaign
        self.items = {item.pk: item for item in items if len(options_of(item)) > 1}
        standing = {one.item_id: one for one in declared}
        for item in self.items.values():
            self._add(item, standing.get(item.pk))

    def _add(self, item: Item, declared: Any) -> None:
        self.fields[f"by_{item.pk}"] = forms.BooleanField(
            label=_("Show results by this question"),
            required=False,
            initial=declared is not None,
            widget=forms.CheckboxInput({"class": "form-check-input"}),
        )
        groups = {code: at for at, codes in enumerate(declared.categories, 1) for code in codes} if declared else {}
        counts = declared.headcounts if declared else []
        for place, option in enumerate(options_of(item), start=1):
            group = groups.get(option.code, min(place, MOST_CATEGORIES))
            is_first = (
                declared is not None and group <= len(counts) and declared.categories[group - 1][0] == option.code
            )
            self.fields[f"group_{option.pk}"] = forms.IntegerField(
                label=_("Group"),
                min_value=1,
                max_value=MOST_CATEGORIES,
                initial=group,
                required=False,
                widget=_number(),
            )
            self.fields[f"people_{option.pk}"] = forms.IntegerField(
                label=_("People"),
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                widget=_number(),
                initial=counts[group - 1] if is_first else None,
            )

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What a template shows: the question, its box, and for each answer two fields."""
        return [
            {
                "item": item,
                "box": self[f"by_{pk}"],
                "options": [
                    {"option": one, "group": self[f"group_{one.pk}"], "people": self[f"people_{one.pk}"]}
                    for one in options_of(item)
                ],
            }
            for pk, item in self.items.items()
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [item for pk, item in self.items.items() if said.get(f"by_{pk}")]
        if len(chosen) > MOST_DIMENSIONS:
            words = _("Choose at most %(number)s questions; more of them would point at single people.")
            self.add_error(None, words % {"number": MOST_DIMENSIONS})
        people = self.campaign.population
        if chosen and people is not None and people < 2 * self.campaign.k_cell:
            words = _("With fewer than %(number)s people, results are shown only as a whole.")
            self.add_error(None, words % {"number": 2 * self.campaign.k_cell})
        said["breakdowns"] = [one for item in chosen if (one := self._breakdown(item, said))]
        return said

    def _breakdown(self, item: Item, said: dict[str, Any]) -> Breakdown | None:
        """The groups in their order; answers that are not told apart share one."""
        groups: dict[int, list[Any]] = {}
        for option in options_of(item):
            group = said.get(f"group_{option.pk}")
            if group is None:
                if f"group_{option.pk}" not in self.errors:
                    self.add_error(f"group_{option.pk}", _("Give each answer the number of a group."))
                return None
            groups.setdefault(group, []).append(option)
        if len(groups) < 2:
            self.add_error(f"by_{item.pk}", _("Make at least two groups."))
            return None
        ordered = [groups[number] for number in sorted(groups)]
        counts = [[said.get(f"people_{option.pk}") for option in group] for group in ordered]
        known = [sum(number for number in group if number is not None) for group in counts]
        if any(0 < many < FEWEST_PEOPLE for many in known):
            words = _("A group of fewer than %(number)s people is not told apart; give it the number of another.")
            self.add_error(f"by_{item.pk}", words % {"number": FEWEST_PEOPLE})
            return None
        is_known = all(any(number is not None for number in group) for group in counts)
        return Breakdown(item, [[option.code for option in group] for group in ordered], known if is_known else [])


def options_of(item: Item) -> list[Any]:
    """The answers a background question offers, in their order."""
    options: Any = item.scale.options.all() if item.scale else ()
    return list(options)


def _number() -> forms.NumberInput:
    return forms.NumberInput({"class": "form-control"})
