"""Gives out codes and takes answers in: who answered is nowhere written, and a code is good once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.actions.running import GRACE
from surveys.models import Campaign, CodeKey, HeldAnswer, ParticipationCode, WaitingAnswer
from surveys.results.layout import Layout, Unfit

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ2345678"  # 31 signs nobody takes for one another
LENGTH = 10  # signs of a code: 49 bits
KEY_BYTES = 32


class CodeUsed(Exception):
    """The code is unknown, or was used; nobody can tell which."""


class NotOpen(Exception):
    """The survey takes no answers now."""


def make_code() -> str:
    """A code nobody can guess, in two groups of five."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def plain(code: str) -> str:
    """The code as it was made, however it is typed."""
    return "".join(sign for sign in code.upper() if sign in ALPHABET)


@transaction.atomic
def issue_codes(campaign: Campaign, number: int) -> list[str]:
    """Make so many codes, to be printed and forgotten; only before the survey opens. Raises NotOpen afterwards."""
    locked = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if locked.state != Campaign.State.PLANNED:
        raise NotOpen
    key, _is_new = CodeKey.objects.get_or_create(campaign=campaign, defaults={"secret": secrets.token_bytes(KEY_BYTES)})
    codes = {make_code() for _code in range(number)}
    while len(codes) < number:
        codes.add(make_code())
    ParticipationCode.objects.bulk_create(
        ParticipationCode(campaign=campaign, fingerprint=_fingerprint(key, code)) for code in codes
    )
    return sorted(codes)


def is_taking(campaign: Campaign, *, now: datetime, opened: datetime | None = None) -> bool:
    """Tell whether the survey takes answers; for half an hour after the last day, from pages opened before its end."""
    if campaign.state != Campaign.State.OPEN or timezone.localdate(now) < campaign.opens_on:
        return False
    if timezone.localdate(now) <= campaign.closes_on:
        return True
    was_in_time = opened is not None and timezone.localdate(opened) <= campaign.closes_on
    return was_in_time and timezone.localdate(now - GRACE) <= campaign.closes_on


@transaction.atomic
def submit(
    campaign: Campaign,
    answers: bytes,
    *,
    layout: Layout,
    breakdowns: Sequence[int] = (0, 0, 0),
    texts: Mapping[str, str] | None = None,
    code: str = "",
    now: datetime | None = None,
    opened: datetime | None = None,
) -> None:
    """Take an answer in; its code is gone in the same moment. Raises Unfit, NotOpen and CodeUsed.

    With ``now``, also outside its days NotOpen is raised; ``opened`` is when the page was made.
    """
    current = _held_open(campaign, answers, layout, now=now, opened=opened)
    if current.mode == Campaign.Mode.CODES:
        redeem(campaign, code)
    first, second, third = breakdowns
    WaitingAnswer.objects.create(
        campaign=campaign, answers=answers, d1=first, d2=second, d3=third, texts=dict(texts or {})
    )


@transaction.atomic
def hold(
    campaign: Campaign,
    answers: bytes,
    *,
    layout: Layout,
    breakdowns: Sequence[int] = (0, 0, 0),
    texts: Mapping[str, str] | None = None,
    now: datetime | None = None,
    opened: datetime | None = None,
) -> None:
    """Put an answer through the public link aside, until somebody looks at all of these. Raises Unfit and NotOpen."""
    current = _held_open(campaign, answers, layout, now=now, opened=opened)
    if current.mode != Campaign.Mode.LINK:
        raise NotOpen
    first, second, third = breakdowns
    HeldAnswer.objects.create(
        campaign=campaign, answers=answers, d1=first, d2=second, d3=third, texts=dict(texts or {})
    )


def _held_open(
    campaign: Campaign, answers: bytes, layout: Layout, *, now: datetime | None, opened: datetime | None
) -> Campaign:
    """The survey as it is now; until the answer is in, nobody closes it. Many may answer at once."""
    if not layout.fits(answers):
        raise Unfit("answers")
    # Django knows no FOR SHARE; an exclusive lock would let people answer one after the other
    columns = "id, state, mode, opens_on, closes_on"
    query = f"SELECT {columns} FROM surveys_campaign WHERE id = %s FOR SHARE"  # noqa: S608 - no word from outside
    (current,) = Campaign.objects.raw(query, [campaign.pk])
    is_open = current.state == Campaign.State.OPEN
    if not is_open or (now is not None and not is_taking(current, now=now, opened=opened)):
        raise NotOpen
    return current


def redeem(campaign: Campaign, code: str) -> None:
    """Use a code up: it is gone in the same moment. Raises CodeUsed."""
    key = CodeKey.objects.filter(campaign=campaign).first()
    fingerprint = _fingerprint(key, code) if key else b""
    used, _by_table = ParticipationCode.objects.filter(campaign=campaign, fingerprint=fingerprint).delete()
    if not used:
        raise CodeUsed


def _fingerprint(key: CodeKey, code: str) -> bytes:
    return hmac.new(bytes(key.secret), plain(code).encode(), hashlib.sha256).digest()
