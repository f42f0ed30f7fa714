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


def lateness(now: datetime) -> dict[str, bool]:
    """Whether letters are not written, not sent, or either of it, for longer than PLANNER_IS_LATE_AFTER.

    Two queries that read a few rows: the load balancer asks often.
    """
    limit = now - timedelta(minutes=settings.PLANNER_IS_LATE_AFTER)
    good = JobRun.objects.succeeded().filter(job__in=settings.LETTER_PLANNERS, started_at__gte=limit)
    oldest = Letter.objects.to_send(now).values_list("try_at", flat=True).first()
    writes_late = good.values("job").distinct().count() < len(settings.LETTER_PLANNERS)
    sends_late = oldest is not None and oldest < limit
    return {"is_late": writes_late or sends_late, "writes_late": writes_late, "sends_late": sends_late}


def post_room(now: datetime) -> dict[str, Any]:
    """How the post room stands, in four queries.

    What ``lateness`` says; ``newest_run`` of a planner (JobRun or None), ``newest_wrote``: how many letters (or None);
    ``waiting``: letters whose moment has come, ``oldest_waiting``: since when (or None); ``due``, ``put_off`` by the
    mail server, ``sent_today``, ``sent_this_week``, ``failed``: how many. Days and weeks are those of the active zone.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    is_due, is_sent = Q(state=Letter.State.DUE), Q(state=Letter.State.SENT)
    is_waiting = is_due & Q(try_at__lte=now)
    figures = Letter.objects.order_by().aggregate(
        due=Count("pk", filter=is_due),
        put_off=Count("pk", filter=is_due & Q(attempts__gt=0)),
        waiting=Count("pk", filter=is_waiting),
        oldest_waiting=Min("try_at", filter=is_waiting),
        sent_today=Count("pk", filter=is_sent & Q(sent_at__gte=midnight)),
        sent_this_week=Count("pk", filter=is_sent & Q(sent_at__gte=monday)),
        failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
    )
    newest = JobRun.objects.filter(job__in=settings.LETTER_PLANNERS).newest()
    return {
        **lateness(now),
        "newest_run": newest,
        "newest_wrote": sum(newest.counts.values()) if newest is not None and newest.counts else None,
        "late_after": settings.PLANNER_IS_LATE_AFTER,
        **figures,
    }
