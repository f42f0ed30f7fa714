"""The life of a survey by the clock: answers are folded, the survey is closed, counted and sealed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from surveys.actions.folding import MOST, SHARDS, fold, recount, seal, totals
from surveys.models import Campaign, HeldAnswer, PaperLot, Rollup, WaitingAnswer
from surveys.models.campaigns import CampaignQuerySet
from surveys.results.asking import layout_of
from surveys.results.disclosure.display import fieldwork_count
from surveys.results.disclosure.publishing import Thresholds

GRACE = timedelta(minutes=30)  # after the last midnight, for pages that were opened before it
TRIES = 5  # of comparing counts, while others fold
CLEARED = (
    *("surveys_waitinganswer", "surveys_heldanswer", "surveys_participationcode", "surveys_paperslip"),
    *("surveys_response", "surveys_textanswer", "surveys_rollup", "surveys_codekey"),
)
States = Campaign.State


class Miscounted(Exception):
    """The counts of a survey are not those of its answers."""


def to_fold() -> dict[int, int]:
    """Open surveys with a group to fold, and how many workers should; the rest of closed ones waits for the seal."""
    waiting = WaitingAnswer.objects.filter(campaign__state=States.OPEN).order_by()
    numbers = waiting.values_list("campaign", "campaign__fold_size").annotate(number=Count("pk"))
    return {pk: min(SHARDS, 1 + number // MOST) for pk, size, number in numbers if number >= 2 * size}


def fold_all(campaign: Campaign) -> int:
    """Fold group after group until none is left to fold; return how many answers."""
    layout, folded = layout_of(campaign.questionnaire), 0
    while number := fold(campaign, layout):
        folded += number
    return folded


def close_due(now: datetime) -> int:
    """Close the surveys whose last day is over; return how many."""
    with transaction.atomic():
        over = Campaign.objects.filter(state=States.OPEN, closes_on__lt=_day(now)).order_by("pk")
        return Campaign.objects.filter(pk__in=list(over.select_for_update().values_list("pk", flat=True))).update(
            state=States.CLOSED
        )


def seal_due(now: datetime) -> int:
    """Fold the rest of surveys that closed at least a day ago and seal them; return how many.

    Not those where answers are held back or a lot of paper is open: somebody must decide on these first.
    """
    sealed = []
    for campaign in ready_to_seal(_day(now)).select_related("questionnaire"):
        fold_all(campaign)
        if seal(campaign):
            sealed.append(campaign.pk)
    if sealed:
        _clear()
        count_shown(sealed)
    return len(sealed)


def ready_to_seal(day: date) -> CampaignQuerySet:
    """Surveys that closed before the day before, and in which nothing is left to decide."""
    held = HeldAnswer.objects.filter(campaign=OuterRef("pk"))
    lots = PaperLot.objects.filter(campaign=OuterRef("pk"), is_committed=False)
    over = Campaign.objects.filter(state=States.CLOSED, closes_on__lt=day - timedelta(days=1))
    return over.exclude(Exists(held)).exclude(Exists(lots)).order_by("pk")


def count_shown(only: Iterable[int] | None = None) -> int:
    """Say of every survey, or of ``only`` these, how many answered, in whole folds; return how many changed."""
    rows = Rollup.objects.filter(dimension=0) if only is None else Rollup.objects.filter(dimension=0, campaign__in=only)
    folded = dict(rows.values_list("campaign").annotate(sum=Sum("n")).order_by())
    changed = []
    for campaign in Campaign.objects.filter(~Q(state=States.PLANNED), pk__in=folded):
        limits = Thresholds(campaign.k_total, campaign.k_cell, campaign.fold_size)
        asked = campaign.invited if campaign.invited is not None else campaign.population
        number = fieldwork_count(folded[campaign.pk], limits, headcount=asked) or 0
        if campaign.shown_count != number:
            campaign.shown_count = number
            changed.append(campaign)
    Campaign.objects.bulk_update(changed, ["shown_count"])
    return len(changed)


def verify_one() -> int:
    """Count the answers of a survey chosen by chance anew; raise Miscounted where that is not what its counts say."""
    counted = list(Rollup.objects.filter(dimension=0, n__gt=0).values_list("campaign", flat=True).distinct())
    if not counted:
        return 0
    campaign = Campaign.objects.select_related("questionnaire").get(pk=secrets.choice(sorted(counted)))
    layout = layout_of(campaign.questionnaire)
    for _try in range(TRIES):
        before = totals(campaign, layout)
        again = recount(campaign, layout)
        if before == again:
            return 1
        if totals(campaign, layout) == before:  # nobody folded meanwhile
            raise Miscounted(campaign.address)
    return 0


def _day(now: datetime) -> date:
    """The day it is for surveys: the group's, half an hour later than the clock's."""
    return timezone.localdate(now - GRACE)


def _clear() -> None:
    """Wipe what deleted rows leave on the disk, too; not possible within a transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {', '.join(CLEARED)}")
