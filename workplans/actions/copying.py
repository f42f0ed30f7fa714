"""A new plan from the last one: its areas, and the activities somebody chose."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from institutions.models import Institution, Subgroup
from institutions.models.pages import Precision
from workplans.actions.editing import lock_plan, next_position
from workplans.models import Activity, ActivityBody, Area, Dependency, WorkPlan

MONTHS = 12


def _words(thing: Any, *fields: str) -> dict[str, str]:
    names = [f"{field}_{code}" for field in fields for code, _name in settings.LANGUAGES]
    return {name: getattr(thing, name) for name in names}


@transaction.atomic
def copy_areas(source: WorkPlan, target: WorkPlan) -> None:
    """Give a draft the areas of another plan; numbers it already has stay as they are."""
    lock_plan(target.pk)
    taken = set(target.areas.values_list("number", flat=True))
    for area in source.areas.exclude(number__in=taken).order_by("number"):
        Area.objects.create(plan=target, number=area.number, **_words(area, "title", "aim"))


@transaction.atomic
def copy_activities(
    chosen: Iterable[Activity], target: WorkPlan, *, today: date, shift_deadlines: bool
) -> list[Activity]:
    """Propose activities of another plan for this draft, and return the new ones.

    Bodies that still belong to the group and subgroups that still work come along; owners do not, they are asked anew.
    Predecessors follow where both come along. What an area already has under the same title is left alone, so that
    twice is harmless. Raises WrongState for a plan that is no draft.
    """
    plan = lock_plan(target.pk)
    if plan.state != WorkPlan.State.DRAFT:
        raise WorkPlan.WrongState
    wanted = Activity.objects.filter(pk__in=[activity.pk for activity in chosen])
    originals = list(wanted.select_related("area__plan", "subgroup").with_bodies(today).in_plan_order())
    areas = {area.number: area for area in plan.areas.all()}
    present = {_key(activity) for activity in Activity.objects.filter(area__plan=plan).select_related("area")}
    copies: dict[int, Activity] = {}
    for original in originals:
        if original.area.number in areas and _key(original) not in present:
            due_on = shifted(original, plan) if shift_deadlines else None
            copies[original.pk] = _copy(original, areas[original.area.number], due_on)
            present.add(_key(original))
    _copy_bodies(originals, copies, since=min(today, plan.starts_on), today=today)
    waits = Dependency.objects.filter(activity__in=copies, predecessor__in=copies).order_by("pk")
    for activity_id, predecessor_id in waits.values_list("activity", "predecessor"):
        Dependency.objects.create(activity=copies[activity_id], predecessor=copies[predecessor_id])
    return list(copies.values())


def _key(activity: Activity) -> tuple[Any, ...]:
    return activity.area.number, *_words(activity, "title").values()


def _copy(original: Activity, area: Area, due_on: date | None) -> Activity:
    still_works = original.subgroup is not None and original.subgroup.state == Subgroup.State.ACTIVE
    return Activity.objects.create(
        area=area,
        position=next_position(area),
        state=Activity.State.PROPOSED,
        subgroup=original.subgroup if still_works else None,
        priority=original.priority,
        due_on=due_on,
        due_precision=original.due_precision if due_on else Precision.NONE,
        **_words(original, "title", "description", "output"),
    )


def _copy_bodies(originals: Iterable[Activity], copies: dict[int, Activity], *, since: date, today: date) -> None:
    in_group = set(Institution.objects.in_group(today).values_list("pk", flat=True))
    ActivityBody.objects.bulk_create(
        ActivityBody(activity=copies[original.pk], institution_id=row.institution_id, part=row.part, valid_from=since)
        for original in originals
        if original.pk in copies
        for row in original.current_bodies
        if row.institution_id in in_group
    )


def shifted(activity: Activity, target: WorkPlan) -> date | None:
    """The deadline as far from the beginning of ``target`` as it was from that of its own plan; nothing without one.

    Plans that begin on the same day of a month are whole months apart; the last day of a month stays the last.
    """
    first, then, due_on = activity.area.plan.starts_on, target.starts_on, activity.due_on
    if due_on is None:
        return None
    if first.day != then.day:
        return due_on + timedelta(days=(then - first).days)
    months = (then.year - first.year) * MONTHS + then.month - first.month
    year, month = divmod(due_on.year * MONTHS + due_on.month - 1 + months, MONTHS)
    last = monthrange(year, month + 1)[1]
    was_last = due_on.day == monthrange(due_on.year, due_on.month)[1]
    return date(year, month + 1, last if was_last else min(due_on.day, last))
