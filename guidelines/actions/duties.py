"""Who translates and reviews what: assigning it, how far it is, and the letters about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from guidelines.models import Clause, Duty, Edition, Revision
from guidelines.models.duties import DutyQuerySet
from guidelines.models.states import State
from guidelines.results.languages import Progress, progress
from institutions.models import User
from letters.actions import steps_of, write

GIVE_UP_AFTER = 14  # days; a reminder the mail server refused for so long would only confuse


@dataclass(frozen=True)
class Owed:
    """What somebody has to do about a translation now: ``part`` is ``translate`` or ``review``, ``count`` clauses."""

    duty: Duty
    part: str
    count: int


class AssignedMeanwhile(Exception):
    """Somebody else has assigned the language since the page was opened; ``duty`` is how it is now, None for nobody."""

    def __init__(self, duty: Duty | None) -> None:
        self.duty = duty


def group_day() -> date:
    """The day it is for the group."""
    return timezone.localdate(timezone=_zone())


def seen_of(duty: Duty | None) -> str:
    """What a page remembers of a duty, to notice that somebody else changed it."""
    return "" if duty is None else f"{duty.translator_id} {duty.reviewer_id or ''} {duty.due_on or ''}"


@transaction.atomic
def assign(
    text: Edition,
    language: str,
    *,
    by: User,
    translator: User,
    reviewer: User | None,
    due_on: date | None,
    seen: str,
) -> Duty:
    """Say who translates, who reviews and until when; both are told unless they knew. Twice is harmless.

    Raises AssignedMeanwhile where the duty is neither what was ``seen`` nor what is wanted.
    """
    Edition.texts.select_for_update(of=("self",)).get(pk=text.pk)
    duty = Duty.objects.filter(edition=text, language=language).first()
    wanted = Duty(
        edition=text, language=language, translator=translator, reviewer=reviewer, due_on=due_on, assigned_by=by
    )
    if duty is not None and seen_of(duty) == seen_of(wanted):
        return duty
    if seen_of(duty) != seen:
        raise AssignedMeanwhile(duty)
    before = (duty.translator_id, duty.reviewer_id) if duty else (None, None)
    if duty is not None:
        wanted.pk, wanted.assigned_at = duty.pk, timezone.now()
    wanted.save()
    if translator.pk != before[0] and translator != by:
        _tell(wanted, translator, "translator")
    if reviewer is not None and reviewer.pk != before[1] and reviewer != by:
        _tell(wanted, reviewer, "reviewer")
    return wanted


@transaction.atomic
def unassign(text: Edition, language: str, *, seen: str) -> None:
    """Nobody translates it any more; harmless where nobody does. Raises AssignedMeanwhile."""
    duty = Duty.objects.select_for_update().filter(edition=text, language=language).first()
    if duty is None:
        return
    if seen_of(duty) != seen:
        raise AssignedMeanwhile(duty)
    duty.delete()


def send_back(clause: Clause, *, duty: Duty, by: User, note: str) -> bool:
    """Write to the translator what has to change in a clause; tell whether the letter is new.

    The text is part of the key: of the same words she hears once from the same person with the same note.
    """
    letter = write(
        to=duty.translator,
        key=f"translation_back/{clause.pk}/{duty.language}/{clause.print_in(duty.language)}/{by.pk}/{_short(note)}",
        occasion="translation_back",
        payload={"clause": clause.pk, "duty": duty.pk, "by": by.pk, "note": note},
        useless_after=useless_after(group_day()),
    )
    return letter is not None


def alive() -> DutyQuerySet:
    """Duties of texts that anybody still needs."""
    over = (State.SUPERSEDED, State.WITHDRAWN)
    whole = ("edition__guideline", "edition__supplement_to", "translator", "reviewer", "assigned_by")
    return Duty.objects.exclude(edition__state__in=over).select_related(*whole).order_by("due_on", "pk")


def progress_of(duties: Iterable[Duty]) -> dict[int, Progress]:
    """How far each is, by its key; one query, without the texts."""
    duties = list(duties)
    rows = Clause.objects.filter(edition__in={duty.edition_id for duty in duties})
    by_text: dict[int, list[Clause]] = {}
    for clause in rows.only(*Clause.PRINTS, "position", "anchor").order_by("position", "pk"):
        by_text.setdefault(clause.edition_id, []).append(clause)
    return {
        duty.pk: progress(by_text.get(duty.edition_id, []), duty.language, source=duty.edition.source_language)
        for duty in duties
    }


def owed_by(user: User) -> list[Owed]:
    """What the person has to translate and to review now, the earliest day first, in two queries; often nothing."""
    duties = list(alive().of(user))
    found = progress_of(duties) if duties else {}
    owed = []
    for duty in sorted(duties, key=lambda duty: (duty.due_on or date.max, duty.pk)):
        if duty.translator_id == user.pk and found[duty.pk].to_do:
            owed.append(Owed(duty, "translate", len(found[duty.pk].to_do)))
        if duty.reviewer_id == user.pk and found[duty.pk].to_review:
            owed.append(Owed(duty, "review", len(found[duty.pk].to_review)))
    return owed


def write_reminders(today: date) -> dict[str, int]:
    """Write what is due about translations and return how many letters of each kind are new; twice is harmless."""
    duties = list(alive())
    found = progress_of(duties)
    busy = [duty for duty in duties if found[duty.pk].to_do]
    moved = _moved_on(busy)
    late = [duty for duty in busy if days_left(duty, today) < 0 and duty.pk not in moved]
    near = [duty for duty in busy if days_left(duty, today) >= 0]
    ready = [duty for duty in duties if duty.reviewer and not found[duty.pk].to_do and found[duty.pk].to_review]
    return {
        "translation_due": _remind("translation_due", near, today),
        "translation_overdue": _remind("translation_overdue", late, today),
        "translation_changed": sum(
            _send(duty, duty.translator, "translation_changed", moved[duty.pk].isoformat(), today)
            for duty in busy
            if duty.pk in moved
        ),
        "translation_review": _call_reviewers(ready, today),
    }


def days_left(duty: Duty, today: date) -> int:
    """Days until it is due, negative afterwards; without a day there is always time."""
    return (duty.due_on - today).days if duty.due_on else 10_000


def newest_step(steps: Sequence[int], left: int) -> int | None:
    """The step that stands for all that have come; earlier ones are overtaken by it."""
    return min((step for step in steps if left <= step), default=None)


def useless_after(today: date) -> datetime:
    """When a letter written today is not tried any more."""
    return datetime.combine(today + timedelta(days=GIVE_UP_AFTER), time.max, tzinfo=_zone())


def _remind(occasion: str, duties: Iterable[Duty], today: date) -> int:
    """The day is part of the key: a moved one is announced anew. Whoever was only just asked knows it by that."""
    steps, count = steps_of(occasion), 0
    for duty in duties:
        step = newest_step(steps, days_left(duty, today))
        if step is None or days_left(duty, timezone.localdate(duty.assigned_at, _zone())) <= step:
            continue
        count += _send(duty, duty.translator, occasion, f"{duty.due_on}/{step}", today, step=step)
    return count


def _moved_on(duties: Iterable[Duty]) -> dict[int, date]:
    """Of public texts whose source changed after the translation was due: the day of the newest change.

    Nobody is late with what was not there yet; she is told of the change instead, once for each day of changes.
    """
    public = [duty for duty in duties if duty.edition.is_public]
    texts = {duty.edition_id: duty.edition.source_language for duty in public}
    rows = Revision.objects.filter(clause__edition__in=texts, kind="written", is_major=True)
    newest: dict[int, date] = {}
    for text, language, made_at in rows.values_list("clause__edition", "language").annotate(Max("made_at")):
        if language == texts[text]:
            newest[text] = timezone.localdate(made_at, _zone())
    return {
        duty.pk: newest[duty.edition_id]
        for duty in public
        if duty.edition_id in newest
        and newest[duty.edition_id] > (duty.due_on or timezone.localdate(duty.assigned_at, _zone()))
    }


def _call_reviewers(duties: list[Duty], today: date) -> int:
    """Once for each day on which there were new words."""
    rows = Revision.objects.filter(clause__edition__in={duty.edition_id for duty in duties}).exclude(kind="signed")
    newest = {
        (text, language): timezone.localdate(made_at, _zone())
        for text, language, made_at in rows.values_list("clause__edition", "language").annotate(Max("made_at"))
    }
    count = 0
    for duty in duties:
        day = newest.get((duty.edition_id, duty.language)) or timezone.localdate(duty.assigned_at, _zone())
        if duty.reviewer is not None:
            count += _send(duty, duty.reviewer, "translation_review", day.isoformat(), today)
    return count


def _tell(duty: Duty, person: User, part: str) -> None:
    version = f"{part}/{duty.due_on}/{group_day()}"
    _send(duty, person, "translation_assigned", version, group_day(), part=part)


def _send(duty: Duty, person: User, occasion: str, version: str, today: date, **payload: int | str) -> int:
    letter = write(
        to=person,
        key=f"{occasion}/{duty.pk}/{version}/{person.pk}",
        occasion=occasion,
        payload={"duty": duty.pk, "due_on": duty.due_on.isoformat() if duty.due_on else "", **payload},
        useless_after=useless_after(today),
    )
    return int(letter is not None)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _short(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()[:12]
