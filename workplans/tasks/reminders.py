"""What reminders of activities say, and when they are no longer true: each is read again before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from institutions.models import User
from letters.actions import NoLongerTrue, occasion, readers_today, steps_of
from letters.models import Letter
from workplans.actions import due
from workplans.actions.audience import members_of
from workplans.models import Activity, StateChange, WorkPlan
from workplans.models.states import State

Reading = dict[str, Any] | NoLongerTrue
Judge = Callable[[Letter, Activity], Reading]

FINISHED = gettext_noop("The activity is finished, on hold or cancelled.")
MOVED = gettext_noop("The deadline has moved since.")
OVERTAKEN = gettext_noop("A later reminder takes its place.")
REPORTED = gettext_noop("Somebody has reported since.")
RESUMED = gettext_noop("The activity is no longer on hold, or is to be looked at on another day.")
LEFT = gettext_noop("The recipient no longer works on the activity.")
NOT_IN_FORCE = gettext_noop("The plan is no longer in force.")
PASSED_ON = gettext_noop("The activity has another owner by now.")

BY_LINK = "workplans:answer"


def read(letters: Sequence[Letter], judge: Judge) -> dict[int, Reading]:
    """By letter: what ``judge`` says of its activity, unless the recipient has nothing to do with it any more.

    Takes the same number of queries for one letter and for many.
    """
    today = due.group_day()
    found = Activity.objects.filter(pk__in={letter.payload["activity"] for letter in letters})
    whole = found.select_related("area__plan", "owner", "subgroup").with_bodies(today).with_latest_report()
    activities = {activity.pk: activity for activity in whole}
    members = members_of(letters[0].occasion, found, today)
    return {letter.pk: _reading(letter, activities, members, judge) for letter in letters}


def _reading(letter: Letter, activities: dict[int, Activity], members: set[tuple[int, int]], judge: Judge) -> Reading:
    activity = activities.get(letter.payload["activity"])
    if activity is None or activity.area.plan.state != WorkPlan.State.ADOPTED:
        return NoLongerTrue(NOT_IN_FORCE)
    said = judge(letter, activity)
    if isinstance(said, dict) and (activity.pk, letter.recipient_id) not in members:
        return NoLongerTrue(LEFT)
    return said


def facts(letter: Letter, activity: Activity, **more: Any) -> dict[str, Any]:
    """What every reminder of an activity shows."""
    always = {"activity": activity, "plan": activity.area.plan, "answer_days": settings.ANSWER_LINK_DAYS}
    return {**always, "report": activity.latest_report, **more}


def _missed_on(letter: Letter, day: date) -> date | None:
    """The day the letter was meant for, if it was written later: it says so."""
    written_on = datetime.astimezone(letter.written_at, due.group_zone()).date() if letter.written_at else day
    return day if written_on > day else None


def _of_deadline(letters: Sequence[Letter], *, until: int | None = None) -> dict[int, Reading]:
    """Letters that count days to or from a deadline; from ``until`` days left on, others take their place."""
    steps = steps_of(letters[0].occasion)

    def judge(letter: Letter, activity: Activity) -> Reading:
        if not activity.takes_reports:
            return NoLongerTrue(FINISHED)
        if activity.deadline_version != letter.payload["version"]:
            return NoLongerTrue(MOVED)
        left, step = activity.days_left(readers_today(letter)), letter.payload["step"]
        newest = due.newest_step(steps, left)
        if (newest is not None and newest < step) or (until is not None and left <= until):
            return NoLongerTrue(OVERTAKEN)
        assert activity.due_on is not None  # noqa: S101 - it has a version
        planned_on = _missed_on(letter, activity.due_on - timedelta(days=step))
        return facts(letter, activity, days_left=left, days_over=-left, planned_on=planned_on)

    return read(letters, judge)


@occasion(
    "deadline",
    template="workplans/email/deadline.txt",
    label=_("reminder of a deadline"),
    steps=settings.REMIND_DAYS_BEFORE_DEADLINE,
    may_decline=True,
    answers_at=BY_LINK,
)
def read_deadlines(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _of_deadline(letters, until=due.first_overdue_step())


@occasion(
    "overdue",
    template="workplans/email/overdue.txt",
    label=_("the deadline has passed"),
    steps=settings.REMIND_DAYS_AFTER_DEADLINE,
    answers_at=BY_LINK,
)
def read_overdue(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _of_deadline(letters)


@occasion(
    "overdue_coordinator",
    template="workplans/email/overdue_coordinator.txt",
    label=_("the deadline passed long ago: to the coordinators of the lead body"),
    steps=settings.TELL_COORDINATORS_AFTER_DEADLINE,
)
def read_overdue_for_coordinators(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _of_deadline(letters)


@occasion(
    "overdue_secretariat",
    template="workplans/email/overdue_secretariat.txt",
    label=_("the deadline passed long ago: to the secretariat"),
    steps=settings.TELL_SECRETARIAT_AFTER_DEADLINE,
)
def read_overdue_for_secretariat(letters: Sequence[Letter]) -> dict[int, Reading]:
    return _of_deadline(letters)


@occasion(
    "stale_report",
    template="workplans/email/stale_report.txt",
    label=_("request for news"),
    steps=settings.ASK_FOR_NEWS_AFTER,
    days_since=_("Days since the last report"),
    may_decline=True,
    answers_at=BY_LINK,
)
def read_stale_reports(letters: Sequence[Letter]) -> dict[int, Reading]:
    steps = steps_of("stale_report")

    def judge(letter: Letter, activity: Activity) -> Reading:
        if not activity.takes_reports:
            return NoLongerTrue(FINISHED)
        if activity.version != letter.payload["version"]:
            return NoLongerTrue(REPORTED)
        age = (readers_today(letter) - (activity.last_report_on or activity.added_on)).days
        if any(letter.payload["step"] < step <= age for step in steps):
            return NoLongerTrue(OVERTAKEN)
        return facts(letter, activity, age=age)

    return read(letters, judge)


@occasion(
    "review",
    template="workplans/email/review.txt",
    label=_("an activity on hold is to be looked at again"),
    steps=settings.REMIND_OF_REVIEW,
)
def read_reviews(letters: Sequence[Letter]) -> dict[int, Reading]:
    holds = {change.activity_id: change for change in _holds(letters)}

    def judge(letter: Letter, activity: Activity) -> Reading:
        review_on = activity.review_on
        if activity.state != State.ON_HOLD or review_on is None or review_on.isoformat() != letter.payload["review_on"]:
            return NoLongerTrue(RESUMED)
        return facts(letter, activity, hold=holds.get(activity.pk))

    return read(letters, judge)


def _holds(letters: Sequence[Letter]) -> Any:
    """Why each was put on hold, last time."""
    changes = StateChange.objects.filter(
        activity__in={letter.payload["activity"] for letter in letters}, to_state=State.ON_HOLD
    )
    return changes.order_by("activity", "-changed_at", "-pk").distinct("activity")


@occasion(
    "nudge",
    template="workplans/email/nudge.txt",
    label=_("reminder sent by the secretariat"),
    may_decline=True,
    answers_at=BY_LINK,
)
def read_nudges(letters: Sequence[Letter]) -> dict[int, Reading]:
    def judge(letter: Letter, activity: Activity) -> Reading:
        if not activity.takes_reports:
            return NoLongerTrue(FINISHED)
        left = activity.days_left(readers_today(letter)) if activity.due_on else None
        return facts(letter, activity, days_left=left, note=letter.payload["note"])

    return read(letters, judge)


@occasion(
    "handed_over",
    template="workplans/email/handed_over.txt",
    label=_("an activity was handed over to the reader"),
)
def read_handed_over(letters: Sequence[Letter]) -> dict[int, Reading]:
    people = User.objects.in_bulk({letter.payload["by"] for letter in letters})

    def judge(letter: Letter, activity: Activity) -> Reading:
        if activity.owner_id != letter.recipient_id:
            return NoLongerTrue(PASSED_ON)
        if not activity.takes_reports and activity.state != State.ON_HOLD:
            return NoLongerTrue(FINISHED)
        return facts(letter, activity, by=people.get(letter.payload["by"]))

    return read(letters, judge)
