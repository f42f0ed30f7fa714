"""The plan's door for the day after somebody left."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from letters.actions import recorded
from workplans.actions import leaving


@shared_task(name="workplans.tasks.settle_departures")
@recorded("workplans.settle_departures")
def settle_departures() -> dict[str, int]:
    """Tidy up behind everybody whose last day has passed. Called every hour by beat; twice is harmless."""
    return leaving.settle(today=timezone.localdate())
