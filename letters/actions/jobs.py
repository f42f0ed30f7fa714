"""What the planners did, and how the post room stands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from letters.models import JobRun, Letter


def recorded(job: str) -> Callable[[Callable[[], dict[str, int]]], Callable[[], None]]:
    """Keep a JobRun of every run of the decorated planner: its counts, or its error, which still travels on."""

    def decorate(planner: Callable[[], dict[str, int]]) -> Callable[[], None]:
        @functools.wraps(planner)
        def run() -> None:
            job_run = JobRun.objects.create(job=job, started_at=timezone.now())
            try:
                job_run.counts = planner()
            except Exception as trouble:
                job_run.error = f"{type(trouble).__name__}: {trouble}"
                raise
            finally:
                job_run.ended_at = timezone.now()
                job_run.save(update_fields=["ended_at", "counts", "error"])

        return run

    return decorate


def post_room(now: datetime) -> dict[str, Any]:
    """How the post room stands, in three queries.

    ``newest_run`` and ``last_good_run`` of a planner (JobRun or None), ``is_late``: letters are not written, or not
    sent, ``waiting``: letters whose moment has come, ``oldest_waiting``: since when (or None), ``due``, ``sent_today``,
    ``failed``: how many.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    limit = now - timedelta(minutes=settings.PLANNER_IS_LATE_AFTER)
    good = JobRun.objects.succeeded().newest()
    is_waiting = Q(state=Letter.State.DUE, try_at__lte=now)
    figures = Letter.objects.order_by().aggregate(
        due=Count("pk", filter=Q(state=Letter.State.DUE)),
        waiting=Count("pk", filter=is_waiting),
        oldest_waiting=Min("try_at", filter=is_waiting),
        sent_today=Count("pk", filter=Q(state=Letter.State.SENT, sent_at__gte=midnight)),
        failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
    )
    writes_late = good is None or good.started_at < limit
    sends_late = figures["oldest_waiting"] is not None and figures["oldest_waiting"] < limit
    return {
        "newest_run": JobRun.objects.newest(),
        "last_good_run": good,
        "is_late": writes_late or sends_late,
        "writes_late": writes_late,
        "sends_late": sends_late,
        "late_after": settings.PLANNER_IS_LATE_AFTER,
        **figures,
    }
