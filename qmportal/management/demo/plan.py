"""What the fictional institutions promised in the plan in force, and how far they say they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from institutions.models import Institution, Subgroup, User
from institutions.models.pages import Precision
from qmportal.management.demo.data import Entry, day, in_languages, last_of, moment, read
from qmportal.management.demo.people import address
from workplans.models import Activity, ActivityBody, Area, Deadline, ProgressReport

PLAN = "WP-2017-2019"
AREAS = range(1, 6)


def load_activities(*, today: date) -> None:
    """Fill each area of the plan that has no activity yet; areas in which somebody already works stay as they are."""
    people = {person.email: person for person in User.objects.filter(email__endswith="@demo.example")}
    bodies = {body.code: body for body in Institution.objects.filter(code__startswith="demo-")}
    for number in AREAS:
        area = Area.objects.get(plan__code=PLAN, number=number)
        if not area.activities.exists():
            content = read(f"activities/area-{number}.toml")
            subgroup = Subgroup.objects.get(code=content["subgroup"])
            for position, entry in enumerate(content["activity"], start=1):
                entry["reports"] = [
                    report_of(report, people, today=today, output=entry["output"]) for report in entry.get("report", [])
                ]
                activity = add_activity(entry, area=area, position=position, subgroup=subgroup, people=people)
                add_bodies(activity, entry, bodies)
                add_deadlines(activity, entry, people, today=today)
                ProgressReport.objects.bulk_create(
                    ProgressReport(
                        activity=activity, version=version, acting_for=bodies[first_body(report["author"])], **report
                    )
                    for version, report in enumerate(entry["reports"], start=1)
                )


def report_of(entry: Entry, people: dict[str, User], *, today: date, output: dict[str, str]) -> Entry:
    """The columns of one report; its words are in the language of its author."""
    author = people[address(entry["by"])]
    return {
        "status": entry.get("status", ProgressReport.Status.UNDER_WAY),
        "percent": entry["percent"],
        "achieved": entry["achieved"],
        "next_steps": entry.get("next_steps", ""),
        "blockers": entry.get("blockers", ""),
        "output": entry.get("output", output[author.language] if entry.get("status") == "done" else ""),
        "author": author,
        "language": author.language,
        "reported_at": moment(day(entry, "on", today=today) or today),
    }


def add_activity(entry: Entry, *, area: Area, position: int, subgroup: Subgroup, people: dict[str, User]) -> Activity:
    """The activity as its reports left it, or in the state the file names, where people decided otherwise."""
    reports = entry["reports"]
    last: dict[str, Any] = reports[-1] if reports else {"status": Activity.State.PLANNED, "percent": 0}
    return Activity.objects.create(
        area=area,
        position=position,
        subgroup=subgroup,
        owner=people[address(entry["owner"])] if "owner" in entry else None,
        priority=entry.get("priority", Activity.Priority.NORMAL),
        state=entry.get("state", last["status"]),
        percent=last["percent"],
        version=len(reports),
        last_report_on=timezone.localdate(last["reported_at"]) if reports else None,
        review_on=entry.get("review_on"),
        **in_languages(entry, "title", "description", "output"),
    )


def add_bodies(activity: Activity, entry: Entry, bodies: dict[str, Institution]) -> None:
    """Who leads, who contributes and who is consulted, since the first day of the plan."""
    parts: list[tuple[Any, str]] = [
        *((ActivityBody.Part.LEAD, code) for code in entry.get("lead", [])),
        *((ActivityBody.Part.CONTRIBUTING, code) for code in entry.get("contributing", [])),
        *((ActivityBody.Part.CONSULTED, code) for code in entry.get("consulted", [])),
    ]
    ActivityBody.objects.bulk_create(
        ActivityBody(
            activity=activity, institution=bodies[f"demo-{code}"], part=part, valid_from=activity.area.plan.starts_on
        )
        for part, code in parts
    )


def add_deadlines(activity: Activity, entry: Entry, people: dict[str, User], *, today: date) -> None:
    """The baseline and every move after it, in order; the database lets the newest count."""
    secretariat = people[address("secretariat")]
    Deadline.objects.bulk_create(
        Deadline(
            activity=activity,
            version=version,
            due_on=last_of(day(deadline, "due", today=today) or today, deadline.get("precision", Precision.DAY)),
            precision=deadline.get("precision", Precision.DAY),
            is_baseline=version == 1,
            reason_class=deadline.get("reason_class", ""),
            reason=deadline.get("reason", ""),
            set_by=secretariat,
            set_at=moment(day(deadline, "set", today=today) or activity.area.plan.starts_on),
        )
        for version, deadline in enumerate(entry.get("deadline", []), start=1)
    )


def first_body(author: User) -> str:
    """The code of the institution for which the person reports."""
    code: str = author.affiliations.order_by("pk").values_list("institution__code", flat=True)[0]
    return code
