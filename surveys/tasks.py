"""The clockwork of surveys: what happens to answers without anybody at hand; each run may come twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.actions import recorded
from surveys.actions import improving, running
from surveys.models import Campaign
from workplans.actions import leaving

leaving.HOLDINGS["improvements"] = leaving.Holding(_("Improvements"), improving.held_by, improving.settle)


@shared_task(name="surveys.tasks.fold_waiting")
@recorded("surveys.fold_waiting")
def fold_waiting() -> dict[str, int]:
    """Set workers on every open survey with answers to fold, more on larger ones. Called every five minutes by beat."""
    wanted = running.to_fold()
    for campaign, workers in wanted.items():
        for _worker in range(workers):
            fold_campaign.delay(campaign)
    return {"surveys": len(wanted)}


@shared_task(name="surveys.tasks.fold_campaign")
def fold_campaign(pk: int) -> None:
    """Fold what waits in one survey; any number of workers may at once.

    Not in one that was closed meanwhile: a few that are held back may still join, and need a group to join.
    """
    still_open = Campaign.objects.filter(pk=pk, state=Campaign.State.OPEN)
    campaign = still_open.select_related("questionnaire").first()
    if campaign is not None:
        running.fold_all(campaign)


@shared_task(name="surveys.tasks.settle")
@recorded("surveys.settle")
def settle() -> dict[str, int]:
    """Close surveys whose last day is over, seal those that closed a day ago. Called every hour by beat."""
    now = timezone.now()
    return {"closed": running.close_due(now), "sealed": running.seal_due(now)}


@shared_task(name="surveys.tasks.count_shown")
@recorded("surveys.count_shown")
def count_shown() -> dict[str, int]:
    """Count, in whole groups, how many answered so far. Called once a day by beat, so that no answer shows."""
    return {"changed": running.count_shown()}


@shared_task(name="surveys.tasks.verify")
@recorded("surveys.verify")
def verify() -> dict[str, int]:
    """Count one survey anew, and fail where the counts are not those of the answers. Called every night by beat."""
    return {"surveys": running.verify_one()}
