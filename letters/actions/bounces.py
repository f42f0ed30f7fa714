"""What follows when a message comes back after the mail server had taken it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from letters.actions.refusals import address_bounced
from letters.models import Letter

logger = logging.getLogger(__name__)

DAYS_TO_COME_BACK = 30  # mail servers give up after five; what comes later is made up


@transaction.atomic
def take_back(message_id: str, *, answer: str, is_for_good: bool) -> int:
    """The message did not arrive: its letters become failed with the answer; return how many they are.

    ``is_for_good`` says that the address is at fault: its person gets no more letters, the secretariat is told once.
    Twice is harmless. Each letter is ready to be sent again alone, under a Message-ID of its own.
    """
    since = timezone.now() - timedelta(days=DAYS_TO_COME_BACK)
    sent = Letter.objects.filter(sent_as=message_id, state=Letter.State.SENT, sent_at__gte=since)
    letters = list(sent.select_for_update(of=("self",)).select_related("recipient").order_by("pk"))
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=Letter.State.FAILED, answer=answer, sent_at=None, sent_as="", bundle_on=None
    )
    reader = letters[0].recipient if letters else None
    if is_for_good and reader is not None:
        address_bounced(reader, letters[0].address)
    logger.info("%s letters came back", len(letters))
    return len(letters)
