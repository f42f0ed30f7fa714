"""Mixes answers and folds them in: in groups, in random order, under new keys, never fewer at once than promised.

While a survey runs, at least one group stays behind, so that the last fold has no stragglers. Several workers fold one
campaign at once: each takes other answers and counts in a shard of its own.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from operator import itemgetter
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Aggregate, BinaryField

from surveys.models import Campaign, CodeKey, ParticipationCode, Response, Rollup, TextAnswer, WaitingAnswer
from surveys.results.layout import Counts, Layout, count, nothing

SHARDS = 16
MOST = 5_000  # answers of one fold, so that no transaction lasts long
REWRITTEN = ("surveys_response", "surveys_textanswer")  # at the seal
SUM = """(
    SELECT coalesce(array_agg(mine + theirs ORDER BY place), '{}')
    FROM unnest(surveys_rollup.%(column)s, excluded.%(column)s) WITH ORDINALITY AS both_of_them (mine, theirs, place)
)"""
ADD_TO_ROLLUP = f"""
    INSERT INTO surveys_rollup (campaign_id, dimension, category, shard, n, counts, joint, moments)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (campaign_id, dimension, category, shard) DO UPDATE SET
        n = surveys_rollup.n + excluded.n,
        {", ".join(f"{column} = {SUM % {'column': column}}" for column in ("counts", "joint", "moments"))}
"""  # noqa: S608 - names of our own columns
PORTION = 250_000  # answers read at once when all are counted anew
Cell = tuple[int, int]  # dimension and category; (0, 0) is everybody
Groups = tuple[int, int, int]  # the category of each breakdown somebody is in, 0 for none


class Together(Aggregate):
    """Bytes of many rows, one after the other."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ''::bytea)"
    output_field = BinaryField()


class Waiting(NamedTuple):
    """A waiting answer, as it comes from the table."""

    key: uuid.UUID
    d1: int
    d2: int
    d3: int
    answers: bytes | memoryview
    texts: dict[str, str]


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
    locked = waiting.select_for_update(skip_locked=not is_over)[: MOST + now.fold_size]
    rows = [Waiting(*row) for row in locked.values_list("pk", "d1", "d2", "d3", "answers", "texts")]
    taken = _share_of(rows, now.fold_size, is_over=is_over)
    if not taken:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_waitinganswer WHERE id = ANY(%s)", [[row.key for row in taken]])
    random.SystemRandom().shuffle(taken)
    _keep_answers(campaign, taken)
    _keep_texts(campaign, taken)
    _count_in(campaign, counts_of(layout, _by_groups(taken)))
    return len(taken)


def _share_of(rows: list[Waiting], size: int, *, is_over: bool) -> list[Waiting]:
    """What is folded now: rows stand in the order of their random keys, so any share of them is a random one."""
    if is_over and len(rows) < MOST + size:
        return rows if len(rows) >= size else []
    number = min(MOST, len(rows) - size)
    return rows[:number] if number >= size else []


def counts_of(layout: Layout, answers: Mapping[Groups, bytes]) -> dict[Cell, Counts]:
    """Counts of everybody and of each category; ``answers`` of all who are in the same groups, one after the other."""
    cells: dict[Cell, Counts] = {}
    for groups, together in answers.items():
        counts = count(layout, [together])
        mine = [(dimension, category) for dimension, category in enumerate(groups, start=1) if category]
        for cell in [(0, 0), *mine]:
            cells.setdefault(cell, nothing(layout)).add(counts)
    return cells


def totals(campaign: Campaign, layout: Layout) -> dict[Cell, Counts]:
    """What all shards hold together."""
    found: dict[Cell, Counts] = {}
    for row in Rollup.objects.filter(campaign=campaign):
        cell = found.setdefault((row.dimension, row.category), nothing(layout))
        cell.add(Counts(row.n, row.counts, row.joint, row.moments))
    return found


def recount(campaign: Campaign, layout: Layout) -> dict[Cell, Counts]:
    """The same, from the answers themselves: what the rollup must equal."""
    found: dict[Cell, Counts] = {}
    for answers in stored(campaign):
        for cell, counts in counts_of(layout, answers).items():
            found.setdefault(cell, nothing(layout)).add(counts)
    return found


