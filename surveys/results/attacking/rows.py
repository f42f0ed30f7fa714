"""What the answers of a survey tell by where they lie, what they are called, and what is left beside them."""

from __future__ import annotations

from math import sqrt
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from surveys.models import (
    Campaign,
    CodeKey,
    HeldAnswer,
    PaperSlip,
    ParticipationCode,
    Release,
    Rollup,
    TextAnswer,
    WaitingAnswer,
)
from surveys.results.attacking.finding import Finding, Outcome, found

MOST = 100_000  # answers whose place is compared with their key
NEAR = 0.1  # correlation that says nothing, of many; of few, four times what chance makes


def attacks(campaign: Campaign) -> list[Finding]:
    """Eleven queries."""
    is_sealed = campaign.state == Campaign.State.SEALED
    groups = _groups(campaign)
    return [
        _keys(campaign),
        _places(campaign, is_sealed=is_sealed),
        _transactions(campaign, groups, is_sealed=is_sealed),
        _codes(campaign, is_sealed=is_sealed),
        _left(campaign, is_sealed=is_sealed),
        _texts(campaign),
        _counted(campaign, sum(groups)),
    ]


def _keys(campaign: Campaign) -> Finding:
    """Keys made by chance are of version 4; others tell a time or a machine."""
    query = "SELECT count(*) FROM {} WHERE campaign_id = %s AND substr(id::text, 15, 1) <> '4'"
    leaks = [
        f"{table}: {number}"
        for table in ("surveys_response", "surveys_textanswer", "surveys_waitinganswer")
        if (number := _one(query.format(table), campaign)[0])
    ]
    return found("keys", _("Read a time or an order from the keys of answers."), leaks)


def _places(campaign: Campaign, *, is_sealed: bool) -> Finding:
    attempt = _("Read the order of answers from where they lie on the disk.")
    if is_sealed:  # rewritten in the order of their keys, which chance made: ``_transactions`` sees whether they were
        return Finding("places", attempt, Outcome.OK)
    query = (
        "SELECT corr(place, rank), count(*) FROM (SELECT row_number() OVER (ORDER BY ctid) place,"
        " row_number() OVER (ORDER BY id) rank FROM"
        " (SELECT ctid, id FROM surveys_response WHERE campaign_id = %s LIMIT %s) part) both_ways"
    )
    correlation, number = _one(query, campaign, MOST)
    if not number or correlation is None:
        return Finding("places", attempt, Outcome.NOT_YET)
    measured = f"ρ = {correlation:.2f}"
    is_far = abs(correlation) > max(NEAR, 4 / sqrt(number))
    return found("places", attempt, [measured] if is_far else [], measured)


def _transactions(campaign: Campaign, groups: list[int], *, is_sealed: bool) -> Finding:
    attempt = _("Take apart who answered at about the same time, by the transactions that wrote the answers.")
    if not groups:
        return Finding("transactions", attempt, Outcome.OK if is_sealed else Outcome.NOT_YET)
    if is_sealed:
        return found("transactions", attempt, [f"{len(groups)} > 1"] if len(groups) > 1 else [], "1")
    smallest, promised = min(groups), campaign.fold_size
    if smallest < promised:
        return found("transactions", attempt, [f"{smallest} < {promised}"])
    return found("transactions", attempt, [], f"{smallest} ≥ {promised}")


def _codes(campaign: Campaign, *, is_sealed: bool) -> Finding:
    attempt = _("Find out with a list of codes who has answered.")
    if not is_sealed and campaign.mode == Campaign.Mode.CODES:
        return Finding("codes", attempt, Outcome.NOT_YET)
    left = {
        "surveys_codekey": CodeKey.objects.filter(campaign=campaign).exists(),
        "surveys_participationcode": ParticipationCode.objects.filter(campaign=campaign).exists(),
    }
    return found("codes", attempt, [table for table, is_any in left.items() if is_any])


def _left(campaign: Campaign, *, is_sealed: bool) -> Finding:
    attempt = _("Read answers that were not mixed with others.")
    if not is_sealed:  # also where nothing waits: nobody must see from here that somebody has answered
        return Finding("left", attempt, Outcome.NOT_YET)
    left = {
        "surveys_waitinganswer": WaitingAnswer.objects.filter(campaign=campaign).exists(),
        "surveys_heldanswer": HeldAnswer.objects.filter(campaign=campaign).exists(),
        "surveys_paperslip": PaperSlip.objects.filter(lot__campaign=campaign).exists(),
    }
    return found("left", attempt, [table for table, is_any in left.items() if is_any])


def _texts(campaign: Campaign) -> Finding:
    """Words share no key with answers, and are not kept as they were written once something was released."""
    query = (
        "SELECT count(*) FROM surveys_textanswer words JOIN surveys_response answers"
        " ON answers.campaign_id = words.campaign_id AND answers.id = words.id WHERE words.campaign_id = %s"
    )
    leaks = [f"surveys_textanswer = surveys_response: {number}"] if (number := _one(query, campaign)[0]) else []
    written = TextAnswer.objects.filter(campaign=campaign).exclude(text="").exists()
    if written and Release.objects.filter(campaign=campaign).exists():
        leaks.append("surveys_textanswer.text")
    return found("texts", _("Put words and ticks of one person together again."), leaks)


def _counted(campaign: Campaign, answers: int) -> Finding:
    """Counts change with whole groups only, so two copies around one answer are the same."""
    rollup = Rollup.objects.filter(campaign=campaign, dimension=0).aggregate(sum=Sum("n"), shards=Count("pk"))
    counted = rollup["sum"] or 0
    leaks = [f"{counted} ≠ {answers}"] if counted != answers else []
    if campaign.state == Campaign.State.SEALED and rollup["shards"] > 1:  # counts of single folds
        leaks.append(f"surveys_rollup: {rollup['shards']}")
    if campaign.shown_count % campaign.fold_size:
        leaks.append(f"{campaign.shown_count} : {campaign.fold_size}")
    return found("counted", _("Compare two copies, or two looks at a page, before and after one answer."), leaks)


def _groups(campaign: Campaign) -> list[int]:
    """How many answers each transaction wrote."""
    query = "SELECT count(*) FROM surveys_response WHERE campaign_id = %s GROUP BY xmin::text"
    with connection.cursor() as cursor:
        cursor.execute(query, [campaign.pk])
        return [number for (number,) in cursor.fetchall()]


def _one(query: str, campaign: Campaign, *more: int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, [campaign.pk, *more])
        return tuple(cursor.fetchone())
