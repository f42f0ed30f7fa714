"""Adopting a plan and its amendments: proposed activities become promises, and a baseline freezes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from institutions.models import User
from workplans.models.states import State

if TYPE_CHECKING:
    from workplans.models.activities import Activity
    from workplans.models.baselines import PlanBaseline
    from workplans.models.plans import WorkPlan

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class NotReady(Exception):
    """The plan cannot be adopted: ``without_lead_body`` holds what nobody would answer for; or nothing is new."""

    def __init__(self, without_lead_body: Sequence[Activity] = ()) -> None:
        self.without_lead_body = without_lead_body


class Adopted(models.Model):
    """The verbs of a plan's life: draft, in force with one baseline after another, closed."""

    NotReady = NotReady

    class WrongState(Exception):
        """The plan is not in the state the verb needs; somebody was faster."""

    class Meta:
        abstract = True

    @transaction.atomic
    def adopt(
        self, *, by: User | None, on: date, decision: str = "", recorded_at: datetime | None = None
    ) -> PlanBaseline:
        """Put a draft in force with all its activities and freeze it as version 1.

        ``recorded_at`` is for what is loaded from files and was recorded elsewhere before; pages never give it.
        Raises WrongState for a plan that is no draft, NotReady where lead bodies are missing or there is no activity,
        and ValidationError while another plan is in force.
        """
        plan = self._locked("draft")
        plan.state = self.state = "adopted"
        plan.validate_constraints()
        plan.save(update_fields=["state"])
        return plan._freeze(by=by, on=on, decision=decision, at=recorded_at or timezone.now())

    @transaction.atomic
    def amend(
        self, *, by: User | None, on: date, decision: str = "", recorded_at: datetime | None = None
    ) -> PlanBaseline:
        """Take what is proposed into a plan in force and freeze the whole as its next version.

        Raises WrongState and NotReady; nothing proposed, where a baseline exists, is NotReady too.
        """
        plan = self._locked("adopted")
        return plan._freeze(by=by, on=on, decision=decision, at=recorded_at or timezone.now())

    @transaction.atomic
    def close(self) -> None:
        """End a plan in force; its pages stay. Raises WrongState."""
        plan = self._locked("adopted")
        plan.state = self.state = "closed"
        plan.save(update_fields=["state"])

    def _locked(self, state: str) -> WorkPlan:
        from workplans.models.plans import WorkPlan  # noqa: PLC0415 - plans know how they are adopted

        plan = WorkPlan.objects.select_for_update().get(pk=self.pk)
        if plan.state != state:
            raise self.WrongState
        return plan

    def _freeze(self, *, by: User | None, on: date, decision: str, at: datetime) -> PlanBaseline:
        from workplans.models.activities import Activity  # noqa: PLC0415 - activities know plans
        from workplans.models.baselines import PlanBaseline  # noqa: PLC0415 - baselines know plans

        before = self.baselines.order_by("-number").first()  # type: ignore[attr-defined]
        number = before.number + 1 if before else 1
        self._begin_parts(on)
        activities = Activity.objects.filter(area__plan=self.pk).select_related("area", "subgroup").in_plan_order()
        new = list(activities.select_for_update(of=("self",)).filter(baseline_number=None).with_bodies(on))
        lacking = [activity for activity in new if activity.state == State.PROPOSED and activity.lead_body is None]
        if lacking or not new:
            raise NotReady(lacking)
        self._promise(new, by=by, on=on, at=at, number=number)
        baseline = PlanBaseline(
            plan_id=self.pk,
            number=number,
            adopted_on=on,
            decision=decision,
            content=content_of(self, activities.with_bodies(on)),
            previous_hash=before.hash if before else "",
            adopted_by=by,
            recorded_at=at,
        )
        baseline.hash = baseline.computed_hash()
        baseline.save()
        return baseline

    def _begin_parts(self, on: date) -> None:
        """Let the bodies of what is proposed begin on the day of adoption, where they were written down later."""
        from workplans.models.activities import Activity  # noqa: PLC0415 - activities know plans
        from workplans.models.bodies import ActivityBody  # noqa: PLC0415 - bodies know activities

        proposed = Activity.objects.filter(area__plan=self.pk, state=State.PROPOSED, baseline_number=None)
        overlapping = ActivityBody.objects.filter(activity=OuterRef("activity"), valid_to__gt=on)
        late = ActivityBody.objects.filter(activity__in=proposed, valid_from__gt=on, valid_to=None)
        late.exclude(Exists(overlapping)).update(valid_from=on)

    def _promise(self, activities: Iterable[Activity], *, by: User | None, on: date, at: datetime, number: int) -> None:
        """Fix the first deadlines, and let what was proposed be planned."""
        from workplans.models.activities import Activity  # noqa: PLC0415 - activities know plans
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities
        from workplans.models.lifecycle import StateChange  # noqa: PLC0415 - steps know activities

        chosen = list(activities)
        dated = [(activity, activity.due_on) for activity in chosen if not activity.deadline_version]
        Deadline.objects.bulk_create(
            Deadline(
                activity=activity,
                version=1,
                due_on=due_on,
                precision=activity.due_precision,
                is_baseline=True,
                set_by=by,
                set_at=at,
            )
            for activity, due_on in dated
            if due_on
        )
        proposed = [activity for activity in chosen if activity.state == State.PROPOSED]
        StateChange.objects.bulk_create(
            StateChange(
                activity=activity, from_state=State.PROPOSED, to_state=State.PLANNED, changed_by=by, changed_at=at
            )
            for activity in proposed
        )
        ids = [activity.pk for activity in proposed]
        Activity.objects.filter(pk__in=ids).update(state=State.PLANNED, added_on=on)
        Activity.objects.filter(pk__in=[activity.pk for activity in chosen]).update(baseline_number=number)


def content_of(plan: Any, activities: Iterable[Activity]) -> dict[str, Any]:
    """What a baseline freezes: words in all languages, bodies by code and dates as ISO text; no persons."""
    return {
        "plan": {
            "code": plan.code,
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
            **_words(plan, "title", "summary"),
        },
        "areas": [{"number": area.number, **_words(area, "title", "aim")} for area in plan.areas.order_by("number")],
        "activities": [_promised(activity) for activity in activities],
    }


def _promised(activity: Activity) -> dict[str, Any]:
    return {
        "id": activity.pk,
        "code": activity.code,
        **_words(activity, "title", "description", "output"),
        "state": activity.state,
        "lead_body": activity.lead_body.code if activity.lead_body else None,
        "contributing": [body.code for body in activity.contributing_bodies],
        "subgroup": activity.subgroup.code if activity.subgroup else None,
        "due_on": activity.due_on.isoformat() if activity.due_on else None,
        "precision": activity.due_precision,
        "baseline_due_on": activity.baseline_due_on.isoformat() if activity.baseline_due_on else None,
        "added_in": activity.baseline_number,
    }


def _words(thing: Any, *fields: str) -> dict[str, str]:
    return {f"{field}_{code}": getattr(thing, f"{field}_{code}") or "" for field in fields for code in LANGUAGES}
