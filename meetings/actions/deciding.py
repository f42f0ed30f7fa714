"""Records a decision with what it changes: through the verbs of the rooms it touches, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db import transaction

from guidelines.actions import life
from guidelines.models import Edition
from institutions.models import GroupMembership, Institution, User
from meetings.actions.approving import approve
from meetings.models import Decision, DecisionEffect, Meeting, Minutes
from meetings.models.minutes import NotReady
from meetings.models.states import NotNow, State
from workplans.actions.handing_over import LeadChanged, TooEarly, replace_lead_body
from workplans.actions.leaving import HasLeft, institution_leaves
from workplans.models import Activity, Deadline, WorkPlan
from workplans.models.adopting import NotReady as NothingNew

Kind = DecisionEffect.Kind
LONGEST_REASON = 1000
REFUSALS = (
    Activity.NotNow, Activity.MovedMeanwhile, Edition.NotNow, Edition.NotReady, LeadChanged, TooEarly, HasLeft,
    NotNow, NotReady, WorkPlan.WrongState, NothingNew,
)  # fmt: skip


class Change(Protocol):
    """Something a decision changes. ``make`` returns the kind of the effect and what it hangs on."""

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]: ...


class Refused(Exception):
    """One change, or (without it) any decision, is not possible; nothing was written. ``cause`` is what was raised."""

    def __init__(self, change: Change | None, cause: Exception) -> None:
        self.change = change
        self.cause = cause


@dataclass(frozen=True)
class Move:
    """Another deadline; ``seen_version`` is the deadline the writer saw."""

    activity: Activity
    due_on: date
    seen_version: int

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        language, reason = _reason(decision, by)
        deadline = self.activity.move_deadline(
            due_on=self.due_on, by=by, reason_class=Deadline.ReasonClass.DECISION, reason=reason, language=language,
            seen_version=self.seen_version, decision=decision.number,
        )  # fmt: skip
        return Kind.DEADLINE, deadline


@dataclass(frozen=True)
class Adoption:
    """A text that is for adoption is adopted."""

    text: Edition

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        life.take(self.text, "adopt", decision=decision.number)
        return Kind.EDITION, self.text


@dataclass(frozen=True)
class NewLead:
    """Another institution leads from the day of the decision; ``seen_part_id`` as in ``replace_lead_body``."""

    activity: Activity
    institution: Institution
    seen_part_id: int | None
    keeps_owner: bool = False

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        part = replace_lead_body(
            self.activity, institution=self.institution, on=decision.decided_on, decision=decision.number,
            seen_part_id=self.seen_part_id, keeps_owner=self.keeps_owner,
        )  # fmt: skip
        return Kind.LEAD, part


@dataclass(frozen=True)
class Leaving:
    """A membership ends on a day; ``successors`` as in ``institution_leaves``."""

    membership: GroupMembership
    on: date
    successors: Mapping[int, int | None] = field(default_factory=dict)

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        _language, reason = _reason(decision, by)
        institution_leaves(
            self.membership, on=self.on, reason=reason[:_longest(GroupMembership, "reason")],
            decision=decision.number, successors=self.successors,
        )  # fmt: skip
        return Kind.MEMBERSHIP, self.membership


@dataclass(frozen=True)
class Step:
    """An activity is confirmed, held (until ``review_on``), cancelled or reopened."""

    activity: Activity
    verb: str
    review_on: date | None = None

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        facts: dict[str, Any] = {"by": by, "decision": decision.number}
        if self.verb != "confirm":
            facts["reason"] = _reason(decision, by)[1]
        if self.verb == "hold":
            facts["review_on"] = self.review_on
        getattr(self.activity, self.verb)(**facts)
        return Kind.ACTIVITY, self.activity


@dataclass(frozen=True)
class Amendment:
    """What is proposed in a plan becomes part of it, as its next version."""

    plan: WorkPlan

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        last = self.plan.baselines.order_by("-number").first()
        if last is not None and decision.decided_on < last.adopted_on:
            raise NotNow("earlier")
        version = self.plan.amend(by=by, on=decision.decided_on, decision=decision.number)
        first, *others = Activity.objects.filter(area__plan=self.plan, baseline_number=version.number).order_by("pk")
        DecisionEffect.objects.bulk_create(
            DecisionEffect(decision=decision, kind=Kind.ACTIVITY, activity=one, applied_by=by) for one in others
        )
        return Kind.ACTIVITY, first


@dataclass(frozen=True)
class Approval:
    """Circulated minutes of an earlier meeting are approved."""

    minutes: Minutes

    def make(self, decision: Decision, *, by: User) -> tuple[str, Any]:
        if not approve(self.minutes, by, decision=decision):
            raise NotNow(self.minutes.state)
        return Kind.MINUTES, self.minutes


@transaction.atomic
def approve_by(minutes: Minutes, decision: Decision, *, by: User) -> bool:
    """Approve minutes by a decision that is recorded already, whose trace tells so; False where they were before."""
    if not approve(minutes, by, decision=decision):
        return False
    DecisionEffect.objects.create(decision=decision, kind=Kind.MINUTES, minutes=minutes, applied_by=by)
    return True


@transaction.atomic
def decide(
    meeting: Meeting, *, by: User, words: Mapping[str, str], language: str, seen: int, changes: Iterable[Change] = (),
    **facts: Any,
) -> Decision:  # fmt: skip
    """Record a decision and apply its changes; ``seen`` is the newest serial the writer saw.

    ``facts`` are the others of ``Decision.record``. The same decision sent twice is recorded once. Raises Refused,
    also for a meeting that is pencilled in or called off, or whose minutes are approved.
    """
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    said = {f"text_{language}": words[language], "recorded_by": by, "item": facts.get("item")}
    if same := meeting.decisions.filter(serial__gt=seen, **said).first():
        return same
    minutes = getattr(locked, "minutes", None)
    if locked.state in {State.PENCILLED, State.CANCELLED} or (minutes is not None and minutes.is_final):
        raise Refused(None, NotNow(locked.state))
    decision = Decision.record(meeting, words=words, language=language, by=by, **facts)
    for change in changes:
        try:
            kind, thing = change.make(decision, by=by)
        except REFUSALS as cause:
            raise Refused(change, cause) from cause
        DecisionEffect.objects.create(decision=decision, kind=kind, applied_by=by, **{str(kind): thing})
    return decision


def _reason(decision: Decision, by: User) -> tuple[str, str]:
    """The words of the decision as a reason in the person's language, else in the source language."""
    text = getattr(decision, f"text_{by.language}")
    language = by.language if text else decision.source_language
    return language, (text or getattr(decision, f"text_{language}"))[:LONGEST_REASON]


def _longest(model: Any, column: str) -> int | None:
    longest: int | None = model._meta.get_field(column).max_length
    return longest
