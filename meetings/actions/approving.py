"""The life of minutes: written, circulated for corrections, approved by silence or decision, published.

Every verb locks the minutes first. Raises NotNow where their state does not allow it, NotReady where something is
missing. What is approved is frozen with its digest; the database refuses to change it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from institutions.actions.copies import forget_copies
from institutions.models import User
from meetings.models import Correction, Decision, Meeting, Minutes, MinutesEntry
from meetings.models.minutes import NotReady, digest_of
from meetings.models.states import NotNow, State
from meetings.results.freezing import full_text, names_for_everybody, reduced_text
from workplans.actions.due import group_day


@transaction.atomic
def begin(meeting: Meeting, *, by: User) -> Minutes:
    """The minutes of the meeting with an entry for the opening and each item; those that are there stay as they are.

    Their language is that of the minutes before, until somebody says otherwise.

    Raises NotNow where the meeting is only pencilled in or was called off.
    """
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    if locked.state in {State.PENCILLED, State.CANCELLED}:
        raise NotNow(locked.state)
    minutes = Minutes.objects.filter(meeting=locked).first()
    if minutes is None:
        last: Any = Minutes.objects.order_by("-pk").values_list("language", flat=True).first()
        minutes = Minutes.objects.create(meeting=locked, language=last or by.language)
    if not minutes.is_final:
        there = set(minutes.entries.values_list("item", flat=True))
        wanted = [None, *locked.items.on_agenda().values_list("pk", flat=True)]
        MinutesEntry.objects.bulk_create(
            MinutesEntry(minutes=minutes, item_id=item) for item in wanted if item not in there
        )
    return minutes


@transaction.atomic
def circulate(minutes: Minutes, *, until: date, today: date) -> None:
    """Let members read it and propose corrections until this day; again is a longer or shorter period.

    Not before the meeting has begun, nor when it is called off.
    """
    locked = _locked(minutes)
    if locked.is_final:
        raise NotNow(locked.state)
    if locked.meeting.state == State.CANCELLED:
        raise NotReady("called off")
    if locked.meeting.state != State.HELD and not locked.meeting.days.filter(held_on__lte=today).exists():
        raise NotReady("not yet")
    if not _has_text(locked):
        raise NotReady("no text")
    if until <= today:
        raise NotReady("day")
    facts: dict[str, Any] = {"state": Minutes.State.CIRCULATED, "corrections_until": until}
    if locked.state == Minutes.State.DRAFTING:
        facts["circulated_at"] = timezone.now()
    _become(minutes, **facts)


@transaction.atomic
def approve(minutes: Minutes, by: User | None, decision: Decision | None = None) -> bool:
    """Freeze the text. ``decision`` is the one of a later meeting; without it, the period for corrections must be over.

    False where it was approved before; ``by`` is nobody where silence approves.
    """
    locked = _locked(minutes)
    if locked.is_final:
        return False
    if locked.state != Minutes.State.CIRCULATED:
        raise NotNow(locked.state)
    if obstacles := _obstacles(locked, decision):
        raise NotReady(*obstacles)
    full = full_text(locked)
    _become(
        minutes,
        state=Minutes.State.APPROVED,
        approved_at=timezone.now(),
        approved_by=decision,
        full=full,
        public=reduced_text(locked),
        digest=digest_of(full),
    )
    return True


@transaction.atomic
def publish(minutes: Minutes, *, by: User) -> bool:
    """Show everybody the public text, reduced once more: somebody may have got a name since. False where it was."""
    locked = _locked(minutes)
    if locked.state == Minutes.State.PUBLISHED:
        return False
    if locked.state != Minutes.State.APPROVED:
        raise NotNow(locked.state)
    if names_for_everybody(locked):
        raise NotReady("names")
    forget_copies()  # texts for everybody link to its decisions from now on
    _become(minutes, state=Minutes.State.PUBLISHED, published_at=timezone.now(), public=reduced_text(locked))
    return True


def _obstacles(minutes: Minutes, decision: Decision | None) -> list[str]:
    found = [] if _has_text(minutes) else ["no text"]
    if minutes.corrections.filter(state=Correction.State.OPEN).exists():
        found.append("corrections")
    if decision is None and (minutes.corrections_until is None or minutes.corrections_until >= group_day()):
        found.append("too early")
    return found


def _has_text(minutes: Minutes) -> bool:
    return bool(minutes.entries.exclude(body="").exists())


def _locked(minutes: Minutes) -> Minutes:
    return Minutes.objects.select_for_update(of=("self",), no_key=True).get(pk=minutes.pk)


def _become(minutes: Minutes, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(minutes, name, value)
    minutes.save(update_fields=list(facts))
