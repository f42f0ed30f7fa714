"""A letter's words, in its reader's language and zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from institutions.models import User
from letters.actions.answering import answer_token
from letters.actions.occasions import Context, occasion_named, read_again
from letters.models import Letter

WHOLE, PART = "email/base.txt", "email/part.txt"  # what templates of occasions extend, as ``email_base``
PLACEHOLDER = "your-own-link"  # where the message that leaves holds the token nobody else may read
ONE_LINE = 300  # letters of a subject


@contextmanager
def as_read_by(person: User) -> Iterator[None]:
    """The person's language and zone."""
    with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
        yield


def render(letter: Letter, context: Context, *, base: str = WHOLE) -> tuple[str, str]:
    """Subject and text for the reader; links that answer in her name hold a placeholder."""
    kind, person = occasion_named(letter.occasion), letter.reader
    with as_read_by(person):
        frame = {
            **context,
            "email_base": base,
            "name": person.display_name,
            "site_url": settings.SITE_URL,
            "answer_url": address_with(kind.answers_at, PLACEHOLDER) if kind.answers_at else "",
        }
        return subject_and_body(get_template(kind.template).render(frame))


def preview(letter: Letter) -> tuple[str, str]:
    """Subject and text as they would be now; raise NoLongerTrue, or whatever keeps it from being rendered."""
    if letter.subject or letter.is_secret:
        return letter.subject, letter.body
    reading = read_again([letter])[letter.pk]
    if isinstance(reading, Exception):
        raise reading
    return render(letter, reading)


def outgoing(letter: Letter, body: str) -> str:
    """The text as only its reader gets it: with the link that answers in her name."""
    return body.replace(f"/{PLACEHOLDER}/", f"/{answer_token(letter)}/") if f"/{PLACEHOLDER}/" in body else body


def address_with(page: str, token: str) -> str:
    """The address of the page, in the language that is active, with the token in its place."""
    return settings.SITE_URL + _path(page, translation.get_language()).replace(PLACEHOLDER, token)


@cache
def _path(page: str, language: str) -> str:
    """Looked up once in each language: every letter has one or two."""
    return reverse(page, args=[PLACEHOLDER])


def subject_and_body(text: str) -> tuple[str, str]:
    """Take a rendered template apart: up to the first empty line it is the subject, of one line whatever it holds."""
    subject, _gap, body = text.strip().partition("\n\n")
    return one_line(subject), body.strip() + "\n"


def one_line(text: str) -> str:
    return " ".join(text.split())[:ONE_LINE]


def in_one_line(trouble: Exception) -> str:
    return one_line(f"{type(trouble).__name__}: {trouble}")
