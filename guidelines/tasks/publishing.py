"""Texts that become public at a moment set before, and the letters about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guidelines import actions
from guidelines.actions.following import OCCASION, forget_unconfirmed
from guidelines.models import Edition, NotNow, NotReady
from institutions.models import GroupRole, User
from letters.actions import NoLongerTrue, occasion, recorded, write
from letters.models import Letter

Reading = dict[str, Any] | NoLongerTrue

SETTLED = gettext_noop("The text was published, or its moment was changed.")


@shared_task(name="guidelines.tasks.publish_due")
def publish_due() -> None:
    """Publish what waits for a moment that has come. Called every minute by beat; twice is harmless.

    What is not ready stays and is tried again; the secretariat is told once.
    """
    today = timezone.localdate()
    waiting = Edition.texts.filter(state=Edition.State.ADOPTED, publish_at__lte=timezone.now())
    for text in waiting.select_related("guideline", "supplement_to", "replaces").order_by("publish_at", "pk"):
        try:
            actions.publish(text, today=today, in_force_from=text.in_force_from or today)
        except NotReady:
            tell_secretariat(text)
        except NotNow:
            continue  # somebody was faster


@shared_task(name="guidelines.tasks.forget_addresses")
@recorded("guidelines.forget_addresses")
def forget_addresses() -> dict[str, int]:
    """Forget addresses that never confirmed that they want to follow. Called every night by beat."""
    return {"forgotten": forget_unconfirmed()}


def tell_secretariat(text: Edition) -> None:
    """Write once, of each moment set, that the text was not ready when it came."""
    office = GroupRole.objects.on(timezone.localdate()).filter(role=GroupRole.Role.SECRETARIAT)
    for person in User.objects.filter(pk__in=office.values("user")).order_by("pk"):
        moment = text.publish_at.isoformat() if text.publish_at else ""
        write(
            to=person,
            key=f"not_published/{text.pk}/{moment}/{person.pk}",
            occasion="not_published",
            payload={"text": text.pk, "moment": moment},
        )


@occasion(
    "not_published",
    template="guidelines/email/not_published.txt",
    label=_("a text could not be published at its moment"),
)
def read_not_published(letters: Sequence[Letter]) -> dict[int, Reading]:
    """One query for all letters, and a few for each text that still waits, of which there are hardly ever two."""
    wanted = {letter.payload["text"] for letter in letters}
    texts = Edition.texts.filter(pk__in=wanted, state=Edition.State.ADOPTED, publish_at__isnull=False)
    waiting = {text.pk: text for text in texts.select_related("guideline", "supplement_to", "replaces")}

    def reading(letter: Letter) -> Reading:
        text = waiting.get(letter.payload["text"])
        if text is None or text.publish_at is None or text.publish_at.isoformat() != letter.payload["moment"]:
            return NoLongerTrue(SETTLED)
        day = text.in_force_from or timezone.localdate()
        return {"text": text, "obstacles": actions.obstacles_of(text, in_force_from=day)}

    return {letter.pk: reading(letter) for letter in letters}


@occasion(OCCASION, template="guidelines/email/followed.txt", label=_("news of a guideline that somebody follows"))
def read_followed(letters: Sequence[Letter]) -> dict[int, Reading]:
    """These letters are finished when they are written; nothing is read again."""
    return {letter.pk: {} for letter in letters}
