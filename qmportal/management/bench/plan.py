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
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import User
from qmportal.management.bench.data import AREAS, Data
from qmportal.management.bench.pages import Page, ratios_of
from qmportal.management.bench.server import Server
from workplans.models import Activity, Deadline, DeadlineProposal, Dependency, ProgressReport

SIZES = (100, 1_000, 10_000)  # activities
ROUNDS = 11  # the median of so many counts; page and query by turns
SHOWN = {"timeline": 60, "plan": 50, "table": 50}  # rows on a page
MOVED, BEGUN, WAITING, PROPOSED = 3, 2, 4, 10  # every how manieth activity


@dataclass(frozen=True)
class Measured:
    """One page at one size; times are seconds."""

    queries: int
    page: float
    sql: float
    size: int
    sent: int


def measure_plan(write: Callable[[str], Any], analyse: Callable[[], None], server: Server) -> list[str]:
    """Write one figure a line; return which pages take more queries as the plan grows. A failure raises LookupError."""
    data = Data()
    trouble: list[str] = []
    queries: dict[str, int] = {}
    for size in SIZES:
        grow_plan(data, size)
        analyse()
        for page, rows in pages(data):
            found = measure(page, rows)
            write(f"plan.{page.name}_{size}.queries: {found.queries}")
            write(f"plan.{page.name}_{size}.ratio_to_sql: {found.page / found.sql:.2f}")
            write(f"plan.{page.name}_{size}.ratio_to_bare: {ratios_of(page, data, server)[0]:.3f}")
            write(f"plan.{page.name}_{size}.page_kib: {found.size / 1024:.1f}")
            write(f"plan.{page.name}_{size}.sent_kib: {found.sent / 1024:.1f}")
            fewer = queries.setdefault(page.name, found.queries)
            if fewer != found.queries:
                trouble.append(
                    f"{page.name} takes {fewer} queries with {SIZES[0]} activities, {found.queries} with {size}"
                )
    return trouble


def pages(data: Data) -> Iterator[tuple[Page, Any]]:
    """The pages, and the rows each shows as one query."""
    plan = Activity.objects.filter(area__plan=data.plan)
    nobody = AnonymousUser()
    public = plan.visible_to(nobody).sorted_by("code").for_timeline(nobody, data.today)
    inside = plan.sorted_by("code").for_table(data.today)
    for name, rows, reader in (("timeline", public, None), ("plan", public, None), ("table", inside, data.secretariat)):
        address = reverse(f"workplans:{name}", args=[data.plan.code])
        yield Page(name, address, reader), rows[: SHOWN[name]]


def measure(page: Page, rows: Any) -> Measured:
    """Ask for the page and for its rows by turns in this process, warm."""
    client = Client(SERVER_NAME="localhost")
    if page.user:
        client.force_login(page.user)
    sql, values = rows.query.sql_with_params()

    def ask_database() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    for _warming in range(2):
        ask_database()
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(page.url)
        queries = len(captured)  # now: the next request forgets them
        if answer.status_code != 200:
            raise LookupError(f"{page.name} answers {answer.status_code}")
    times = [(took(lambda: client.get(page.url)), took(ask_database)) for _round in range(ROUNDS)]
    whole, query = (statistics.median(column) for column in zip(*times, strict=True))
    return Measured(queries, whole, query, len(answer.content), len(gzip.compress(answer.content, 6)))


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
