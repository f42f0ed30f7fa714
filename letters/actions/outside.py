"""Letters to addresses that belong to no account: who asked to be told of something public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from letters.actions.rendering import one_line
from letters.actions.writing import wake_sender
from letters.models import Letter


@dataclass(frozen=True)
class Outside:
    """A finished letter. ``leave`` is the whole address where POST ends these letters; empty: there is no button."""

    key: str
    address: str
    language: str
    subject: str
    body: str
    leave: str = ""


def write_outside(occasion: str, letters: Iterable[Outside]) -> int:
    """Write the letters that are not written yet, to be sent at once; return how many there are in all.

    Their texts hold links for one address only, so they are forgotten once sent.
    """
    now = timezone.now()
    rows = [
        Letter(
            key=letter.key,
            occasion=occasion,
            payload={"leave": letter.leave} if letter.leave else {},
            address=letter.address,
            language=letter.language,
            subject=one_line(letter.subject),
            body=letter.body,
            is_secret=True,
            try_at=now,
            useless_after=now + timedelta(days=settings.INVITATION_DAYS),
        )
        for letter in letters
    ]
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    wake_sender()
    return len(rows)
