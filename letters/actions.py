"""Write a letter once; hand it over once. Nobody else in the house addresses or sends mail."""

from __future__ import annotations

import functools
import logging
import smtplib
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from institutions.models import User
from letters.models import JobRun, Letter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

Payload = dict[str, Any]
Reader = Callable[[Payload, User], Payload]
ACCOUNT = "account"  # the occasion of letters with a one-time link or a notice about somebody's sign-in
SMTP_REFUSED_FOR_GOOD = 500  # RFC 5321: 4yz is for now, 5yz for good
SATURDAY = 5


class NoLongerTrue(Exception):
    """What the letter says does not hold any more.

    The argument says why, in untranslated English (``gettext_noop``): the secretariat reads it in its own language.
    """


@dataclass(frozen=True)
class Occasion:
    """A kind of letter: its template, what people call it, and the function that reads again what it is about.

    ``read(payload, recipient)`` returns the template's context, or raises NoLongerTrue.
    """

    template: str
    label: StrOrPromise
    read: Reader


_occasions: dict[str, Occasion] = {}


def occasion(name: str, *, template: str, label: StrOrPromise) -> Callable[[Reader], Reader]:
    """Register the decorated function as the reader of an occasion; rooms above do so in their ``tasks``."""

    def register(read: Reader) -> Reader:
        _occasions[name] = Occasion(template=template, label=label, read=read)
        return read

    return register


def occasions() -> list[tuple[str, StrOrPromise]]:
    """Names and labels of all kinds of letters, as choices of a form."""
    return [(ACCOUNT, _("account and sign-in")), *((name, kind.label) for name, kind in sorted(_occasions.items()))]


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
    for the next working morning of the reader; ``at_any_hour`` is for what she asked for herself. A letter that cannot
    be rendered is kept as failed, so that it stops nobody else's and the secretariat sees it.
    """
    if not is_deliverable(to) or Letter.objects.filter(key=key).exists():
        return None
    try:
        said = _first_draft(occasion, payload, to, at_any_hour=at_any_hour)
    except NoLongerTrue:
        return None
    except Exception as trouble:
        logger.exception("letter %s could not be written", key)
        said = {"subject": key, "try_at": timezone.now(), "state": "failed", "answer": _in_one_line(trouble)}
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "occasion": occasion,
            "payload": payload,
            "recipient": to,
            "address": to.email,
            "language": to.language,
            "useless_after": useless_after,
            **said,
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
        occasion=ACCOUNT,
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

    if letter.state == Letter.State.DUE:
        transaction.on_commit(tell, robust=True)


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
        letter.failed(answer=_in_one_line(trouble))
        return False
    return _hand_over(letter, now=now)


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> None:
    """Send a waiting letter now, or a failed one again; raise Letter.IsClosed for others."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    locked.put_back(now=timezone.now())
    logger.info("letter %s: put back by person %s", locked.pk, by.pk)
    post(locked)


@transaction.atomic
def close(letter: Letter, *, by: User, reason: str) -> None:
    """Give up a waiting or failed letter and keep why and who; raise Letter.IsClosed for others."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    locked.give_up(reason=f"{reason} ({by})")


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


def _first_draft(occasion: str, payload: Payload, to: User, *, at_any_hour: bool) -> dict[str, Any]:
    """Subject, text and moment of a new letter, as fields of its row."""
    with transaction.atomic():  # a failing query must not spoil the caller's transaction
        subject, body = _render(_occasions[occasion], payload, to)
    now = timezone.now()
    return {"subject": subject, "body": body, "try_at": now if at_any_hour else working_hour(now, to.time_zone)}


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
    letter.subject, letter.body = _render(_occasions[letter.occasion], letter.payload, person)
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
        _refused(letter, _in_one_line(trouble), now=now, for_good=True)
    except OSError as trouble:  # no connection, or a refusal of us, not of the letter
        _refused(letter, _in_one_line(trouble), now=now, for_good=False)
    else:
        letter.sent(now=now)
        return True
    return False


def _refused(letter: Letter, answer: str, *, now: datetime, for_good: bool) -> None:
    """Give up, or try again after a growing gap: by daylight, unless the reader waits for a link."""
    gaps = settings.LETTER_RETRY_MINUTES
    try_at = now + timedelta(minutes=gaps[min(letter.attempts, len(gaps)) - 1])
    if letter.recipient is not None and not letter.is_secret:
        try_at = working_hour(try_at, letter.recipient.time_zone)
    if for_good or (letter.useless_after is not None and try_at > letter.useless_after):
        letter.failed(answer=answer)
    else:
        letter.postponed(answer=answer, try_at=try_at)


def _render(kind: Occasion, payload: Payload, to: User) -> tuple[str, str]:
    """Subject and text in the reader's language and zone."""
    with translation.override(to.language), timezone.override(zoneinfo.ZoneInfo(to.time_zone)):
        context = {**kind.read(payload, to), "name": to.display_name, "site_url": settings.SITE_URL}
        return subject_and_body(render_to_string(kind.template, context))


def subject_and_body(text: str) -> tuple[str, str]:
    """Take a rendered template apart: up to the first empty line it is the subject, of one line whatever it holds."""
    subject, _gap, body = text.strip().partition("\n\n")
    return _one_line(subject), body.strip() + "\n"


def _in_one_line(trouble: Exception) -> str:
    return _one_line(f"{type(trouble).__name__}: {trouble}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
