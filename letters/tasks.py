"""The post room's door for Celery, and its own letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy, gettext_noop

from institutions.models import User
from letters import actions
from letters.actions import NoLongerTrue, occasion
from letters.models import Letter


@shared_task(acks_late=False)
def deliver() -> None:
    """Send what is due. Only a wake-up, so that no letter waits for the broker to give a lost one back.

    Called after each commit that wrote letters, by a sender that leaves work behind, and every minute by beat.
    """
    actions.deliver()


@occasion("bouncing", template="letters/email/bouncing.txt", label=gettext_lazy("address that takes no letters"))
def read_bouncing(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """Whom letters no longer reach; settled once the address is mended."""
    people = User.objects.in_bulk({letter.payload["person"] for letter in letters})
    return {letter.pk: _bouncing(people[letter.payload["person"]]) for letter in letters}


def _bouncing(person: User) -> dict[str, Any] | NoLongerTrue:
    if person.address_state == User.AddressState.BOUNCING:
        return {"person": person}
    return NoLongerTrue(gettext_noop("Letters reach the address again."))
