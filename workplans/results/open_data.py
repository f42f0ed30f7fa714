"""The plan as data: what each column means, and the rows, in one query however many there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, DecimalField, F, Max, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat, Extract, Greatest, JSONObject
from django.utils.translation import gettext_lazy as _

from institutions.models.pages import Precision
from workplans.models import Activity, ActivityBody, Deadline, Dependency, ProgressReport, StateChange, WorkPlan

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
PRIORITIES = {
    1: "high",
    2: "normal",
    3: "low",
}  # as in Activity.Priority, in words that do not change with the language
PRECISIONS = tuple(Precision.values)
ROWS_AT_ONCE = 500  # rows the database hands over together


@dataclass(frozen=True)
class Column:
    """One column of the tables, or one per language; ``is_read`` tells whether an import takes it."""

    name: str
    kind: str  # integer, text, date, moment, codes
    meaning: Any
    is_translated: bool = False
    is_read: bool = False
    choices: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What stands in the first line of the table: title_en, title_bs, title_sv."""
        return tuple(f"{self.name}_{code}" for code in LANGUAGES) if self.is_translated else (self.name,)


COLUMNS = (
    Column("plan", "text", _("Code of the work plan, as in its address.")),
    Column("area", "integer", _("Number of the area."), is_read=True),
    Column("area_title", "text", _("Title of the area, one column per language."), is_translated=True, is_read=True),
    Column("area_aim", "text", _("Aim of the area, one column per language."), is_translated=True, is_read=True),
    Column("position", "integer", _("Number of the activity in its area."), is_read=True),
    Column("code", "text", _("Area and position, as people say it: 2.3. It names the activity within the plan.")),
    Column("title", "text", _("Title of the activity, one column per language."), is_translated=True, is_read=True),
    Column("description", "text", _("Description, one column per language."), is_translated=True, is_read=True),
    Column("output", "text", _("Expected output, one column per language."), is_translated=True, is_read=True),
    Column(
        "state",
        "text",
        _(
            "Where the activity stands, as it was last said. Cancelled activities stay in the data. An activity is "
            "overdue when its deadline has passed and it is planned, under way or at risk; that follows from the day "
            "and is not a state."
        ),
        choices=tuple(Activity.State.values),
    ),
    Column("priority", "text", _("Priority."), is_read=True, choices=tuple(PRIORITIES.values())),
    Column("subgroup", "text", _("Code of the subgroup that works on it."), is_read=True),
    Column("lead_body", "text", _("Code of the institution that answers for it today."), is_read=True),
    Column(
        "contributing",
        "codes",
        _("Codes of the institutions that contribute today, with spaces between."),
        is_read=True,
    ),
    Column("consulted", "codes", _("Codes of the institutions that are consulted, with spaces between."), is_read=True),
    Column(
        "due_on",
        "date",
        _("Deadline, as year, month, day: 2018-09-30. For a month or a quarter it is the last day."),
        is_read=True,
    ),
    Column("due_precision", "text", _("How exactly the deadline is meant."), is_read=True, choices=PRECISIONS),
    Column(
        "waits_for",
        "codes",
        _("Codes of the activities it waits for (area and position), with spaces between."),
        is_read=True,
    ),
    Column("baseline_due_on", "date", _("Deadline as first adopted.")),
    Column("moves", "integer", _("How often the deadline has moved since.")),
    Column(
        "slip_days", "integer", _("Days from the baseline deadline to the present one; negative when it is earlier.")
    ),
    Column("percent", "integer", _("Progress in percent, as last reported.")),
    Column("last_report_on", "date", _("Day of the last progress report.")),
    Column("review_on", "date", _("Day on which an activity on hold is looked at again.")),
    Column(
        "added_in_version", "integer", _("Version of the plan that first held the activity; 1 is the adopted plan.")
    ),
    Column("added_on", "date", _("Day from which it belongs to the plan.")),
    Column("modified", "moment", _("When anything in this row last changed, with the offset from UTC.")),
)
KEYS = tuple(key for column in COLUMNS for key in column.keys)
READ_KEYS = tuple(key for column in COLUMNS if column.is_read for key in column.keys)
BY_KEY = {key: column for column in COLUMNS for key in column.keys}


def data_rows(activities: QuerySet[Activity], today: date) -> Iterator[dict[str, Any]]:
    """One dict of ``KEYS`` per activity, in the order of the plan, with all its ``deadlines``; one query in all.

    Lists of codes are lists, dates are dates, ``modified`` is an aware moment. No person is in it.
    """
    bodies = ActivityBody.objects.on(today).filter(activity=OuterRef("pk")).order_by("institution__code", "pk")
    part = ActivityBody.Part
    rows = (
        activities.annotate(
            lead_bodies=ArraySubquery(bodies.filter(part=part.LEAD).values("institution__code")),
            contributing=ArraySubquery(bodies.filter(part=part.CONTRIBUTING).values("institution__code")),
            consulted=ArraySubquery(bodies.filter(part=part.CONSULTED).values("institution__code")),
            waits_for=ArraySubquery(_predecessors(activities)),
            story=ArraySubquery(_deadlines()),
            modified=modified(),
        )
        .in_plan_order()  # type: ignore[attr-defined]
        .values(
            *(f"{field}_{code}" for field in ("title", "description", "output") for code in LANGUAGES),
            *(f"area__{field}_{code}" for field in ("title", "aim") for code in LANGUAGES),
            *("position", "state", "priority", "due_on", "due_precision", "baseline_due_on", "deadline_version"),
            *("percent", "last_report_on", "review_on", "added_on", "baseline_number"),
            *("lead_bodies", "contributing", "consulted", "waits_for", "story", "modified"),
            *("area__number", "area__plan__code", "subgroup__code"),
        )
    )
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _shaped(row)


