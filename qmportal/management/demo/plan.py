"""What the fictional institutions promised in the plan in force, and everything that has happened to it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from institutions.models import Institution, Subgroup, User
from institutions.models.pages import Precision
from qmportal.management.demo.data import Entry, day, in_languages, moment, read
from qmportal.management.demo.lives import Event, Life
from qmportal.management.demo.people import address
from workplans.models import Activity, ActivityBody, Dependency, WorkPlan

PLAN = "WP-2017-2019"
AREAS = range(1, 6)
ADOPTED_BY = "2016/3-D2"  # version 1, on the first day of the plan
AMENDED_ON, AMENDED_BY = date(2018, 5, 22), "2018/1-D6"  # version 2


def load_activities(*, today: date) -> None:
    """Fill the plan, if nobody works in it yet: its past is played in the order in which it happened."""
    plan = WorkPlan.objects.get(code=PLAN)
    if plan.state != WorkPlan.State.ADOPTED or Activity.objects.filter(area__plan=plan).exists():
        return
    people = {person.email: person for person in User.objects.filter(email__endswith="@demo.example")}
    bodies = {body.code: body for body in Institution.objects.filter(code__startswith="demo-")}
    entries = list(entries_of(plan))
    secretariat = people[address("secretariat")]
    for version, (on, decision) in enumerate([(plan.starts_on, ADOPTED_BY), (AMENDED_ON, AMENDED_BY)], start=1):
        for entry in entries:
            if entry.get("version", 1) == version and entry.get("state") != Activity.State.PROPOSED:
                entry["activity"] = propose(entry, people=people, bodies=bodies, since=on, today=today)
        before = [event for event in events_of(entries, people, bodies, today=today) if event.at.date() < on]
        play(before)
        plan.amend(by=secretariat, on=on, decision=decision, recorded_at=moment(on))
    play(events_of(entries, people, bodies, today=today))
    for entry in entries:
        if "activity" not in entry:
            entry["activity"] = propose(entry, people=people, bodies=bodies, since=today, today=today)
    connect(entries)


def entries_of(plan: WorkPlan) -> Iterator[Entry]:
    """What the files say of each activity, with its area, position and subgroup."""
    areas = {area.number: area for area in plan.areas.all()}
    for number in AREAS:
        content = read(f"activities/area-{number}.toml")
        subgroup = Subgroup.objects.get(code=content["subgroup"])
        for position, entry in enumerate(content["activity"], start=1):
            yield {**entry, "area": areas[number], "position": position, "subgroup": subgroup, "played": set()}


def propose(
    entry: Entry, *, people: dict[str, User], bodies: dict[str, Institution], since: date, today: date
) -> Activity:
    """The activity as it stood before its adoption, with the wished deadline and its bodies."""
    wish: Entry = next(iter(entry.get("deadline", [])), {})
    precision = Precision(wish.get("precision", Precision.DAY if wish else Precision.NONE))
    due_on = day(wish, "due", today=today)
    activity = Activity.objects.create(
        area=entry["area"],
        position=entry["position"],
        subgroup=entry["subgroup"],
        owner=people[address(entry["owner"])] if "owner" in entry else None,
        priority=entry.get("priority", Activity.Priority.NORMAL),
        state=Activity.State.PROPOSED,
        due_on=due_on and precision.last_day(due_on),
        due_precision=precision,
        added_on=since,
        **in_languages(entry, "title", "description", "output"),
    )
    parts: dict[Any, list[str]] = {part: entry.get(part.name.lower(), []) for part in ActivityBody.Part}
    ActivityBody.objects.bulk_create(
        ActivityBody(activity=activity, institution=bodies[f"demo-{code}"], part=part, valid_from=since)
        for part, codes in parts.items()
        for code in codes
    )
    return activity


def events_of(
    entries: list[Entry], people: dict[str, User], bodies: dict[str, Institution], *, today: date
) -> list[Event]:
    """Whatever happened to the activities there are and was not played yet, in order."""
    events: list[Event] = []
    for entry in entries:
        if "activity" in entry:
            events += Life(entry, people, bodies, today=today).events()
    return sorted(events, key=lambda event: event.at)


def play(events: list[Event]) -> None:
    """Let it happen; the sort is stable, so that what happened in one hour keeps the order of the file."""
    for event in events:
        event.happen()


def connect(entries: list[Entry]) -> None:
    """What waits for what, by the numbers people say."""
    by_code = {entry["activity"].code: entry["activity"] for entry in entries}
    for entry in entries:
        for code in entry.get("waits_for", []):
            Dependency.objects.create(activity=entry["activity"], predecessor=by_code[code])
