"""What the secretariat does with a letter: send it now or again, or close it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from institutions.models import User
from letters.actions.claiming import is_in_hand
from letters.actions.writing import wake_sender
from letters.models import Letter

logger = logging.getLogger(__name__)


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> None:
    """Send a waiting letter now and alone, or a failed one again; raise Letter.IsClosed for others."""
    locked = _take(letter)
    locked.put_back(now=timezone.now())
    logger.info("letter %s: put back by person %s", locked.pk, by.pk)
    wake_sender()


@transaction.atomic
def close(letter: Letter, *, by: User, reason: str) -> None:
    """Give up a waiting or failed letter and keep why and who; raise Letter.IsClosed for others."""
    _take(letter).give_up(reason=f"{reason} ({by})")


def send_all_again(letters: Iterable[Letter], *, by: User) -> int:
    """Do so with each of them; return how many were still open."""
    return sum(_is_done(send_again, letter, by=by) for letter in letters)


def close_all(letters: Iterable[Letter], *, by: User, reason: str) -> int:
    """Give up each of them; return how many were still open."""
    return sum(_is_done(close, letter, by=by, reason=reason) for letter in letters)


def _is_done(deed: Callable[..., None], letter: Letter, **words: Any) -> bool:
    try:
        deed(letter, **words)
    except Letter.IsClosed:
        return False
    return True


def _take(letter: Letter) -> Letter:
    """The letter as it is now, which no sender takes before the transaction ends; IsInHand when one just does."""
    if is_in_hand(letter):
        raise Letter.IsInHand
    return Letter.objects.select_for_update().get(pk=letter.pk)
