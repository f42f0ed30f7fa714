"""Writes what the group says of itself: standing pages, history, meetings and the plan with its areas."""

from __future__ import annotations

from institutions.models import Milestone, Page
from meetings.models import Meeting, MeetingDay
from qmportal.management.starter.reading import Count, document, missing, texts, toml
from workplans.models import Area, WorkPlan


def load_pages() -> Count:
    """About the group and its sister network in Finland, accessibility, privacy."""
    group = toml("group.toml")
    about = texts(title=group["name"], lead=group["one_sentence"], body=group["about"])
    entries = [
        {"code": "about", **about},
        {"code": "sister-network", **texts(title=group["sister_network_title"], body=group["sister_network"])},
    ]
    for code in ("accessibility", "privacy"):
        title, lead, body = document("pages", code)
        entries.append({"code": code, **texts(title=title, lead=lead, body=body)})
    new, left_alone = missing(Page, entries)
    for entry in new:
        Page.objects.create(**entry)
    return Count(len(new), left_alone)


def load_milestones() -> Count:
    new, left_alone = missing(Milestone, toml("milestones.toml")["milestone"])
    for entry in new:
        Milestone.objects.create(
            code=entry["code"],
            happened_on=entry["happened_on"],
            precision=entry["precision"],
            **texts(title=entry["title"], text=entry["text"]),
        )
    return Count(len(new), left_alone)


def load_meetings() -> Count:
    """Meetings, conferences and events with their days; hours are not public."""
    new, left_alone = missing(Meeting, toml("meetings.toml")["meeting"])
    for entry in new:
        meeting = Meeting.objects.create(
            code=entry["code"],
            number=str(entry.get("number", "")),
            kind=entry["kind"],
            state=entry["state"],
            zone=entry["zone"],
            **texts(title=entry["title"], place=entry["place"], report=entry["report"]),
        )
        MeetingDay.objects.bulk_create(MeetingDay(meeting=meeting, held_on=day["on"]) for day in entry["days"])
    return Count(len(new), left_alone)


def load_work_plan() -> Count:
    """The plan 2017–2019 and its five areas; closed when another plan is in force by now."""
    new, left_alone = missing(WorkPlan, [toml("workplan.toml")])
    for entry in new:
        taken = WorkPlan.objects.current().exists()
        plan = WorkPlan.objects.create(
            code=entry["code"],
            starts_on=entry["starts_on"],
            ends_on=entry["ends_on"],
            state=WorkPlan.State.CLOSED if taken else WorkPlan.State.ADOPTED,
            **texts(title=entry["title"], summary=entry["summary"]),
        )
        for area in entry["area"]:
            Area.objects.create(plan=plan, number=area["number"], **texts(title=area["title"], aim=area["aim"]))
    return Count(len(new), left_alone)
