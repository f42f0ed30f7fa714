"""Mixes answers and folds them in: in groups, in random order, under new keys, never fewer at once than promised.

While a survey runs, at least one group stays behind, so that the last fold has no stragglers. Several workers fold one
campaign at once: each takes other answers and counts in a shard of its own.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from surveys.models import Campaign, CodeKey, ParticipationCode, Response, Rollup, TextAnswer, WaitingAnswer
from surveys.results.layout import Counts, Layout, count, nothing

SHARDS = 16
MOST = 5_000  # answers of one fold, so that no transaction lasts long
Cell = tuple[int, int]  # dimension and category; (0, 0) is everybody


@transaction.atomic
def fold(campaign: Campaign, layout: Layout) -> int:
    """Fold a group of waiting answers; return how many.

    While the survey is open, only where a whole group stays behind; of a closed one, everything that is left, unless
    fewer than a group ever came: those are never folded.
    """
    now = Campaign.objects.get(pk=campaign.pk)
    is_over = now.state != Campaign.State.OPEN
    if is_over:  # one worker at a time, or each could leave a few behind for the other
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    waiting = WaitingAnswer.objects.filter(campaign=campaign).order_by("pk")
    rows = list(waiting.select_for_update(skip_locked=not is_over)[: MOST + now.fold_size])
    taken = _share_of(rows, now.fold_size, is_over=is_over)
    if not taken:
        return 0
    WaitingAnswer.objects.filter(pk__in=[row.pk for row in taken]).delete()
    random.SystemRandom().shuffle(taken)
    Response.objects.bulk_create(
        Response(campaign=campaign, id=uuid.uuid4(), d1=row.d1, d2=row.d2, d3=row.d3, answers=bytes(row.answers))
        for row in taken
    )
    _keep_texts(campaign, taken)
    _count_in(campaign, counts_of(layout, taken))
    return len(taken)


def _share_of(rows: list[WaitingAnswer], size: int, *, is_over: bool) -> list[WaitingAnswer]:
    """What is folded now: rows stand in the order of their random keys, so any share of them is a random one."""
    if is_over and len(rows) < MOST + size:
        return rows if len(rows) >= size else []
    number = min(MOST, len(rows) - size)
    return rows[:number] if number >= size else []


def counts_of(layout: Layout, rows: Iterable[WaitingAnswer | Response]) -> dict[Cell, Counts]:
    """Counts of everybody and of each category, in one pass."""
    cells: dict[Cell, list[bytes]] = defaultdict(list)
    for row in rows:
        answers = bytes(row.answers)
        cells[0, 0].append(answers)
        for dimension, category in enumerate((row.d1, row.d2, row.d3), start=1):
            if category:
                cells[dimension, category].append(answers)
    return {cell: count(layout, answers) for cell, answers in cells.items()}


def totals(campaign: Campaign, layout: Layout) -> dict[Cell, Counts]:
    """What all shards hold together."""
    found: dict[Cell, Counts] = {}
    for row in Rollup.objects.filter(campaign=campaign):
        cell = found.setdefault((row.dimension, row.category), nothing(layout))
        cell.add(Counts(row.n, row.counts, row.joint, row.moments))
    return found


def recount(campaign: Campaign, layout: Layout) -> dict[Cell, Counts]:
    """The same, from the answers themselves: what the rollup must equal."""
    return counts_of(layout, Response.objects.filter(campaign=campaign).iterator(chunk_size=50_000))


@transaction.atomic
def seal(campaign: Campaign) -> bool:
    """End a closed survey for ever: its key and codes are destroyed. False where answers still wait to be folded."""
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state == Campaign.State.SEALED:
        return True
    left = WaitingAnswer.objects.filter(campaign=campaign).count()
    if locked.state != Campaign.State.CLOSED or left >= locked.fold_size:
        return False
    _rewrite(campaign)
    WaitingAnswer.objects.filter(campaign=campaign).delete()
    ParticipationCode.objects.filter(campaign=campaign).delete()
    CodeKey.objects.filter(campaign=campaign).delete()
    locked.state = Campaign.State.SEALED
    locked.save(update_fields=["state"])
    return True


def _rewrite(campaign: Campaign) -> None:
    """Write all answers anew in the order of their random keys: neither place nor transaction tells their folds."""
    with connection.cursor() as cursor:
        for statement in (
            "CREATE TEMPORARY TABLE sealed ON COMMIT DROP AS SELECT * FROM surveys_response WHERE campaign_id = %s",
            "DELETE FROM surveys_response WHERE campaign_id = %s",
            "INSERT INTO surveys_response SELECT * FROM sealed WHERE campaign_id = %s ORDER BY id",
        ):
            cursor.execute(statement, [campaign.pk])
        cursor.execute("DROP TABLE sealed")


def _keep_texts(campaign: Campaign, rows: Sequence[WaitingAnswer]) -> None:
    """Words stand by themselves, question by question, in an order of their own."""
    by_item: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for item, text in row.texts.items():
            by_item[item].append(text)
    kept = [
        TextAnswer(campaign=campaign, item_id=int(item), text=text, id=uuid.uuid4())
        for item, texts in by_item.items()
        for text in texts
    ]
    random.SystemRandom().shuffle(kept)
    TextAnswer.objects.bulk_create(kept)


def _count_in(campaign: Campaign, cells: dict[Cell, Counts]) -> None:
    shard = secrets.randbelow(SHARDS)
    for (dimension, category), counts in sorted(cells.items()):
        key: dict[str, Any] = {"campaign": campaign, "dimension": dimension, "category": category, "shard": shard}
        Rollup.objects.get_or_create(**key)
        row = Rollup.objects.select_for_update(no_key=True).get(**key)
        held = Counts(row.n, row.counts, row.joint, row.moments) if row.n else None
        if held is not None:
            counts.add(held)
        row.n, row.counts, row.joint, row.moments = counts.n, counts.counts, counts.joint, counts.moments
        row.save(update_fields=["n", "counts", "joint", "moments"])
