"""Publishes a text with those of its languages that are ready."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from guidelines.actions.approving import approve_signed
from guidelines.models import Edition


@transaction.atomic
def publish(edition: Edition, *, today: date, in_force_from: date) -> None:
    """Make it public in its source language and in what is signed of the others, and end what it replaces.

    Raises NotNow or NotReady, and changes nothing then.
    """
    carried = edition.publish(today=today, in_force_from=in_force_from)
    for text in (edition, *carried):
        approve_signed(text)
