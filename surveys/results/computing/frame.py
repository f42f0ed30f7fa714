"""What is fixed of a survey before anybody counts: its questions, thresholds and breakdowns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from surveys.models import Audience, Campaign, CampaignDimension, Item
from surveys.results.asking import layout_of
from surveys.results.disclosure.merging import Dimension, Group
from surveys.results.disclosure.publishing import Thresholds
from surveys.results.layout import Layout

INDEX = "@"  # before the name of an index among measures; no question's code begins so


@dataclass(frozen=True)
class Frame:
    """A survey as its results are computed: ``items`` in the order of the layout, breakdowns by their column."""

    campaign: Campaign
    items: tuple[Item, ...]
    layout: Layout
    breakdowns: tuple[CampaignDimension, ...]

    @property
    def is_staff(self) -> bool:
        return self.campaign.questionnaire.audience == Audience.EMPLOYEES

    @property
    def thresholds(self) -> Thresholds:
        """As promised when the survey opened."""
        return Thresholds(self.campaign.k_total, self.campaign.k_cell, self.campaign.fold_size)

    @cached_property
    def measured(self) -> dict[str, int]:
        """Questions with results of their own, by code, and their places; what people are is no result."""
        return {item.code: place for place, item in enumerate(self.items) if item.role != Item.Role.BACKGROUND}

    @cached_property
    def dimensions(self) -> list[Dimension]:
        """The breakdowns for the disclosure control, in declared order."""
        return [Dimension(each.position - 1, _chains(each)) for each in self.breakdowns]

    @property
    def crossings(self) -> list[tuple[Dimension, Dimension]]:
        """Breakdowns are crossed for users only."""
        return [] if self.is_staff else list(combinations(self.dimensions, 2))

    def by(self, places: Sequence[int]) -> list[str]:
        """Codes of the background questions in these columns."""
        return [self._declared[place].item.code for place in places]

    def options(self, places: Sequence[int], groups: Sequence[Group]) -> list[list[str]]:
        """The answers' own codes of merged categories, one list for each column."""
        found = []
        for place, group in zip(places, groups, strict=True):
            categories = self._declared[place].categories
            found.append([code for number in group for code in categories[number - 1]])
        return found

    def people(self, places: Sequence[int] = (), groups: Sequence[Group] = (), *, n: int) -> int | None:
        """How many people a group has, where that is known and makes intervals narrower.

        Not where whoever wished answered, and not where more answered than there are people: then a number is wrong.
        """
        if self.campaign.approach == Campaign.Approach.OPEN:
            return None
        many = self.campaign.population if not places else None
        if len(places) == 1:
            many = self.headcount(places[0], groups[0])
        return many if many and many >= n else None

    def headcount(self, place: int, group: Group) -> int | None:
        """People in merged categories, as the institution told."""
        known: list[Any] = self._declared[place].headcounts
        counts = [known[number - 1] if number <= len(known) else None for number in group]
        return None if None in counts else sum(many or 0 for many in counts)

    @cached_property
    def _declared(self) -> dict[int, CampaignDimension]:
        return {each.position - 1: each for each in self.breakdowns}


def frame_of(campaign: Campaign) -> Frame:
    """Everything that is asked about, in a constant number of queries."""
    asked = campaign.questionnaire.items.exclude(role=Item.Role.TEXT).select_related("dimension")
    items = tuple(asked.prefetch_related("scale__options").order_by("position", "pk"))
    declared = campaign.dimensions.select_related("item__scale").prefetch_related("item__scale__options")
    return Frame(campaign, items, layout_of(campaign.questionnaire), tuple(declared))


def without_joint(layout: Layout) -> Layout:
    """The same questions without counts beside the one on everything: releases need none of groups."""
    return replace(layout, overall=None)


def _chains(declared: CampaignDimension) -> tuple[Group, ...]:
    """Neighbours may be merged where all their answers have an order; others stand alone."""
    scale: Any = declared.item.scale
    without_order = {option.code for option in scale.options.all() if option.value is None}
    chains: list[list[int]] = []
    was_ordered = False
    for number, codes in enumerate(declared.categories, start=1):
        is_ordered = without_order.isdisjoint(codes)
        if is_ordered and was_ordered:
            chains[-1].append(number)
        else:
            chains.append([number])
        was_ordered = is_ordered
    return tuple(tuple(chain) for chain in chains)
