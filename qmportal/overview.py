"""How all institutions stand, counted by the database in one query: a page of rows and the totals with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import get_language

from institutions.models import Institution
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.models.activities import DONE_STATES, DUE_SOON_DAYS, OPEN_STATES

ROWS = 50  # on one page; a template needs about 50 microseconds for each
COUNTS = ("open", "due_soon", "overdue", "silent", "done")
SORTS = ("name", "kind", *COUNTS, "people", "last_report")

# Written by hand: what the ORM makes of it takes PostgreSQL three times as long with a thousand institutions.
# OFFSET 0 lets each activity be judged once instead of once for every count; people are counted only for the rows
# returned, unless they are sorted by.
QUERY = """
SELECT institution.code, institution.kind, {names},
       coalesce(number.open, 0) AS open, coalesce(number.due_soon, 0) AS due_soon,
       coalesce(number.overdue, 0) AS overdue, coalesce(number.silent, 0) AS silent,
       coalesce(number.done, 0) AS done, number.last_report,
       (SELECT count(*) FROM institutions_affiliation place
         WHERE place.institution_id = institution.id
           AND place.valid_from <= %(today)s AND (place.valid_to IS NULL OR place.valid_to > %(today)s)) AS people,
       count(*) OVER () AS found, sum(number.open) OVER () AS all_open, sum(number.due_soon) OVER () AS all_due_soon,
       sum(number.overdue) OVER () AS all_overdue, sum(number.silent) OVER () AS all_silent,
       sum(number.done) OVER () AS all_done
  FROM institutions_institution institution
  LEFT JOIN (
       SELECT body.institution_id,
              count(*) FILTER (WHERE is_open) AS open,
              count(*) FILTER (WHERE is_open AND due_on BETWEEN %(today)s AND %(soon)s) AS due_soon,
              count(*) FILTER (WHERE is_open AND due_on < %(today)s) AS overdue,
              count(*) FILTER (WHERE is_open AND (last_report_on IS NULL OR last_report_on <= %(old)s)) AS silent,
              count(*) FILTER (WHERE is_done) AS done,
              max(last_report_on) AS last_report
         FROM workplans_activitybody body
         JOIN (SELECT activity.id, due_on, last_report_on,
                      activity.state = ANY(%(open_states)s) AS is_open, activity.state = ANY(%(done_states)s) AS is_done
                 FROM workplans_activity activity
                WHERE area_id IN (SELECT area.id FROM workplans_area area JOIN workplans_workplan plan
                                      ON plan.id = area.plan_id WHERE plan.state = %(adopted)s)
               OFFSET 0) activity ON activity.id = body.activity_id
        WHERE body.part = ANY(%(parts)s)
          AND body.valid_from <= %(today)s AND (body.valid_to IS NULL OR body.valid_to > %(today)s)
        GROUP BY body.institution_id) number ON number.institution_id = institution.id
 WHERE EXISTS (SELECT FROM institutions_groupmembership membership
                WHERE membership.institution_id = institution.id
                  AND membership.valid_from <= %(today)s
                  AND (membership.valid_to IS NULL OR membership.valid_to > %(today)s))
   {conditions}
 ORDER BY {order}, institution.code, institution.id
 LIMIT %(rows)s OFFSET %(before)s
"""

# The newest entry of the audit trail for every table the query reads: each lies at the end of its primary key.
STAMP = """
SELECT (SELECT max(pgh_id) FROM workplans_activityevent), (SELECT max(pgh_id) FROM workplans_activitybodyevent),
       (SELECT max(pgh_id) FROM workplans_areaevent), (SELECT max(pgh_id) FROM workplans_workplanevent),
       (SELECT max(pgh_id) FROM institutions_institutionevent), (SELECT max(pgh_id) FROM institutions_affiliationevent),
       (SELECT max(pgh_id) FROM institutions_groupmembershipevent)
