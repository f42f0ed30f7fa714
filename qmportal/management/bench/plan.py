"""A plan that grows: what its picture and its tables cost, against one query for the same rows and a bare view."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from institutions.models import User
from qmportal.management.bench.data import AREAS, Data
from workplans.models import Activity, Deadline, DeadlineProposal, Dependency, ProgressReport

SIZES = (100, 1_000, 10_000)  # activities
ROUNDS = 11  # the median of so many counts; page, query and bare view by turns
SHOWN = {"timeline": 60, "plan": 50, "table": 50}  # rows on a page
MOVED, BEGUN, WAITING, PROPOSED = 3, 2, 4, 10  # every how manieth activity


@dataclass(frozen=True)
class Measured:
    """One page at one size; times are seconds."""

    queries: int
    page: float
    sql: float
    bare: float
    size: int
    sent: int


def measure_plan(write: Callable[[str], Any], analyse: Callable[[], None]) -> list[str]:
    """Write one figure a line; return what is wrong: pages that fail, and numbers of queries that grow."""
    data = Data()
    trouble: list[str] = []
    queries: dict[str, int] = {}
    with override_settings(ROOT_URLCONF="qmportal.management.bench.urls"):
        for size in SIZES:
            grow_plan(data, size)
            analyse()
            for name, user, rows in pages(data):
                found = measure(f"workplans:{name}", data, user, rows)
                write(f"plan.{name}_{size}.queries: {found.queries}")
                write(f"plan.{name}_{size}.ratio_to_sql: {found.page / found.sql:.2f}")
                write(f"plan.{name}_{size}.ratio_to_bare: {found.bare / found.page:.3f}")
                write(f"plan.{name}_{size}.page_kib: {found.size / 1024:.1f}")
                write(f"plan.{name}_{size}.sent_kib: {found.sent / 1024:.1f}")
                fewer = queries.setdefault(name, found.queries)
                if fewer != found.queries:
                    trouble.append(
                        f"{name} takes {fewer} queries with {SIZES[0]} activities, {found.queries} with {size}"
                    )
    return trouble


def pages(data: Data) -> Iterator[tuple[str, User | None, Any]]:
    """Name, reader, and the rows the page shows as one query."""
    plan = Activity.objects.filter(area__plan=data.plan)
    nobody = AnonymousUser()
    public = plan.visible_to(nobody).sorted_by("code").for_timeline(nobody, data.today)
    yield "timeline", None, public[: SHOWN["timeline"]]
    yield "plan", None, public[: SHOWN["plan"]]
    yield "table", data.secretariat, plan.sorted_by("code").for_table(data.today)[: SHOWN["table"]]


def measure(name: str, data: Data, user: User | None, rows: Any) -> Measured:
    """Ask for the page, its rows and the bare view by turns in this process, warm."""
    client, visitor = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    if user:
        client.force_login(user)
    address = reverse(name, args=[data.plan.code])
    sql, values = rows.query.sql_with_params()

    def ask_database() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    for _warming in range(2):
        ask_database()
        visitor.get("/bare")
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        queries = len(captured)  # now: the next request forgets them
        if answer.status_code != 200:
            raise LookupError(f"{name} answers {answer.status_code}")
    deeds: list[Callable[[], Any]] = [lambda: client.get(address), ask_database, lambda: visitor.get("/bare")]
    times = [[took(deed) for deed in deeds] for _round in range(ROUNDS)]
    page, query, bare = (statistics.median(column) for column in zip(*times, strict=True))
    return Measured(queries, page, query, bare, len(answer.content), len(gzip.compress(answer.content, 6)))


def took(deed: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def grow_plan(data: Data, size: int) -> None:
    """Add activities until the plan has that many, with moves, first reports, dependencies and proposals among them."""
    there = Activity.objects.count()
    new = data.activities([data.institutions[0]] * (size - there))
    dated = list(Activity.objects.filter(pk__in=[one.pk for one in new], due_on__isnull=False))
    Deadline.objects.bulk_create(moved(activity) for activity in dated if activity.position % MOVED == 0)
    ProgressReport.objects.bulk_create(
        begun(activity, data.member) for activity in dated if activity.position % BEGUN == 0
    )
    Dependency.objects.bulk_create(
        Dependency(activity=later, predecessor=earlier)
        for earlier, later in zip(new, new[AREAS:], strict=False)
        if later.position % WAITING == 0
    )
    DeadlineProposal.objects.bulk_create(
        proposed(activity, data.member) for activity in dated if activity.position % PROPOSED == 0
    )


def later_day(activity: Activity) -> date:
    assert activity.due_on is not None  # noqa: S101 - only dated activities are asked for
    return activity.due_on + timedelta(days=activity.position % 90)


def moved(activity: Activity) -> Deadline:
    return Deadline(
        activity=activity,
        version=2,
        due_on=later_day(activity),
        precision="month" if activity.position % 2 else "day",
        reason_class=Deadline.ReasonClass.SCOPE,
        reason="Larger than thought.",
    )


def begun(activity: Activity, author: User) -> ProgressReport:
    return ProgressReport(
        activity=activity,
        version=1,
        status="under_way",
        percent=activity.position % 100,
        achieved="One step.",
        language="en",
        author=author,
    )


def proposed(activity: Activity, by: User) -> DeadlineProposal:
    return DeadlineProposal(
        activity=activity,
        seen_version=1,
        due_on=later_day(activity),
        reason_class=Deadline.ReasonClass.SCOPE,
        reason="Larger than thought.",
        language="en",
        proposed_by=by,
    )