def flat(row: dict[str, Any]) -> list[Any]:
    """The row as cells in the order of ``KEYS``."""
    return [" ".join(row[key]) if BY_KEY[key].kind == "codes" else row[key] for key in KEYS]


def edition_of(plan: WorkPlan, activities: QuerySet[Activity], today: date) -> str:
    """A short text that changes whenever the data of these activities of the plan do; three queries.

    Moments are added up and entries counted: the newest alone would miss a change that commits after a later one.
    The day belongs to it, because institutions' parts begin and end with days.
    """
    exact = DecimalField(max_digits=30, decimal_places=6)  # seconds, to the microsecond
    moments = activities.order_by().annotate(modified=modified(), at=Extract("modified", "epoch", output_field=exact))
    found = moments.aggregate(sum=Sum("at"), count=Count("pk"))
    of_plan = apps.get_model("workplans", "WorkPlanEvent").objects.filter(pgh_obj=plan.pk).count()
    of_areas = apps.get_model("workplans", "AreaEvent").objects.filter(plan=plan.pk).count()
    facts = (plan.pk, found["sum"], found["count"], of_plan, of_areas, today)
    return hashlib.sha256("/".join(map(str, facts)).encode()).hexdigest()[:24]


def modified() -> Greatest:
    """When an activity, its area, deadlines, bodies, reports, steps or dependencies last changed; PostgreSQL skips
    what is missing."""
    return Greatest(
        _newest("ActivityEvent", "pgh_obj", "pgh_created_at"),
        _newest("ActivityBodyEvent", "activity", "pgh_created_at"),
        _newest("DependencyEvent", "activity", "pgh_created_at"),
        _newest("AreaEvent", "pgh_obj", "pgh_created_at", outer="area"),
        _newest(Deadline, "activity", "set_at"),
        _newest(ProgressReport, "activity", "reported_at"),
        _newest(StateChange, "activity", "changed_at"),
    )


def plan_head(plan: WorkPlan) -> dict[str, Any]:
    """What the data say of the plan itself, with its areas."""
    newest = plan.baselines.aggregate(version=Max("number"))
    return {
        "plan": {
            "code": plan.code,
            "title": _in_languages(plan, "title"),
            "summary": _in_languages(plan, "summary"),
            "starts_on": plan.starts_on,
            "ends_on": plan.ends_on,
            "state": plan.state,
            "version": newest["version"],
        },
        "areas": [
            {"number": area.number, "title": _in_languages(area, "title"), "aim": _in_languages(area, "aim")}
            for area in plan.areas.order_by("number")
        ],
    }


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the JSON has it: languages side by side under one name, and every deadline there was."""
    thing: dict[str, Any] = {}
    for column in COLUMNS:
        if column.name == "plan" or column.name.startswith("area_"):
            continue  # said once, at the head
        if column.is_translated:
            thing[column.name] = {code: row[f"{column.name}_{code}"] for code in LANGUAGES}
        else:
            thing[column.name] = row[column.name] if row[column.name] != "" else None
    thing["deadlines"] = row["deadlines"]
    return thing


def _shaped(row: dict[str, Any]) -> dict[str, Any]:
    due_on, baseline = row["due_on"], row["baseline_due_on"]
    words = {f"{f}_{code}": row[f"{f}_{code}"] or "" for f in ("title", "description", "output") for code in LANGUAGES}
    area = {f"area_{f}_{code}": row[f"area__{f}_{code}"] or "" for f in ("title", "aim") for code in LANGUAGES}
    same = ("position", "state", "due_on", "due_precision", "baseline_due_on", "percent", "last_report_on", "review_on")
    return {
        **{name: row[name] for name in (*same, "added_on", "contributing", "consulted", "waits_for", "modified")},
        **words,
        **area,
        "plan": row["area__plan__code"],
        "area": row["area__number"],
        "code": f"{row['area__number']}.{row['position']}",
        "priority": PRIORITIES[row["priority"]],
        "subgroup": row["subgroup__code"] or "",
        "lead_body": row["lead_bodies"][0] if row["lead_bodies"] else "",
        "moves": max(row["deadline_version"] - 1, 0),
        "slip_days": (due_on - baseline).days if due_on and baseline else None,
        "added_in_version": row["baseline_number"],
        "deadlines": row["story"],
    }


def _newest(model: Any, key: str, field: str, outer: str = "pk") -> Subquery:
    if isinstance(model, str):
        model = apps.get_model("workplans", model)  # the audit trail makes these models itself
    rows = model.objects.filter(**{key: OuterRef(outer)}).order_by().values(key)
    return Subquery(rows.annotate(newest=Max(field)).values("newest"))


def _predecessors(seen: QuerySet[Activity]) -> Any:
    """Codes of those among the activities the reader sees: of proposals and other plans it says nothing."""
    code = Concat(
        Cast("predecessor__area__number", CharField()), Value("."), Cast("predecessor__position", CharField())
    )
    rows = Dependency.objects.filter(activity=OuterRef("pk"), predecessor__in=seen.order_by()).annotate(code=code)
    return rows.order_by("predecessor__area__number", "predecessor__position", "pk").values("code")


def _deadlines() -> Any:
    facts = JSONObject(
        version=F("version"),
        due_on=F("due_on"),
        precision=F("precision"),
        is_baseline=F("is_baseline"),
        reason_class=F("reason_class"),
        decision=F("decision"),
        recorded_at=F("set_at"),
    )
    return Deadline.objects.filter(activity=OuterRef("pk")).order_by("version").annotate(facts=facts).values("facts")


def _in_languages(thing: Any, field: str) -> dict[str, str]:
    return {code: getattr(thing, f"{field}_{code}") or "" for code in LANGUAGES}
