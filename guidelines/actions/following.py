"""Who follows a guideline is told by e-mail of each text published or withdrawn; an address counts once it said yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from guidelines.models import Edition, Guideline, Subscription
from letters.actions import Outside, subject_and_body, write_outside

SALT = "guidelines.following"
OCCASION = "followed"
ASK_AGAIN_AFTER = timedelta(hours=1)  # whoever types another's address cannot fill her mailbox
UNCONFIRMED_FOR = timedelta(days=14)  # then the address is forgotten


class LinkIsDead(Exception):
    """Nobody follows with this link; it is broken, or the address has been forgotten."""


def follow(guideline: Guideline, *, address: str, language: str) -> None:
    """Ask the address whether it wants to follow; nothing happens where it follows already, or was asked just now."""
    now = timezone.now()
    try:
        with transaction.atomic():
            subscription, is_new = Subscription.objects.get_or_create(
                guideline=guideline, address__iexact=address, defaults={"address": address, "language": language}
            )
    except IntegrityError:  # asked for at the same moment
        return
    if subscription.confirmed_at is not None or (not is_new and subscription.asked_at > now - ASK_AGAIN_AFTER):
        return
    subscription.language, subscription.asked_at = language, now
    subscription.save(update_fields=["language", "asked_at"])
    with translation.override(language):
        write_outside(OCCASION, [_letter(subscription, f"asked/{now:%Y%m%d%H%M}", "follow", guideline=guideline)])


def subscription_of(token: str) -> Subscription:
    """The subscription a link was made for. Raises LinkIsDead."""
    try:
        pk = signing.Signer(salt=SALT).unsign_object(token)
        return Subscription.objects.select_related("guideline").get(pk=pk)
    except (signing.BadSignature, Subscription.DoesNotExist, TypeError, ValueError):
        raise LinkIsDead from None


def confirm(subscription: Subscription) -> None:
    """The address said yes. Twice is harmless."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def leave(token: str) -> Guideline | None:
    """Forget the address; return the guideline it followed, or nothing where it was forgotten before."""
    try:
        subscription = subscription_of(token)
    except LinkIsDead:
        return None
    subscription.delete()
    return subscription.guideline


def tell_followers(text: Edition) -> int:
    """Write to everybody who follows the guideline that the text was published or withdrawn; return to how many.

    Each is written to once of each, however often this is called.
    """
    followers = Subscription.objects.confirmed().filter(guideline=text.guideline_id).order_by("pk")
    found = [_news(subscription, text) for subscription in followers.iterator()]
    return write_outside(OCCASION, found) if found else 0


def forget_unconfirmed() -> int:
    """Forget addresses that never said yes; return how many."""
    return Subscription.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - UNCONFIRMED_FOR).delete()[0]


def _news(subscription: Subscription, text: Edition) -> Outside:
    with translation.override(subscription.language):
        return _letter(subscription, f"{text.state}/{text.pk}", "followed", guideline=text.guideline, text=text)


def _letter(subscription: Subscription, about: str, template: str, **context: Any) -> Outside:
    token = signing.Signer(salt=SALT).sign_object(subscription.pk)
    leave_url = settings.SITE_URL + reverse("guidelines:leave", args=[token])
    words = {
        **context,
        "email_base": "email/base.txt",
        "site_url": settings.SITE_URL,
        "confirm_url": settings.SITE_URL + reverse("guidelines:confirm", args=[token]),
        "leave_url": leave_url,
    }
    subject, body = subject_and_body(render_to_string(f"guidelines/email/{template}.txt", words))
    return Outside(
        key=f"followed/{subscription.pk}/{about}",
        address=subscription.address,
        language=subscription.language,
        subject=subject,
        body=body,
        leave=leave_url if template == "followed" else "",
    )
