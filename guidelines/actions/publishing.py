"""Publishes a text with those of its languages that are ready."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from guidelines.actions.approving import approve_signed
from guidelines.actions.checking import open_serious
from guidelines.actions.following import tell_followers
from guidelines.models import Edition, NotReady

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def readiness(edition: Edition, *, in_force_from: date) -> list[str]:
    """Codes of what stands in the way of publication, the findings of the parity check included; see NotReady."""
    found = edition.obstacles(in_force_from=in_force_from)
    return [*found, "findings"] if open_serious(edition, LANGUAGES) else found


@transaction.atomic
def publish(edition: Edition, *, today: date, in_force_from: date) -> None:
    """Make it public in its source language and in what is signed of the others, and end what it replaces.

    Who follows the guideline is told. Raises NotNow or NotReady, and changes nothing then.
    """
    carried = edition.publish(today=today, in_force_from=in_force_from)
    if open_serious(edition, LANGUAGES):
        raise NotReady("findings")
    for text in (edition, *carried):
        approve_signed(text)
    tell_followers(edition)
