"""Write a letter once. Nobody else in the house addresses mail."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from institutions.models import User
from letters.actions.mornings import calendar_of, known_zone, working_hour
from letters.actions.occasions import ACCOUNT, NoLongerTrue, occasion_named, read_again
from letters.actions.rendering import in_one_line, one_line, render
from letters.models import Letter, OptOut

logger = logging.getLogger(__name__)


def write(
    *,
    to: User,
    key: str,
    occasion: str,
    payload: dict[str, Any],
    useless_after: datetime | None = None,
    at_any_hour: bool = False,
) -> Letter | None:
    """Write the letter ``key`` to a person in her language, unless it exists; return it if it is new.

    ``payload`` is plain JSON (keys and dates); the occasion reads the rest now and again before sending. Reminders wait
    for the reader's next working morning and leave with her others; ``at_any_hour`` is for what somebody just asked
    for, and leaves alone. A letter that cannot be rendered is kept as failed, so that it stops nobody else's and the
    secretariat sees it.
    """
    if not is_wanted(to, occasion) or Letter.objects.filter(key=key).exists():
        return None
    letter = Letter(
        key=key,
        occasion=occasion,
        payload=payload,
        recipient=to,
        address=to.email,
        language=to.language,
        useless_after=useless_after,
        try_at=timezone.now(),
    )
    try:
        _first_draft(letter, at_any_hour=at_any_hour or occasion_named(occasion).leaves_alone)
    except NoLongerTrue:
        return None
    except Exception as trouble:
        logger.exception("letter %s could not be written", key)
        letter.subject, letter.state, letter.answer = one_line(key), Letter.State.FAILED, in_one_line(trouble)
    if not _is_first(letter):
        return None
    if letter.state == Letter.State.DUE:
        wake_sender()
    return letter


def write_secret(*, to: User | None, address: str, language: str, key: str, subject: str, body: str) -> Letter:
    """Write a finished letter with a one-time link to an address; its text is forgotten once it is sent."""
    letter = Letter.objects.create(
        key=key,
        occasion=ACCOUNT,
        recipient=to,
        address=address,
        language=language,
        subject=one_line(subject),
        body=body,
        is_secret=True,
        try_at=timezone.now(),
        useless_after=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    wake_sender()
    return letter


def wake_sender() -> None:
    """Tell a worker after the commit that letters wait. Without a broker, the call of every minute finds them."""

    def tell() -> None:
        try:
            current_app.send_task("letters.tasks.deliver", retry=False, expires=settings.LETTER_DRAIN_SECONDS)
        except (OperationalError, OSError):
            logger.warning("letters wait for the next minute: no broker")

    transaction.on_commit(tell, robust=True)


def is_deliverable(person: User) -> bool:
    """Tell whether letters may go to this person at all."""
    return person.is_active and person.address_state == User.AddressState.OK


def is_wanted(person: User, occasion: str) -> bool:
    """Tell whether letters may go to this person, and she has not declined those of the occasion."""
    if not is_deliverable(person):
        return False
    try:
        may_decline = occasion_named(occasion).may_decline
    except LookupError:
        return True  # written, and seen to fail
    return not (may_decline and OptOut.objects.filter(user=person, occasion=occasion).exists())


def _is_first(letter: Letter) -> bool:
    """Store the letter unless somebody was faster."""
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        if not Letter.objects.filter(key=letter.key).exists():
            raise
        return False
    return True


def _first_draft(letter: Letter, *, at_any_hour: bool) -> None:
    """Subject, text and moment of a new letter."""
    person = letter.reader
    reading = read_again([letter])[letter.pk]
    if isinstance(reading, Exception):
        raise reading
    letter.subject, letter.body = render(letter, reading)
    if not at_any_hour:
        letter.try_at = working_hour(letter.try_at, known_zone(person.time_zone), calendar_of(person.pk))
        letter.bundle_on = timezone.localdate(letter.try_at, known_zone(person.time_zone))
