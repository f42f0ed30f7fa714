"""Which letters about the plan are due today: querysets that the post room takes over as they are.

Each function takes the steps of its occasion and the group's day, and returns rows of recipient_id, key, payload and
useless_after for ``letters.actions.write_many``, or nothing. They select by range: the newest step that has come stands
for those that were missed, and the key keeps out what was written before. Nobody looks at a letter in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, TruncDate
from django.utils import timezone

from letters.actions import steps_of
from workplans.actions.audience import AUDIENCES, secretariat
from workplans.models import Activity, Deadline, DeadlineProposal
from workplans.models.states import State

Rows = QuerySet[Any, dict[str, Any]] | None
Steps = Sequence[int]

GIVE_UP_AFTER = 14  # days; a reminder the mail server refused for so long would only confuse
DAYS_OF_NOTICE = 2  # a step counts if its day comes so long after the deadline was announced: no needless mail
KNOWN_FOR = 30  # days; how long the planner makes up for an answer nobody was told
REMINDED_LATELY = 7  # days after a reminder of the deadline without one that only asks for news
OF_DEADLINE = {"activity": "pk", "version": "deadline_version", "step": "step"}  # what a moved deadline makes anew


def before_deadline(steps: Steps, today: date) -> Rows:
    """The deadline is near, or has just passed and nobody could be told."""
    near = _reached(_in_force().open(), steps, today).filter(due_on__gt=today + timedelta(days=first_overdue_step()))
    return as_letters("deadline", AUDIENCES["deadline"](near, today), OF_DEADLINE, today)


def overdue(steps: Steps, today: date, occasion: str = "overdue") -> Rows:
    """The deadline has passed; how long ago tells whom the letters go to."""
    late = _reached(_in_force().overdue(today), steps, today)
    return as_letters(occasion, AUDIENCES[occasion](late, today), OF_DEADLINE, today)


def overdue_for_coordinators(steps: Steps, today: date) -> Rows:
    return overdue(steps, today, "overdue_coordinator")


def overdue_for_secretariat(steps: Steps, today: date) -> Rows:
    return overdue(steps, today, "overdue_secretariat")


def stale_report(steps: Steps, today: date) -> Rows:
    """Nobody has said for long how far it is: ``steps`` are days since the last report, or since it is in the plan.

    Whoever was just reminded of the deadline was asked for a report by that letter.
    """
    reminded = Q(pk=None)
    for step in (*steps_of("deadline"), *steps_of("overdue")):
        last = today + timedelta(days=step)
        reminded |= Q(due_on__gt=last - timedelta(days=REMINDED_LATELY), due_on__lte=last)
    silent = _since(Coalesce("last_report_on", "added_on"), _in_force().open().exclude(reminded), steps, today)
    about = {"activity": "pk", "version": "version", "step": "step"}
    return as_letters("stale_report", AUDIENCES["stale_report"](silent, today), about, today)


def review(steps: Steps, today: date) -> Rows:
    """What is on hold is to be looked at again."""
    on_hold = _in_force().filter(state=State.ON_HOLD).annotate(step=step_before("review_on", steps, today))
    waiting = on_hold.filter(step__isnull=False)
    about = {"activity": "pk", "review_on": Cast("review_on", CharField()), "step": "step"}
    return as_letters("review", AUDIENCES["review"](waiting, today), about, today)


def open_proposals(steps: Steps, today: date, **only: Any) -> Rows:
    """A proposal waits for the secretariat; ``steps`` are days since it was made."""
    waiting: Any = DeadlineProposal.objects.open().filter(activity__area__plan__state="adopted", **only)
    waiting = _since(TruncDate("proposed_at", tzinfo=group_zone()), waiting, steps, today)
    return as_letters("proposal", secretariat(waiting, today), {"proposal": "pk", "step": "step"}, today)


def answered_proposals(today: date, **only: Any) -> Rows:
    """A proposal was approved or refused: whoever made it, unless she answered it herself."""
    answered = DeadlineProposal.objects.filter(
        state__in=(DeadlineProposal.State.APPROVED, DeadlineProposal.State.REFUSED),
        answered_at__gt=timezone.now() - timedelta(days=KNOWN_FOR),
        **only,
    )
    arm = answered.exclude(answered_by=F("proposed_by")).annotate(recipient_id=F("proposed_by"))
    return as_letters("proposal_answered", [arm], {"proposal": "pk"}, today)


def as_letters(occasion: str, arms: Iterable[Any], about: dict[str, Any], today: date, **more: Any) -> Rows:
    """Querysets with ``recipient_id`` as rows of letters. ``about`` is payload and, with the person, key; ``more`` is
    only payload.
    """
    key = [part for column in about.values() for part in (Value("/"), column)]
    rows = [
        arm.order_by()
        .annotate(
            key=Concat(Value(occasion), *key, Value("/"), "recipient_id", output_field=CharField()),
            payload=JSONObject(**about, **more),
            useless_after=Value(useless_after(today)),
        )
        .values("recipient_id", "key", "payload", "useless_after")
        for arm in arms
    ]
    if len(rows) < 2:
        return rows[0] if rows else None
    return rows[0].union(*rows[1:], all=True)


def group_zone() -> ZoneInfo:
    """Where a deadline ends: the group's zone, whoever's page or worker asks."""
    return ZoneInfo(settings.TIME_ZONE)


def group_day() -> date:
    """The day it is for the group."""
    return timezone.localdate(timezone=group_zone())


def useless_after(today: date) -> datetime:
    """When a letter written today is not tried any more."""
    return datetime.combine(today + timedelta(days=GIVE_UP_AFTER), time.max, tzinfo=group_zone())


def first_overdue_step() -> int:
    """Days left (negative) from which on letters say that an activity is overdue, not that it is due."""
    return max(steps_of("overdue"), default=-REMINDED_LATELY)


def newest_step(steps: Steps, days_left: int) -> int | None:
    """The smallest step that covers the rest of the time; earlier ones are overtaken by it."""
    return min((step for step in steps if days_left <= step), default=None)


def _in_force() -> Any:
    return Activity.objects.in_plan_in_force()


def _reached(activities: Any, steps: Steps, today: date) -> Any:
    """Keep those at a step of their deadline, as ``step``, whose day came well after the deadline was announced."""
    present = Deadline.objects.filter(activity=OuterRef("pk"), version=OuterRef("deadline_version"))
    told_on = Subquery(present.values(told=TruncDate("set_at", tzinfo=group_zone())), output_field=DateField())
    notice = ExpressionWrapper(F("due_on") - told_on, output_field=DurationField())
    needed = [
        When(due_on__lte=today + timedelta(days=step), then=Value(timedelta(days=step + DAYS_OF_NOTICE)))
        for step in sorted(steps)
    ]
    found = activities.annotate(step=step_before("due_on", steps, today), notice=notice)
    return found.filter(step__isnull=False, notice__gte=Case(*needed))


def step_before(column: str, steps: Steps, today: date) -> Case:
    """In the database what ``newest_step`` is here; nothing before the first step."""
    reached = [When(**{f"{column}__lte": today + timedelta(days=step)}, then=Value(step)) for step in sorted(steps)]
    return Case(*reached, default=None, output_field=SmallIntegerField())


def _since(day: Any, rows: Any, steps: Steps, today: date) -> Any:
    """Keep what is at least one step old, with the newest step that has come, as ``step``."""
    reached = [When(since__lte=today - timedelta(days=s), then=Value(s)) for s in sorted(steps, reverse=True)]
    step = Case(*reached, default=None, output_field=SmallIntegerField())
    return rows.annotate(since=day).annotate(step=step).filter(step__isnull=False)
