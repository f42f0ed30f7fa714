"""Links that act without signing in: each is signed, and does one thing for one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_noop

from institutions.models import User
from letters.models import Letter

ANSWER, UNSUBSCRIBE = "letters.answer", "letters.unsubscribe"
BROKEN = gettext_noop("This link is not complete. Open it from the letter once more.")
EXPIRED = gettext_noop("This link is too old. Sign in to report.")
USED = gettext_noop("This link has been used. Sign in to report again.")
CLOSED = gettext_noop("This link no longer works, because the account is switched off.")


class LinkIsDead(Exception):
    """The link opens nothing; the argument says why, in untranslated English."""


def answer_token(letter: Letter) -> str:
    """What only the message that leaves holds: it opens the letter's answer for some days, once."""
    return signing.TimestampSigner(salt=ANSWER).sign(str(letter.pk))


def open_answer(token: str) -> Letter:
    """The letter the link came with, its recipient loaded; raise LinkIsDead. Changes nothing."""
    try:
        pk = signing.TimestampSigner(salt=ANSWER).unsign(token, max_age=timedelta(days=settings.ANSWER_LINK_DAYS))
    except signing.SignatureExpired:
        raise LinkIsDead(EXPIRED) from None
    except signing.BadSignature:
        raise LinkIsDead(BROKEN) from None
    letter = Letter.objects.select_related("recipient").filter(pk=pk, recipient__isnull=False).first()
    if letter is None:
        raise LinkIsDead(BROKEN)
    if letter.recipient is None or not letter.recipient.is_active:
        raise LinkIsDead(CLOSED)
    if letter.answered_at is not None:
        raise LinkIsDead(USED)
    return letter


def take_answer(letter: Letter) -> bool:
    """Use the link up: True exactly once, however many try at the same moment."""
    open_ones = Letter.objects.filter(pk=letter.pk, answered_at=None)
    return open_ones.update(answered_at=timezone.now()) == 1


def unsubscribe_token(user: User, occasions: Iterable[str]) -> str:
    """What the headers of a message hold, so that one click ends letters of these occasions."""
    return signing.Signer(salt=UNSUBSCRIBE).sign_object([user.pk, sorted(occasions)], compress=True)


def read_unsubscribe_token(token: str) -> tuple[User, list[str]]:
    """Whose letters of which occasions are to end; raise LinkIsDead."""
    try:
        pk, occasions = signing.Signer(salt=UNSUBSCRIBE).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise LinkIsDead(BROKEN) from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise LinkIsDead(CLOSED)
    return user, occasions
