"""Write a letter once; hand it over once. Nobody else in the house addresses or sends mail."""

from __future__ import annotations

import functools
import logging
import smtplib
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from institutions.models import User
from letters.models import JobRun, Letter

logger = logging.getLogger(__name__)

Payload = dict[str, Any]
SMTP_REFUSED_FOR_GOOD = 500  # RFC 5321: 4yz is for now, 5yz for good
SATURDAY = 5


class NoLongerTrue(Exception):
    """What the letter says does not hold any more; the argument says why, in the secretariat's words."""


@dataclass(frozen=True)
class Occasion:
    """A kind of letter: its template, and the function that reads again what the letter is about.

    ``read(payload, recipient)`` returns the template's context, or raises NoLongerTrue.
    """

    template: str
    read: Callable[[Payload, User | None], Payload]


_occasions: dict[str, Occasion] = {}


def occasion(name: str, *, template: str) -> Callable[[Callable[[Payload, User | None], Payload]], Any]:
    """Register the decorated function as the reader of an occasion; rooms above do so in their ``tasks``."""

    def register(read: Callable[[Payload, User | None], Payload]) -> Callable[[Payload, User | None], Payload]:
        _occasions[name] = Occasion(template=template, read=read)
        return read

    return register


def write(
    *,
    to: User,
    key: str,
    occasion: str,
    payload: Payload,
    useless_after: datetime | None = None,
    at_any_hour: bool = False,
) -> Letter | None:
    """Write the letter ``key`` to a person in her language, unless it exists; return it if it is new.

    ``payload`` is plain JSON (keys and dates); the occasion reads the rest now and again before sending. Reminders wait
    for the next working morning of the reader; ``at_any_hour`` is for what she asked for herself.
    """
    if not is_deliverable(to):
        return None
    subject, body = _render(_occasions[occasion], payload, to)
    now = timezone.now()
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "occasion": occasion,
            "payload": payload,
            "recipient": to,
            "address": to.email,
            "language": to.language,
            "subject": subject,
            "body": body,
            "try_at": now if at_any_hour else working_hour(now, to.time_zone),
            "useless_after": useless_after,
        },
    )
    if not is_new:
        return None
    post(letter)
    return letter


def write_secret(*, to: User | None, address: str, language: str, key: str, subject: str, body: str) -> Letter:
    """Write a finished letter with a one-time link to an address; its text is forgotten once it is sent."""
    letter = Letter.objects.create(
        key=key,
        occasion="account",
        recipient=to,
        address=address,
        language=language,
        subject=_one_line(subject),
        body=body,
        is_secret=True,
        try_at=timezone.now(),
        useless_after=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    post(letter)
    return letter


def post(letter: Letter) -> None:
    """Tell a worker after the commit. Without a broker the sweep of every minute finds the letter."""

    def tell() -> None:
        try:
            current_app.send_task("letters.tasks.send_letter", args=[letter.pk], retry=False)
        except (OperationalError, OSError):
            logger.warning("letter %s waits for the next sweep: no broker", letter.pk)

    transaction.on_commit(tell)


@transaction.atomic
def send(letter_id: int, *, early: bool = False) -> bool:
    """Hand one due letter to the mail server and tell whether it went.

    The row is locked, so that two workers never send it twice; a redelivered task finds it sent. What is no longer true
    is dropped with the reason. ``early`` does not wait for the planned moment.
    """
    now = timezone.now()
    due = Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id, state=Letter.State.DUE)
    letter = due.first() if early else due.filter(try_at__lte=now).first()
    if letter is None:
        return False
    try:
        _read_again(letter)
    except NoLongerTrue as why:
        letter.drop(reason=str(why))
        return False
    return _hand_over(letter, now=now)


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> None:
    """Put a failed letter back to be sent at once."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state not in (Letter.State.FAILED, Letter.State.DUE):
        return
    locked.state, locked.try_at, locked.useless_after = Letter.State.DUE, timezone.now(), None
    locked.answer = f"sent again by {by}"
    locked.save(update_fields=["state", "try_at", "useless_after", "answer"])
    post(locked)


def recorded(job: str) -> Callable[[Callable[[], dict[str, int]]], Callable[[], None]]:
    """Keep a JobRun of every run of the decorated planner: its counts, or its error, which still travels on."""

    def decorate(planner: Callable[[], dict[str, int]]) -> Callable[[], None]:
        @functools.wraps(planner)
        def run() -> None:
            job_run = JobRun.objects.create(job=job, started_at=timezone.now())
            try:
                job_run.counts = planner()
            except Exception as trouble:
                job_run.error = f"{type(trouble).__name__}: {trouble}"
                raise
            finally:
                job_run.ended_at = timezone.now()
                job_run.save(update_fields=["ended_at", "counts", "error"])

        return run

    return decorate


def is_deliverable(person: User) -> bool:
    """Tell whether letters may go to this person at all."""
    return person.is_active and person.address_state == User.AddressState.OK


def working_hour(now: datetime, zone: str) -> datetime:
    """The moment itself on a working day by daylight, else the next working morning in the reader's zone."""
    evening, morning = settings.LETTER_NIGHT
    local = now.astimezone(zoneinfo.ZoneInfo(zone))
    day = local.date()
    if local.weekday() < SATURDAY and morning <= local.hour < evening:
        return now
    if local.hour >= evening or local.weekday() >= SATURDAY:
        day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(morning), tzinfo=local.tzinfo)


def _read_again(letter: Letter) -> None:
    if letter.is_secret:
        return
    person = letter.recipient
    if person is None or not is_deliverable(person):
        raise NoLongerTrue("the address does not take letters")
    if letter.useless_after is not None and letter.useless_after < timezone.now():
        raise NoLongerTrue("too late to be of use")
    letter.subject, letter.body = _render(_occasions[letter.occasion], letter.payload, person)
    letter.address, letter.language = person.email, person.language
    letter.save(update_fields=["subject", "body", "address", "language"])


def _hand_over(letter: Letter, *, now: datetime) -> bool:
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
        letter.refused(now=now, answer=f"{code} {_text(words)}", for_good=code >= SMTP_REFUSED_FOR_GOOD)
    except smtplib.SMTPResponseException as refusal:
        answer = f"{refusal.smtp_code} {_text(refusal.smtp_error)}"
        letter.refused(now=now, answer=answer, for_good=refusal.smtp_code >= SMTP_REFUSED_FOR_GOOD)
    except OSError as trouble:
        letter.refused(now=now, answer=f"{type(trouble).__name__}: {trouble}", for_good=False)
    else:
        letter.sent(now=now)
        return True
    return False


def _render(kind: Occasion, payload: Payload, to: User) -> tuple[str, str]:
    """Subject and text in the reader's language and zone; the template's first line is the subject."""
    with translation.override(to.language), timezone.override(zoneinfo.ZoneInfo(to.time_zone)):
        context = {**kind.read(payload, to), "recipient": to, "site_url": settings.SITE_URL}
        subject, _, body = render_to_string(kind.template, context).strip().partition("\n")
    return _one_line(subject), body.strip() + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
