"""Answers from browsers that did not show their work: taken in or dropped together, never singly."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from surveys.actions.answering import NotOpen
from surveys.models import Campaign, HeldAnswer, WaitingAnswer

STEPS = 4  # of shares: none or few, up to a half, up to three quarters, more
LONG = 20  # signs of a text that two people hardly write alike
DECIDED_IN = (Campaign.State.OPEN, Campaign.State.CLOSED)


class TooFew(Exception):
    """While a survey runs, only a whole group is decided on."""


@dataclass(frozen=True)
class Held:
    """What may be known of them: ``number`` rounded down to whole groups, and rough shares from 0 to 3."""

    number: int
    is_any: bool
    may_decide: bool
    alike: int = 0
    straight: int = 0


def held_of(campaign: Campaign) -> Held:
    """What is held back of a survey; of fewer than a group, only that there is something, once the survey is over."""
    rows = list(HeldAnswer.objects.filter(campaign=campaign).values_list("answers", "texts"))
    number, is_over = len(rows), campaign.state != Campaign.State.OPEN
    if number < campaign.fold_size:
        return Held(0, is_any=is_over and number > 0, may_decide=campaign.state == Campaign.State.CLOSED and number > 0)
    answers = [(bytes(given), [text for text in texts.values() if len(text) >= LONG]) for given, texts in rows]
    times = Counter(given for given, _texts in answers)
    again = Counter(text for _given, texts in answers for text in texts)
    alike = sum(times[given] > 1 or any(again[text] > 1 for text in texts) for given, texts in answers)
    straight = sum(len(set(given) - {0}) <= 1 for given, _texts in answers)
    return Held(
        number // campaign.fold_size * campaign.fold_size,
        is_any=True,
        may_decide=campaign.state in DECIDED_IN,
        alike=_step(alike, number),
        straight=_step(straight, number),
    )


@transaction.atomic
def take_held(campaign: Campaign) -> None:
    """Let all of them wait with the others, in another order and under other keys. Raises TooFew and NotOpen."""
    rows = _decide(campaign)
    random.SystemRandom().shuffle(rows)
    WaitingAnswer.objects.bulk_create(
        WaitingAnswer(
            id=uuid.uuid4(),
            campaign=campaign,
            answers=bytes(row.answers),
            **{name: getattr(row, name) for name in ("d1", "d2", "d3", "texts")},
        )
        for row in rows
    )


@transaction.atomic
def drop_held(campaign: Campaign) -> None:
    """Delete all of them; how many is said on the method card. Raises TooFew and NotOpen."""
    number = len(_decide(campaign))
    current = Campaign.objects.get(pk=campaign.pk)
    current.dropped_count += number
    current.save(update_fields=["dropped_count"])


def _decide(campaign: Campaign) -> list[HeldAnswer]:
    """All that is held back, no longer in its table."""
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state not in DECIDED_IN:
        raise NotOpen
    rows = list(HeldAnswer.objects.select_for_update().filter(campaign=campaign))
    if locked.state == Campaign.State.OPEN and 0 < len(rows) < locked.fold_size:
        raise TooFew
    HeldAnswer.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return rows


def _step(part: int, whole: int) -> int:
    return min(STEPS - 1, STEPS * part // whole)
