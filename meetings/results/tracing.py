"""A decision and what belongs to it, as far as a reader may see: effects, what it took back, its dated story.

A constant number of queries, however much a decision changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from guidelines.models import Edition
from institutions import permissions
from meetings.models import AgendaItem, Decision, DecisionEffect, Meeting, Minutes
from workplans.models import Activity, ActivityBody, Deadline, StateChange

Kind = DecisionEffect.Kind
SUBJECTS = (
    *("decision", "activity__area__plan", "deadline__activity__area__plan"),
    *("lead__activity__area__plan", "lead__institution", "membership__institution"),
    *("edition__guideline", "edition__supplement_to__guideline", "minutes__meeting"),
)
HEAVY = ("minutes__full", "minutes__public")  # frozen texts nobody reads here


@dataclass(frozen=True)
class Effect:
    """One effect. ``before`` is the deadline or lead body until then, or the step the activity took, if known.

    ``decision`` is the one that made it, ``undone_by`` the later one that took it back; nothing where the reader
    may not see it.
    """

    row: DecisionEffect
    before: Any
    decision: Decision | None
    undone_by: Decision | None

    @property
    def template(self) -> str:
        """The fragment that tells it."""
        return f"meetings/_effect_{self.row.kind}.html"


@dataclass(frozen=True)
class Event:
    """One line of the story: the day, what happened, and the thing, decision or effect it happened to.

    ``label`` is what the link says where it leads elsewhere than to the thing.
    """

    on: date
    words: str
    thing: Model | None = None
    url: str = ""
    label: str = ""
    decision: Decision | None = None
    effect: Effect | None = None


class Trace:
    """What a reader may know of one decision, which she may see; it comes with its meeting."""

    def __init__(self, decision: Decision, user: Any) -> None:
        self.decision, self.user = decision, user
        self.is_member = permissions.may(user, permissions.SEE_MEETING_PAPERS)

    @cached_property
    def item(self) -> AgendaItem | None:
        """The agenda item, with what it was carried over from."""
        visible = AgendaItem.objects.visible_to(self.user).filter(pk=self.decision.item_id or 0)
        return visible.select_related("carried_from__meeting").first()

    @cached_property
    def minutes(self) -> Minutes | None:
        visible = Minutes.objects.visible_to(self.user).filter(meeting=self.decision.meeting_id)
        minutes = visible.defer("full", "public").first()
        if minutes is not None:
            minutes.meeting = self.decision.meeting
        return minutes

    @property
    def minutes_url(self) -> str:
        """The place in the minutes; empty where the reader may not read them."""
        place = f"item-{self.item.pk}" if self.item else self.decision.number
        return f"{self.minutes.get_absolute_url()}#{place}" if self.minutes else ""

    @cached_property
    def related(self) -> dict[int, Decision]:
        """The decisions this one replaces or is replaced by, whose effects it took back, or which took back its own."""
        rows = self._rows
        keys = {self.decision.supersedes_id, *(row.undone_by_id for row in rows), *(row.decision_id for row in rows)}
        others = [key for key in keys if key is not None and key != self.decision.pk]
        wanted: Any = Q(pk__in=others) | Q(supersedes=self.decision.pk)
        found = Decision.objects.visible_to(self.user).filter(wanted).select_related("meeting")
        return {one.pk: one for one in found.order_by("decided_on", "pk")}

    @property
    def supersedes(self) -> Decision | None:
        return self.related.get(self.decision.supersedes_id or 0)

    @property
    def superseded_by(self) -> list[Decision]:
        return [one for one in self.related.values() if one.supersedes_id == self.decision.pk]

    @cached_property
    def effects(self) -> list[Effect]:
        """What it changed."""
        return [one for one in self._told if one.row.decision_id == self.decision.pk]

    @cached_property
    def taken_back(self) -> list[Effect]:
        """What earlier decisions had changed and this one took back."""
        return [one for one in self._told if one.row.undone_by_id == self.decision.pk]

    @cached_property
    def choices(self) -> list[Effect]:
        """What the decision it supersedes changed and no other took back, while it can be said what becomes of it."""
        if self.decision.supersedes_id is None or not self.decision.is_provisional:
            return []
        free = Q(undone_by=None) | Q(undone_by=self.decision.pk)
        older = DecisionEffect.objects.filter(free, decision=self.decision.supersedes_id)
        return told(visible_effects(older, self.user), {})

    @cached_property
    def _rows(self) -> list[DecisionEffect]:
        about = Q(decision=self.decision.pk) | Q(undone_by=self.decision.pk)
        return visible_effects(DecisionEffect.objects.filter(about), self.user)

    @cached_property
    def _told(self) -> list[Effect]:
        decisions = {**self.related, self.decision.pk: self.decision}
        return told(self._rows, decisions)

    @cached_property
    def story(self) -> list[Event]:
        """From the proposal to what came after, by day."""
        parts = (self._of_the_item(), self._of_the_decision(), self._of_the_minutes(), self._afterwards())
        return sorted((event for part in parts for event in part), key=lambda event: event.on)

    def _of_the_item(self) -> Iterator[Event]:
        item, decided_on = self.item, self.decision.decided_on
        if item is None or (proposed_on := timezone.localdate(item.proposed_at)) > decided_on:
            return  # what was entered later tells nothing about the order of things
        if self.is_member and item.carried_from and (earlier := item.carried_from.meeting):
            yield Event(proposed_on, _("Carried over from an earlier meeting"), earlier, earlier.get_absolute_url())
        else:
            yield Event(proposed_on, _("Agenda item proposed"), item, self.item_url)

    @property
    def item_url(self) -> str:
        """The item on the agenda; empty where the reader may not see it."""
        agenda = reverse("meetings:agenda", args=[self.decision.meeting.code])
        return f"{agenda}#item-{self.item.pk}" if self.item else ""

    def _of_the_decision(self) -> Iterator[Event]:
        meeting = self.decision.meeting
        yield Event(self.decision.decided_on, _("Decided at the meeting"), meeting, meeting.get_absolute_url())
        for effect in self.effects:
            yield Event(timezone.localdate(effect.row.applied_at), _("Took effect"), effect=effect)

    def _of_the_minutes(self) -> Iterator[Event]:
        if self.minutes is None:
            return
        steps = [(_("Minutes circulated"), self.minutes.circulated_at)] if self.is_member else []
        steps += [
            (_("Minutes approved"), self.minutes.approved_at),
            (_("Minutes published"), self.minutes.published_at),
        ]
        for words, at in steps:
            if at is not None:
                yield Event(timezone.localdate(at), words, url=self.minutes_url, label=_("Read it in the minutes"))

    def _afterwards(self) -> Iterator[Event]:
        for later in self.superseded_by:
            yield Event(later.decided_on, _("Superseded by"), decision=later)
        for effect in self.effects:
            if effect.undone_by:
                yield Event(effect.undone_by.decided_on, _("Taken back"), decision=effect.undone_by, effect=effect)


def addresses_for(user: Any) -> dict[str, str]:
    """By number, where the decisions are that the reader may see; one query."""
    visible: Any = Decision.objects.visible_to(user).values_list("number", "meeting__code", "serial")
    place = reverse("meetings:decision", args=["CODE", 0]).replace("CODE", "{}").replace("/0/", "/{}/")  # once for all
    return {number: place.format(code, serial) for number, code, serial in visible}


def visible_effects(effects: Any, user: Any) -> list[DecisionEffect]:
    """Keep the effects on what the reader may see, with what they changed; one query."""
    activities, texts = Activity.objects.visible_to(user), Edition.texts.visible_to(user)
    seen = (
        Q(kind=Kind.DEADLINE, deadline__activity__in=activities),
        Q(kind=Kind.LEAD, lead__activity__in=activities),
        Q(kind=Kind.ACTIVITY, activity__in=activities),
        Q(kind=Kind.EDITION, edition__in=texts),
        Q(kind=Kind.MEMBERSHIP),
        Q(kind=Kind.MINUTES, minutes__meeting__in=Meeting.objects.visible_to(user)),
    )
    return list(effects.filter(reduce(or_, seen)).select_related(*SUBJECTS).defer(*HEAVY))


def told(rows: Iterable[DecisionEffect], decisions: dict[int, Decision]) -> list[Effect]:
    """The effects with what was before each; three queries at most. ``decisions`` are those the reader may see."""
    rows = list(rows)
    before = _before(rows)
    return [
        Effect(row, before.get(row.pk), decisions.get(row.decision_id), decisions.get(row.undone_by_id or 0))
        for row in rows
    ]


def _before(rows: list[DecisionEffect]) -> dict[int, Any]:
    deadlines = [row.deadline for row in rows if row.deadline is not None]
    leads = [row.lead for row in rows if row.lead is not None]
    known = {(one.activity_id, one.version): one for one in _deadlines(deadlines)}
    ended = {(one.activity_id, one.valid_to): one for one in _leads(leads)}
    steps = _steps([row for row in rows if row.kind == Kind.ACTIVITY])
    found: dict[int, Any] = {}
    for row in rows:
        if row.deadline is not None:
            found[row.pk] = known.get((row.deadline.activity_id, row.deadline.version - 1))
        elif row.lead is not None:
            found[row.pk] = ended.get((row.lead.activity_id, row.lead.valid_from))
        else:
            found[row.pk] = steps.get(row.pk)
    return found


def _deadlines(deadlines: list[Deadline]) -> Iterable[Deadline]:
    if not deadlines:
        return []
    return Deadline.objects.filter(
        _any_of({"activity": one.activity_id, "version": one.version - 1} for one in deadlines)
    )


def _leads(leads: list[ActivityBody]) -> Iterable[ActivityBody]:
    if not leads:
        return []
    ended = ActivityBody.objects.filter(part=ActivityBody.Part.LEAD).select_related("institution")
    return ended.filter(_any_of({"activity": one.activity_id, "valid_to": one.valid_from} for one in leads))


def _steps(rows: list[DecisionEffect]) -> dict[int, StateChange]:
    """The last step of each activity that cites the number of the decision."""
    if not rows:
        return {}
    asked = {(row.activity_id, row.decision.number): row.pk for row in rows}
    steps = StateChange.objects.filter(
        activity__in={pk for pk, _number in asked}, decision__in={number for _pk, number in asked}
    )
    found = {(step.activity_id, step.decision): step for step in steps.order_by("changed_at", "pk")}
    return {pk: found[key] for key, pk in asked.items() if key in found}


def _any_of(conditions: Iterable[dict[str, Any]]) -> Q:
    return reduce(or_, (Q(**one) for one in conditions))
