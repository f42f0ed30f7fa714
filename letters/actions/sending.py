"""Hand letters to the mail server, once. Nobody else in the house sends mail."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from institutions.models import User
from letters.actions.mornings import calendar_of, working_hour
from letters.actions.occasions import NoLongerTrue, read_again
from letters.actions.rendering import in_one_line, render
from letters.actions.writing import is_deliverable, wake_sender
from letters.models import Letter

logger = logging.getLogger(__name__)

SMTP_REFUSED_FOR_GOOD = 500  # RFC 5321: 4yz is for now, 5yz for good


@transaction.atomic
def send(letter_id: int) -> bool:
    """Hand one due letter to the mail server and tell whether it went.

    The row is locked, so that two workers never send it twice; a redelivered task finds it sent. What is no longer true
    is dropped with the reason; what cannot be rendered fails, and is not tried again until somebody says so.
    """
    now = timezone.now()
    due = Letter.objects.select_for_update(skip_locked=True).filter(try_at__lte=now, state=Letter.State.DUE)
    letter = due.filter(pk=letter_id).first()
    if letter is None:
        return False
    try:
        with transaction.atomic():
            _read_again(letter, now=now)
    except NoLongerTrue as why:
        letter.drop(reason=str(why))
        return False
    except Exception as trouble:
        logger.exception("letter %s could not be rendered", letter.pk)
        letter.failed(answer=in_one_line(trouble))
        return False
    return _hand_over(letter, now=now)


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> None:
    """Send a waiting letter now, or a failed one again; raise Letter.IsClosed for others."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    locked.put_back(now=timezone.now())
    logger.info("letter %s: put back by person %s", locked.pk, by.pk)
    wake_sender()


@transaction.atomic
def close(letter: Letter, *, by: User, reason: str) -> None:
    """Give up a waiting or failed letter and keep why and who; raise Letter.IsClosed for others."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    locked.give_up(reason=f"{reason} ({by})")


def _read_again(letter: Letter, *, now: datetime) -> None:
    """Bring the letter up to date, or raise NoLongerTrue."""
    person = letter.recipient
    if letter.useless_after is not None and letter.useless_after < now:
        raise NoLongerTrue(gettext_noop("It is too late for this letter to be of use."))
    if letter.is_secret:
        if person is not None and not person.is_active:
            raise NoLongerTrue(gettext_noop("The account is switched off."))
        return
    if person is None or not is_deliverable(person):
        raise NoLongerTrue(gettext_noop("No letters go to this address at present."))
    reading = read_again([letter])[letter.pk]
    if isinstance(reading, Exception):
        raise reading
    letter.subject, letter.body = render(letter, reading)
    letter.address, letter.language = person.email, person.language
    letter.save(update_fields=["subject", "body", "address", "language"])


def _hand_over(letter: Letter, *, now: datetime) -> bool:
    """Say it to the mail server; keep a refusal, for good only when it is about this letter."""
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.address],
        headers={
            "Message-ID": letter.message_id,
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attempts += 1
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _refused(letter, f"{code} {_text(words)}", now=now, for_good=code >= SMTP_REFUSED_FOR_GOOD)
    except smtplib.SMTPDataError as refusal:
        answer = f"{refusal.smtp_code} {_text(refusal.smtp_error)}"
        _refused(letter, answer, now=now, for_good=refusal.smtp_code >= SMTP_REFUSED_FOR_GOOD)
    except (smtplib.SMTPNotSupportedError, ValueError) as trouble:  # an address or a header no server would take
        _refused(letter, in_one_line(trouble), now=now, for_good=True)
    except OSError as trouble:  # no connection, or a refusal of us, not of the letter
        _refused(letter, in_one_line(trouble), now=now, for_good=False)
    else:
        letter.sent(now=now)
        return True
    return False


def _refused(letter: Letter, answer: str, *, now: datetime, for_good: bool) -> None:
    """Give up, or try again after a growing gap: by daylight, unless the reader waits for a link."""
    gaps = settings.LETTER_RETRY_MINUTES
    try_at = now + timedelta(minutes=gaps[min(letter.attempts, len(gaps)) - 1])
    if letter.recipient is not None and not letter.is_secret:
        try_at = working_hour(try_at, letter.recipient.time_zone, calendar_of(letter.recipient.pk))
    if for_good or (letter.useless_after is not None and try_at > letter.useless_after):
        letter.failed(answer=answer)
    else:
        letter.postponed(answer=answer, try_at=try_at)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
