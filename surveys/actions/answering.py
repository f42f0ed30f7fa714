"""Gives out codes and takes answers in: who answered is nowhere written, and a code is good once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction

from surveys.models import Campaign, CodeKey, ParticipationCode, WaitingAnswer
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


@transaction.atomic
def submit(
    campaign: Campaign,
    answers: bytes,
    *,
    layout: Layout,
    breakdowns: Sequence[int] = (0, 0, 0),
    texts: Mapping[str, str] | None = None,
    code: str = "",
) -> None:
    """Take an answer in; its code is gone in the same moment. Raises Unfit, NotOpen and CodeUsed."""
    if not layout.fits(answers):
        raise Unfit("answers")
    now = Campaign.objects.get(pk=campaign.pk)
    if now.state != Campaign.State.OPEN:
        raise NotOpen
    if now.mode == Campaign.Mode.CODES:
        redeem(now, code)
    first, second, third = breakdowns
    WaitingAnswer.objects.create(
        campaign=campaign, answers=answers, d1=first, d2=second, d3=third, texts=dict(texts or {})
    )


def redeem(campaign: Campaign, code: str) -> None:
    """Use a code up: it is gone in the same moment. Raises CodeUsed."""
    key = CodeKey.objects.filter(campaign=campaign).first()
    fingerprint = _fingerprint(key, code) if key else b""
    used, _by_table = ParticipationCode.objects.filter(campaign=campaign, fingerprint=fingerprint).delete()
    if not used:
        raise CodeUsed


def _fingerprint(key: CodeKey, code: str) -> bytes:
    return hmac.new(bytes(key.secret), plain(code).encode(), hashlib.sha256).digest()