def stored(campaign: Campaign) -> Iterator[dict[Groups, bytes]]:
    """All folded answers in portions that fit into memory, by the groups people are in; each portion is one query."""
    number = Response.objects.filter(campaign=campaign).count()
    portions = max(1, -(-number // PORTION))
    edges = [uuid.UUID(int=(place << 128) // portions) for place in range(1, portions)]
    for first, last in zip([None, *edges], [*edges, None], strict=True):
        rows = Response.objects.filter(campaign=campaign)
        rows = rows.filter(id__gte=first) if first else rows
        rows = rows.filter(id__lt=last) if last else rows
        groups = rows.order_by().values("d1", "d2", "d3").annotate(together=Together("answers"))
        yield {(row["d1"], row["d2"], row["d3"]): bytes(row["together"]) for row in groups}


@transaction.atomic
def seal(campaign: Campaign) -> bool:
    """End a closed survey for ever: its key and codes are destroyed.

    False where answers still wait to be folded, are held back, or stand in an open lot of paper.
    """
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state == Campaign.State.SEALED:
        return True
    left = WaitingAnswer.objects.filter(campaign=campaign).count()
    if locked.state != Campaign.State.CLOSED or left >= locked.fold_size:
        return False
    if locked.held.exists() or locked.lots.filter(is_committed=False).exists():  # begun a moment ago
        return False
    _rewrite(campaign)
    WaitingAnswer.objects.filter(campaign=campaign).delete()
    ParticipationCode.objects.filter(campaign=campaign).delete()
    CodeKey.objects.filter(campaign=campaign).delete()
    locked.state = Campaign.State.SEALED
    locked.save(update_fields=["state"])
    return True


def _rewrite(campaign: Campaign) -> None:
    """Write answers and words anew in the order of their random keys, and counts as one.

    Neither place nor transaction tells their folds any more, nor do counts of a single one.
    """
    for table in REWRITTEN:
        with connection.cursor() as cursor:
            for statement in (
                "CREATE TEMPORARY TABLE sealed ON COMMIT DROP AS SELECT * FROM {} WHERE campaign_id = %s",
                "DELETE FROM {} WHERE campaign_id = %s",
                "INSERT INTO {} SELECT * FROM sealed WHERE campaign_id = %s ORDER BY id",
            ):
                cursor.execute(statement.format(table), [campaign.pk])
            cursor.execute("DROP TABLE sealed")
    _join_shards(campaign)


def _join_shards(campaign: Campaign) -> None:
    rows = Rollup.objects.filter(campaign=campaign)
    cells: dict[Cell, Counts] = {}
    for row in rows:
        counts = Counts(row.n, row.counts, row.joint, row.moments)
        if (row.dimension, row.category) in cells:
            cells[row.dimension, row.category].add(counts)
        else:
            cells[row.dimension, row.category] = counts
    rows.delete()
    Rollup.objects.bulk_create(
        Rollup(campaign=campaign, dimension=dimension, category=category, **asdict(counts))
        for (dimension, category), counts in sorted(cells.items(), key=itemgetter(0))
    )


def _by_groups(rows: Iterable[Waiting]) -> dict[Groups, bytes]:
    found: dict[Groups, list[bytes]] = defaultdict(list)
    for row in rows:
        found[row.d1, row.d2, row.d3].append(bytes(row.answers))
    return {groups: b"".join(answers) for groups, answers in found.items()}


def _keep_answers(campaign: Campaign, rows: Iterable[Waiting]) -> None:
    """Lay them down under new random keys, in the order given."""
    columns = "COPY surveys_response (campaign_id, id, d1, d2, d3, answers) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(columns) as copy:
        copy.set_types(["int8", "uuid", "int2", "int2", "int2", "bytea"])
        for row in rows:
            copy.write_row((campaign.pk, uuid.uuid4(), row.d1, row.d2, row.d3, row.answers))


def _keep_texts(campaign: Campaign, rows: Iterable[Waiting]) -> None:
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
    """Add the counts, in one order of cells for all workers; the database adds them where it keeps them."""
    shard = secrets.randbelow(SHARDS)
    with connection.cursor() as cursor:
        for (dimension, category), counts in sorted(cells.items()):
            row = (campaign.pk, dimension, category, shard, counts.n, counts.counts, counts.joint, counts.moments)
            cursor.execute(ADD_TO_ROLLUP, row)
