"""Answers on paper: typed in lots, a share of them twice, and handed in only as a group.

Handed in, they wait among all others and nothing tells them apart; a lot keeps its size and how well the two keyings
agreed. Nobody's name stands on a slip or a lot: that somebody else keys again is asked for, not recorded.
"""

from __future__ import annotations

import math
import random
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from surveys.actions.answering import NotOpen, redeem
from surveys.models import Campaign, PaperLot, PaperSlip, WaitingAnswer
from surveys.results.layout import Layout, Unfit
from surveys.results.placing import breakdowns_of, columns_of

SHARE, FEWEST = 0.1, 3  # typed in a second time: a tenth, and never fewer than three
TAKES_PAPER = (Campaign.State.OPEN, Campaign.State.CLOSED)


class NumberTaken(Exception):
    """The lot has a slip of this number."""


class TooFew(Exception):
    """A lot is handed in only as a group."""


class NotChecked(Exception):
    """Slips of the lot still wait for their second keying, or differ from it."""


def to_draw(size: int) -> int:
    """How many of so many slips are typed in twice."""
    return min(size, max(FEWEST, math.ceil(SHARE * size)))


@transaction.atomic
def start_lot(campaign: Campaign) -> PaperLot:
    """A new lot under the next number. Raises NotOpen."""
    _taking(campaign)
    last = campaign.lots.aggregate(last=Max("number"))["last"] or 0
    return PaperLot.objects.create(campaign=campaign, number=last + 1)


@transaction.atomic
def add_slip(
    lot: PaperLot, number: int, answers: bytes, *, layout: Layout, texts: Mapping[str, str], code: str = ""
) -> PaperSlip:
    """Keep one answer of an open lot; its code is used up. Raises NotOpen, Unfit, CodeUsed and NumberTaken."""
    campaign = _locked(lot)
    _check(layout, answers)
    if campaign.mode == Campaign.Mode.CODES:
        redeem(campaign, code)
    slip = PaperSlip(lot=lot, number=number)
    _write(slip, campaign, answers, layout, texts)
    _save(slip)
    return slip


@transaction.atomic
def change_slip(slip: PaperSlip, number: int, answers: bytes, *, layout: Layout, texts: Mapping[str, str]) -> None:
    """Type the slip anew; its second keying no longer counts. Raises NotOpen, Unfit and NumberTaken."""
    campaign = _locked(slip.lot)
    _check(layout, answers)
    if answers != bytes(slip.answers):
        slip.again = None
    slip.number = number
    _write(slip, campaign, answers, layout, texts)
    _save(slip)


@transaction.atomic
def remove_slip(slip: PaperSlip) -> None:
    """Forget a slip of an open lot. Raises NotOpen."""
    _locked(slip.lot)
    PaperSlip.objects.filter(pk=slip.pk).delete()


@transaction.atomic
def remove_lot(lot: PaperLot) -> bool:
    """Forget an open lot that has no slips; tell whether it had none. Raises NotOpen."""
    _locked(lot)
    if lot.slips.exists():
        return False
    lot.delete()
    return True


@transaction.atomic
def draw(lot: PaperLot) -> None:
    """Choose by chance which slips are typed in twice; twice adds only what the lot has grown by. Raises NotOpen."""
    _locked(lot)
    slips = list(lot.slips.order_by("pk"))
    missing = to_draw(len(slips)) - sum(slip.is_drawn for slip in slips)
    rest = [slip.pk for slip in slips if not slip.is_drawn]
    if missing > 0:
        lot.slips.filter(pk__in=random.SystemRandom().sample(rest, missing)).update(is_drawn=True)


@transaction.atomic
def key_again(slip: PaperSlip, answers: bytes, *, layout: Layout) -> bool:
    """Keep the second keying and tell whether it is the same as the first. Raises NotOpen and Unfit."""
    _locked(slip.lot)
    _check(layout, answers)
    slip.refresh_from_db()
    if slip.again is not None:  # sent twice
        return bytes(slip.again) == bytes(slip.answers)
    slip.again = answers
    slip.save(update_fields=["again"])
    same = sum(one == other for one, other in zip(bytes(slip.answers), answers, strict=True))
    PaperLot.objects.filter(pk=slip.lot_id).update(
        checked=F("checked") + 1, compared=F("compared") + layout.length, agreed=F("agreed") + same
    )
    return same == layout.length


@transaction.atomic
def settle(slip: PaperSlip, answers: bytes, *, layout: Layout) -> None:
    """Say which of two keyings is right, question by question. Raises NotOpen and Unfit."""
    campaign = _locked(slip.lot)
    _check(layout, answers)
    _write(slip, campaign, answers, layout, slip.texts)
    slip.again = answers
    _save(slip)


@transaction.atomic
def hand_in(lot: PaperLot) -> int:
    """Let the answers of a lot wait among all others, and forget its slips; return how many.

    Twice is harmless. Raises NotOpen, TooFew and NotChecked.
    """
    campaign = _taking(lot.campaign)
    now = PaperLot.objects.select_for_update().get(pk=lot.pk)
    if now.is_committed:
        return 0
    slips = list(now.slips.order_by("pk"))
    if len(slips) < campaign.fold_size:
        raise TooFew
    drawn = [slip for slip in slips if slip.is_drawn]
    if len(drawn) < to_draw(len(slips)) or any(is_pending(slip) for slip in drawn):
        raise NotChecked
    random.SystemRandom().shuffle(slips)
    WaitingAnswer.objects.bulk_create(_waiting(campaign, slip) for slip in slips)
    now.slips.all().delete()
    now.is_committed, now.size = True, len(slips)
    now.save(update_fields=["is_committed", "size"])
    return len(slips)


def _waiting(campaign: Campaign, slip: PaperSlip) -> WaitingAnswer:
    groups = {"d1": slip.d1, "d2": slip.d2, "d3": slip.d3}
    return WaitingAnswer(campaign=campaign, id=uuid.uuid4(), answers=slip.answers, texts=slip.texts, **groups)


def is_pending(slip: PaperSlip) -> bool:
    """Tell whether a drawn slip waits for its second keying, or for somebody to say which one is right."""
    return slip.again is None or bytes(slip.again) != bytes(slip.answers)


def _taking(campaign: Campaign) -> Campaign:
    """The survey as it is now, kept from being sealed meanwhile."""
    now = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    if now.state not in TAKES_PAPER:
        raise NotOpen
    return now


def _locked(lot: PaperLot) -> Campaign:
    """The survey of an open lot, which nobody hands in meanwhile."""
    campaign = _taking(lot.campaign)
    if not PaperLot.objects.select_for_update().filter(pk=lot.pk, is_committed=False).exists():
        raise NotOpen
    return campaign


def _check(layout: Layout, answers: bytes) -> None:
    if not layout.fits(answers):
        raise Unfit("answers")


def _write(slip: PaperSlip, campaign: Campaign, answers: bytes, layout: Layout, texts: Mapping[str, str]) -> None:
    slip.answers, slip.texts = answers, dict(texts)
    slip.d1, slip.d2, slip.d3 = breakdowns_of(columns_of(campaign, layout), answers)


def _save(slip: PaperSlip) -> None:
    try:
        with transaction.atomic():
            slip.save()
    except IntegrityError as trouble:
        raise NumberTaken from trouble
