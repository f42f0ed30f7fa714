"""Kinds of letters: their templates, when they are due, and the functions that read again what they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from letters.actions.mornings import known_zone
from letters.models import Letter, ReminderRule

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACCOUNT = "account"  # the occasion of letters with a one-time link or a notice about somebody's sign-in
GONE = gettext_noop("What the letter was about is gone.")
CALENDAR = "calendar"  # where the context of a letter may hold what makes its ``CalendarPart``, called as its reader


class NoLongerTrue(Exception):
    """What the letter says does not hold any more.

    The argument says why, in untranslated English (``gettext_noop``): the secretariat reads it in its own language.
    """


Context = dict[str, Any]
Reading = Context | Exception  # NoLongerTrue drops the letter, any other exception makes it fail
Reader = Callable[[Sequence[Letter]], dict[Any, Context | NoLongerTrue]]


@dataclass(frozen=True)
class CalendarPart:
    """An iCalendar object that travels in a letter, and what calendars are to do with it: REQUEST, CANCEL."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Occasion:
    """A kind of letter.

    ``read(letters)`` answers for many letters at once, in a constant number of queries: by ``letter.pk`` the context of
    the template, or NoLongerTrue. It runs in no language; texts are chosen when the template is rendered.
    ``steps`` are days before the deadline (negative: after it) unless the secretariat made a rule of its own; where
    ``days_since`` says what, days since something happened. A rule of the secretariat stays on the side of the day on
    which the code's own steps are.
    ``answers_at`` names the page, with one argument, that opens from the letter without signing in.
    ``leaves_alone`` says that its letters go at any hour and never with others: one message carries one calendar.
    """

    template: str
    label: StrOrPromise
    read: Reader
    steps: tuple[int, ...] = ()
    may_decline: bool = False
    answers_at: str = ""
    days_since: StrOrPromise = ""
    leaves_alone: bool = False


_occasions: dict[str, Occasion] = {}


def occasion(
    name: str,
    *,
    template: str,
    label: StrOrPromise,
    steps: Sequence[int] = (),
    may_decline: bool = False,
    answers_at: str = "",
    days_since: StrOrPromise = "",
    leaves_alone: bool = False,
) -> Callable[[Reader], Reader]:
    """Register the decorated function as the reader of an occasion; rooms above do so in their ``tasks``."""

    def register(read: Reader) -> Reader:
        _occasions[name] = Occasion(
            template, label, read, tuple(steps), may_decline, answers_at, days_since, leaves_alone
        )
        return read

    return register


def occasion_named(name: str) -> Occasion:
    """The kind of letter; raise LookupError for a name nobody registered."""
    return _occasions[name]


def occasions() -> list[tuple[str, StrOrPromise]]:
    """Names and labels of all kinds of letters, as choices of a form."""
    return [(ACCOUNT, _("account and sign-in")), *((name, kind.label) for name, kind in sorted(_occasions.items()))]


def occasions_with_steps() -> dict[str, Occasion]:
    """The kinds whose days the secretariat may change."""
    return {name: kind for name, kind in sorted(_occasions.items()) if kind.steps}


def occasions_to_decline() -> dict[str, Occasion]:
    """The kinds a person may do without."""
    return {name: kind for name, kind in sorted(_occasions.items()) if kind.may_decline}


def steps_of(name: str) -> tuple[int, ...]:
    """Days before the deadline (negative: after it), as the secretariat decided, else the code's own.

    Empty when the secretariat switched these letters off.
    """
    rule = ReminderRule.objects.filter(occasion=name).first()
    if rule is None:
        return occasion_named(name).steps
    return tuple(rule.steps) if rule.is_on else ()


def readers_today(letter: Letter, now: datetime | None = None) -> date:
    """The day it is where the reader lives; an unknown zone counts as the portal's own."""
    zone = letter.recipient.time_zone if letter.recipient else settings.TIME_ZONE
    return timezone.localdate(now, known_zone(zone))


def read_again(letters: Sequence[Letter]) -> dict[Any, Reading]:
    """By letter key: the context of its template, or why there is none.

    Letters of one occasion are read together. When that fails, each is read alone, so that one stops no other.
    """
    by_occasion: dict[str, list[Letter]] = {}
    for letter in letters:
        by_occasion.setdefault(letter.occasion, []).append(letter)
    found: dict[Any, Reading] = {}
    for name, some in by_occasion.items():
        found |= _read(name, some)
    return found


def _read(name: str, letters: list[Letter]) -> dict[Any, Reading]:
    try:
        with transaction.atomic():  # a failing query must not spoil the caller's transaction
            contexts = occasion_named(name).read(letters)
        return {letter.pk: contexts.get(letter.pk, NoLongerTrue(GONE)) for letter in letters}
    except Exception as trouble:
        if len(letters) == 1:
            return {letters[0].pk: trouble}
        return {pk: reading for letter in letters for pk, reading in _read(name, [letter]).items()}
