"""What follows when a mail server refuses: patience, giving up, and a word to the secretariat about dead addresses."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from institutions.models import GroupRole, User
from letters.actions.mailing import Refusal
from letters.actions.mornings import calendar_of, known_zone, working_hour
from letters.actions.writing import write
from letters.models import Letter

logger = logging.getLogger(__name__)

BOUNCING = "bouncing"  # the occasion, registered in letters.tasks


def take_refusal(letter: Letter, refusal: Refusal, *, now: datetime) -> None:
    """Give the letter up, or try again after a growing gap: by daylight, if it waits for a morning at all."""
    letter.attempts += 1
    if not refusal.is_trouble:
        letter.sent_as = ""  # the server said no: others may join it next time
    gaps = settings.LETTER_RETRY_MINUTES
    try_at = now + timedelta(minutes=gaps[min(letter.attempts, len(gaps)) - 1])
    if letter.bundle_on is not None and letter.recipient is not None:
        person = letter.recipient
        try_at = working_hour(try_at, known_zone(person.time_zone), calendar_of(person.pk))
    if refusal.is_for_good or (letter.useless_after is not None and try_at > letter.useless_after):
        letter.failed(answer=refusal.answer)
    else:
        letter.postponed(answer=refusal.answer, try_at=try_at)


def address_bounced(person: User, address: str) -> None:
    """Write to the person no more, and tell the secretariat once for each address. Twice is harmless."""
    if person.email.lower() != address.lower():
        return
    reachable = User.objects.filter(pk=person.pk, address_state=User.AddressState.OK)
    if not reachable.update(address_state=User.AddressState.BOUNCING):
        return
    logger.info("letters to person %s come back", person.pk)
    fingerprint = hashlib.sha256(address.lower().encode()).hexdigest()[:16]
    office = GroupRole.objects.on(timezone.localdate()).filter(role=GroupRole.Role.SECRETARIAT).values("user")
    for reader in User.objects.deliverable().filter(pk__in=office).order_by("pk"):
        write(
            to=reader,
            key=f"{BOUNCING}/{person.pk}/{fingerprint}/{reader.pk}",
            occasion=BOUNCING,
            payload={"person": person.pk, "address": fingerprint},
        )
