"""Writing a plan: an activity with its bodies and predecessors, the order of things, and taking proposals out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError

from institutions.actions import wordings
from institutions.models import Institution
from workplans.models import Activity, ActivityBody, Area, Deadline, Dependency, WorkPlan

OUT_OF_THE_WAY = 10_000  # added to a number while others take theirs; forms let nobody type as much


class Promised(Exception):
    """The group adopted it; a proposal may be taken out or moved, a promise not."""


def lock_plan(pk: int) -> WorkPlan:
    """The plan, read anew; until the end of the transaction nobody else adds, orders, adopts or closes."""
    return WorkPlan.objects.select_for_update().get(pk=pk)


@transaction.atomic
def write_activity(
    activity: Activity, *, today: date, bodies: Mapping[str, Sequence[Institution]], **said: Any
) -> None:
    """Save an activity as its form said; what the form did not ask for stays.

    ``bodies`` are the institutions of each part that was asked for. A new activity is a proposal at the end of its
    area, or at ``position``. Raises IntegrityError where somebody else made a circle of predecessors meanwhile.
    """
    area: Area = said.pop("area", None) or activity.area
    number = said.pop("position", None)
    predecessors = said.pop("waits_for", None)
    before = wordings.words_of(activity)
    is_new, moves = activity.pk is None, area.pk != activity.area_id
    if moves and number == activity.position:
        number = None  # it was the number in the area it leaves
    for name, value in said.items():
        setattr(activity, name, value)
    if is_new or moves:
        activity.area, activity.position = area, next_position(area)
    if is_new:
        activity.state = Activity.State.PROPOSED
        activity.save()
    else:
        places = ("area", "position") if moves else ()
        activity.save(update_fields=[*said, *places])
    wordings.note(activity, before=before, by=None)
    if number is not None and number != activity.position:
        place_activity(activity, number)
    _write_bodies(activity, bodies, today=today)
    if predecessors is not None:
        _write_predecessors(activity, predecessors)


def next_position(area: Area) -> int:
    """The number after the last one of the area."""
    last: int | None = area.activities.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _write_bodies(activity: Activity, bodies: Mapping[str, Sequence[Institution]], *, today: date) -> None:
    """Give each part asked for its institutions. A promise keeps its past; a proposal has none yet."""
    promised = activity.is_promised
    since = today if promised else min(today, activity.area.plan.starts_on)
    wanted = {(part, body.pk) for part, chosen in bodies.items() for body in chosen}
    present = activity.bodies.on(today).filter(part__in=bodies) if promised else activity.bodies.filter(part__in=bodies)
    kept = set()
    for row in present:
        if (row.part, row.institution_id) in wanted:
            kept.add((row.part, row.institution_id))
        elif promised and row.valid_from < today:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
        else:
            row.delete()
    for part, institution_id in sorted(wanted - kept):
        ActivityBody.objects.create(activity=activity, institution_id=institution_id, part=part, valid_from=since)


def _write_predecessors(activity: Activity, predecessors: Iterable[Activity]) -> None:
    """Let it wait for these activities of its plan; what it waits for in other plans stays."""
    wanted = {other.pk for other in predecessors}
    present = Dependency.objects.filter(activity=activity, predecessor__area__plan=activity.area.plan_id)
    present.exclude(predecessor__in=wanted).delete()
    known = set(present.values_list("predecessor", flat=True))
    for pk in sorted(wanted - known):
        Dependency.objects.create(activity=activity, predecessor_id=pk)


@transaction.atomic
def place_activity(activity: Activity, number: int) -> None:
    """Put a proposal at a number of its area; promises keep theirs, and proposals follow after them.

    Numbers out of reach mean the nearest one within. Raises Promised.
    """
    if activity.is_promised:
        raise Promised
    activities = activity.area.activities
    movable = list(activities.not_promised().exclude(pk=activity.pk).order_by("position", "pk"))
    first = _first_free(activities.exclude(pk__in=[other.pk for other in (*movable, activity)]), "position")
    movable.insert(max(0, number - first), activity)
    _number(Activity, movable, "position", first)
    activity.refresh_from_db(fields=["position"])


@transaction.atomic
def place_area(area: Area, number: int) -> None:
    """Put an area at a number of its plan; areas that hold a promise keep theirs. Raises Promised."""
    areas = area.plan.areas
    fixed = areas.filter(pk__in=promises_of(area.plan).values("area"))
    if fixed.filter(pk=area.pk).exists():
        raise Promised
    movable = list(areas.exclude(pk__in=fixed.values("pk")).exclude(pk=area.pk).order_by("number", "pk"))
    first = _first_free(fixed, "number")
    movable.insert(max(0, number - first), area)
    _number(Area, movable, "number", first)
    area.refresh_from_db(fields=["number"])


def promises_of(plan: WorkPlan) -> Any:
    """Activities of the plan that the group adopted."""
    everything = Activity.objects.filter(area__plan=plan)
    return everything.exclude(pk__in=everything.not_promised().values("pk"))


def _first_free(fixed: Any, field: str) -> int:
    last: int | None = fixed.aggregate(last=Max(field))["last"]
    return (last or 0) + 1


def _number(model: type[Any], things: Sequence[Any], field: str, first: int) -> None:
    """Number the things in their order; in two steps, as no two may share a number in between."""
    changed = [(thing, place) for place, thing in enumerate(things, start=first) if getattr(thing, field) != place]
    for thing, place in changed:
        model.objects.filter(pk=thing.pk).update(**{field: place + OUT_OF_THE_WAY})
    for thing, place in changed:
        model.objects.filter(pk=thing.pk).update(**{field: place})


@transaction.atomic
def remove_activity(activity: Activity) -> None:
    """Take a proposal out of its plan, with its bodies, predecessors and proposals; the next ones move up.

    Raises Promised for what was adopted, or what somebody has reported on or given a lasting deadline.
    """
    if activity.is_promised or Deadline.objects.filter(activity=activity).exists():
        raise Promised
    area = activity.area
    try:
        activity.delete()
    except ProtectedError:
        raise Promised from None
    _close_gap(Activity, area.activities, area.activities.not_promised(), "position")


@transaction.atomic
def remove_area(area: Area) -> None:
    """Take an area without activities out of its plan; the next ones move up. Raises Promised where it has some."""
    plan = area.plan
    if area.activities.exists():
        raise Promised
    area.delete()
    movable = plan.areas.exclude(pk__in=promises_of(plan).values("area"))
    _close_gap(Area, plan.areas, movable, "number")


def _close_gap(model: type[Any], everything: Any, movable: Any, field: str) -> None:
    rest = list(movable.order_by(field, "pk"))
    first = _first_free(everything.exclude(pk__in=[thing.pk for thing in rest]), field)
    _number(model, rest, field, first)


@transaction.atomic
def add_area(plan: WorkPlan, words: Mapping[str, str]) -> Area:
    """Give the plan one more area, the last; one with the very same words is returned instead."""
    same = plan.areas.filter(**words).first()
    if same is not None:
        return same
    last: int | None = plan.areas.aggregate(last=Max("number"))["last"]
    return Area.objects.create(plan=plan, number=(last or 0) + 1, **words)


def same_activity(area: Area, words: Mapping[str, str]) -> Activity | None:
    """The activity of the area that says the very same, if somebody has sent it already."""
    return area.activities.filter(**words).first()
