"""Copies of public pages, kept for anonymous readers, and how they become unreachable when something changes.

A copy is good as long as it bears the present stamp. Whoever changes what the public reads calls ``forget_copies``:
until her transaction is over no copy is used or kept, afterwards all have the wrong stamp. Should the process die in
between, the lock ends by itself when every copy from before has, too.
"""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.db import transaction

STAMP = "copies/stamp"
LOCK = "copies/lock"
LIFE = 60  # seconds a copy lives, and the lock


def forget_copies() -> None:
    """Make every copy of a public page unreachable, now and once the transaction is over."""
    cache.set(LOCK, 1, LIFE)
    transaction.on_commit(_stamp_anew, robust=True)


def _stamp_anew() -> None:
    cache.set(STAMP, secrets.token_hex(8), None)
    cache.delete(LOCK)