"""
REMEMBERED_FOR = 60  # seconds


@dataclass(frozen=True)
class Overview:
    """One page of institutions and the sums over all pages."""

    rows: list[dict[str, Any]]
    totals: dict[str, int]
    page: Page[Any]


def overview(
    today: date,
    *,
    only: frozenset[int] | None = None,
    name: str = "",
    kind: str = "",
    with_overdue: bool = False,
    sort: str = "-overdue",
    page: int = 1,
) -> Overview:
    """Count, filter, sort and cut to a page in one query; raise Http404 for a page that does not exist.

    Each institution of the group has the numbers of activities of the plan in force that it leads or contributes to;
    ``overdue``, ``due_soon`` and ``silent`` (no report for too long) are parts of ``open``. ``only`` limits to these
    primary keys; ``sort`` is one of SORTS, with a minus for downwards.
    """
    conditions = {
        "AND institution.id = ANY(%(only)s)": only is not None,
        "AND institution.kind = %(kind)s": kind,
        "AND number.overdue > 0": with_overdue,
        f"AND (institution.code ILIKE %(like)s OR {_shown_name()} ILIKE %(like)s)": name,
    }
    query = QUERY.format(
        names=", ".join(f"institution.name_{code}" for code, _name in settings.LANGUAGES),
        conditions=" ".join(condition for condition, is_wanted in conditions.items() if is_wanted),
        order=_order(sort),
    )
    like = "%" + connection.ops.prep_for_like_query(name) + "%"
    asked: dict[str, Any] = {"only": list(only or ()), "kind": kind, "like": like}
    rows = _remembered(query, {**_facts_of_the_day(today), **asked, "rows": ROWS, "before": (page - 1) * ROWS})
    if not rows and page > 1:
        raise Http404
    first = rows[0] if rows else {}
    return Overview(
        rows=rows,
        totals={count: int(first.get(f"all_{count}") or 0) for count in COUNTS},
        page=Paginator(range(first.get("found", 0)), ROWS).page(page),
    )


def _remembered(query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were counted last, while the audit trail shows no change of what they are counted from.

    The stamp is read first, so the rows are never older than it says. A change that commits after a later one does not
    raise the stamp; that is why rows are forgotten after a minute anyway.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        stamp = cursor.fetchone()
    asked = repr((stamp, query, sorted(params.items())))
    key = f"overview/{hashlib.sha256(asked.encode()).hexdigest()}"
    rows: list[dict[str, Any]] | None = cache.get(key)
    if rows is None:
        rows = _rows(query, params)
        cache.set(key, rows, REMEMBERED_FOR)
    return rows


def _rows(query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _facts_of_the_day(today: date) -> dict[str, Any]:
    """Values of the query that no reader chooses: days, states, and the language she reads in."""
    return {
        "today": today,
        "soon": today + timedelta(days=DUE_SOON_DAYS),
        "old": today - timedelta(days=settings.REPORT_IS_OLD_AFTER),
        "open_states": [str(state) for state in OPEN_STATES],
        "done_states": [str(state) for state in DONE_STATES],
        "parts": [str(part) for part in ActivityBody.ANSWERING],
        "adopted": str(WorkPlan.State.ADOPTED),
        "language": get_language(),
    }


def _shown_name() -> str:
    """SQL for the name as the reader sees it: her language, then the fallbacks."""
    codes = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    return "coalesce({}, '')".format(", ".join(f"nullif(institution.name_{code}, '')" for code in codes))


def _order(sort: str) -> str:
    """SQL of a sort key that is known; nothing a reader typed gets here."""
    key = sort.removeprefix("-")
    if key not in SORTS:
        raise ValueError(sort)
    column = f'qm_sort_key({_shown_name()}, %(language)s) COLLATE "C"' if key == "name" else key
    return f"{column} DESC NULLS LAST" if sort.startswith("-") else f"{column} ASC NULLS FIRST"


def activities_of(institution: Institution, today: date) -> QuerySet[Activity]:
    """What the institution leads or contributes to in the plan in force; ``part`` says which."""
    parts = ActivityBody.objects.on(today).answering().filter(activity=OuterRef("pk"), institution=institution)
    activities: Any = Activity.objects.in_plan_in_force()
    return activities.annotate(part=Subquery(parts.values("part")[:1])).exclude(part=None)
