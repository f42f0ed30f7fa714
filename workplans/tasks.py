"""When members are reminded of the plan's deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from institutions.models import User
from letters.actions import NoLongerTrue, occasion, recorded, write
from letters.models import Letter
from workplans.models import Activity


@shared_task
@recorded("workplans.write_deadline_letters")
def write_deadline_letters() -> dict[str, int]:
    """Write to the people of every activity whose deadline came nearer; the post room keeps out repeats.

    Called every ten minutes by beat. The deadline's version is part of the key, so a moved deadline is announced anew;
    a missed step is made up for by the newest one that still holds.
    """
    today = timezone.localdate()
    written = 0
    for activity, step in activities_to_remind(today):
        for person in people_of(activity):
            letter = write(
                to=person,
                key=f"deadline/{activity.pk}/{activity.deadline_version}/{step}/{person.pk}",
                occasion="deadline",
                payload={"activity": activity.pk, "version": activity.deadline_version, "step": step},
                useless_after=timezone.make_aware(datetime.combine(activity.due_on, time.max)),
            )
            written += letter is not None
    return {"written": written}


def activities_to_remind(today: date) -> list[tuple[Any, int]]:
    """Open activities of the plan in force whose deadline lies within a step, each with the smallest that covers it."""
    last = today + timedelta(days=max(settings.REMIND_DAYS_BEFORE_DEADLINE))
    near = Activity.objects.in_plan_in_force().open().filter(due_on__gte=today, due_on__lte=last)
    return [
        (activity, newest_step(activity.days_left(today)))
        for activity in near.select_related("area", "owner").by_deadline()
    ]


def newest_step(days_left: int) -> int:
    """The smallest step that covers the rest of the time; earlier ones are overtaken by it."""
    return min(step for step in settings.REMIND_DAYS_BEFORE_DEADLINE if days_left <= step)


def people_of(activity: Activity) -> list[User]:
    """The owner and those who sit in the subgroup today, if they want reminders; each once."""
    today = timezone.localdate()
    people = User.objects.deliverable().filter(wants_reminders=True)
    seated = people.seated_in(activity.subgroup_id, on=today) if activity.subgroup_id else people.none()
    return list((seated | people.filter(pk=activity.owner_id)).distinct().order_by("pk"))


@occasion(
    "deadline",
    template="workplans/email/deadline.txt",
    label=gettext_lazy("reminder of a deadline"),
    steps=settings.REMIND_DAYS_BEFORE_DEADLINE,
    may_decline=True,
)
def read_deadlines(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """Read the activities again, and stop the letters that are no longer needed."""
    wanted = {letter.payload["activity"] for letter in letters}
    activities = Activity.objects.select_related("area__plan").in_bulk(wanted)
    return {letter.pk: _reading(letter, activities.get(letter.payload["activity"])) for letter in letters}


def _reading(letter: Letter, activity: Any) -> dict[str, Any] | NoLongerTrue:
    if activity is None or not activity.takes_reports:
        return NoLongerTrue(gettext_noop("The activity is finished, on hold or cancelled."))
    if activity.deadline_version != letter.payload["version"]:
        return NoLongerTrue(gettext_noop("The deadline has moved since."))
    days_left = activity.days_left(timezone.localdate())
    if days_left < 0:
        return NoLongerTrue(gettext_noop("The deadline has passed."))
    if newest_step(days_left) < letter.payload["step"]:
        return NoLongerTrue(gettext_noop("A later reminder takes its place."))
    if letter.recipient is not None and not letter.recipient.wants_reminders:
        return NoLongerTrue(gettext_noop("The recipient wants no reminders."))
    if letter.recipient not in people_of(activity):
        return NoLongerTrue(gettext_noop("The recipient no longer works on the activity."))
    return {"activity": activity, "days_left": days_left}
