"""Writing minutes: what several people type at once, their corrections, errata; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from institutions.models import User
from meetings.models import (
    ActionItem,
    AgendaItem,
    Correction,
    Decision,
    EntryVersion,
    Erratum,
    Meeting,
    Minutes,
    MinutesEntry,
    UnsavedEntry,
)
from meetings.models.minutes import ChangedMeanwhile
from meetings.models.states import FINAL, MinutesState, NotNow
from workplans.actions.due import group_day


@dataclass(frozen=True)
class Typed:
    """What somebody typed for one entry; ``base`` is the version she began with."""

    entry: MinutesEntry
    body: str
    base: int


@dataclass
class Saved:
    """What became of it: entries with a new version, and those somebody else had saved meanwhile, as they are now."""

    written: list[MinutesEntry] = field(default_factory=list)
    overtaken: list[MinutesEntry] = field(default_factory=list)


def save(typed: Iterable[Typed], *, by: User) -> Saved:
    """Save each entry she changed by itself; of an overtaken one, what was typed is kept for her.

    Raises NotNow once the minutes are approved.
    """
    saved = Saved()
    for one in _changed(typed):
        try:
            if one.entry.write(one.body, base=one.base, by=by):
                saved.written.append(one.entry)
            else:
                UnsavedEntry.objects.filter(entry=one.entry, person=by).delete()
        except ChangedMeanwhile as meanwhile:
            keep([Typed(meanwhile.entry, one.body, meanwhile.entry.version)], by=by)
            saved.overtaken.append(meanwhile.entry)
    return saved


@transaction.atomic
def set_language(minutes: Minutes, language: str) -> None:
    """Say in which language the text is written; raises NotNow once it is approved."""
    if minutes.language != language:
        _locked(minutes, MinutesState.DRAFTING, MinutesState.CIRCULATED)
        minutes.language = language
        minutes.save(update_fields=["language"])


@transaction.atomic
def keep(typed: Iterable[Typed], *, by: User) -> int:
    """Keep what she has typed, for herself, and forget what is saved by now; return how many are kept."""
    typed = list(typed)
    rows = [
        UnsavedEntry(entry=one.entry, person=by, body=one.body, base=one.base, typed_at=timezone.now())
        for one in _changed(typed)
        if one.body != one.entry.body
    ]
    UnsavedEntry.objects.filter(entry__in=[one.entry for one in typed], person=by).delete()
    UnsavedEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["entry", "person"], update_fields=["body", "base", "typed_at"]
    )
    return len(rows)


def _changed(typed: Iterable[Typed]) -> list[Typed]:
    """Leave out what is as it was when she began: the page sends all entries, and others may have saved them since."""
    typed = list(typed)
    old = Q(pk=None)
    for one in typed:
        if one.base != one.entry.version:
            old |= Q(entry=one.entry, number=one.base)
    began = {(row.entry_id, row.number): row.body for row in EntryVersion.objects.filter(old)} if len(old) > 1 else {}
    began |= {(one.entry.pk, one.entry.version): one.entry.body for one in typed}
    return [one for one in typed if one.body != began.get((one.entry.pk, one.base), "")]


@transaction.atomic
def propose_correction(entry: MinutesEntry, text: str, *, by: User, language: str) -> Correction:
    """A member would have it otherwise; the same twice is one. Raises NotNow once the period for it is over."""
    locked = _locked(entry.minutes, MinutesState.CIRCULATED)
    if not locked.takes_corrections(group_day()):
        raise NotNow(locked.state)
    acting_for = by.affiliations.filter(institution__in=by.standing.institutions).order_by("pk").first()
    correction, _is_new = Correction.objects.get_or_create(
        minutes=entry.minutes,
        entry=entry,
        text=text,
        proposed_by=by,
        state=Correction.State.OPEN,
        defaults={"language": language, "proposed_for_id": acting_for and acting_for.institution_id},
    )
    return correction


@transaction.atomic
def answer_correction(correction: Correction, state: str, *, by: User, answer: str = "") -> bool:
    """Accept, decline (with a reason) or take back; False where it is so already, NotNow where it was answered."""
    _locked(correction.minutes, MinutesState.CIRCULATED)
    found = Correction.objects.select_for_update(no_key=True).get(pk=correction.pk)
    if found.state == state:
        return False
    if found.state != Correction.State.OPEN:
        raise NotNow(found.state)
    found.state, found.answer, found.answered_by, found.answered_at = state, answer, by, timezone.now()
    found.validate_constraints()
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return True


@transaction.atomic
def add_erratum(
    minutes: Minutes, words: Mapping[str, str], *, item: AgendaItem | None, decision: Decision, by: User
) -> Erratum:
    """Add one to approved minutes; the text itself stays. The same twice is one. Raises NotNow before approval."""
    _locked(minutes, *FINAL)
    said = {f"text_{code}": text or None for code, text in words.items()}
    facts = {"item": item, "decision": decision, "added_by": by, **said}
    if same := minutes.errata.filter(**{name: value for name, value in facts.items() if value is not None}).first():
        return same
    last = minutes.errata.aggregate(last=Max("number"))["last"] or 0
    return Erratum.objects.create(minutes=minutes, number=last + 1, **facts)


@transaction.atomic
def add_task(meeting: Meeting, *, by: User, seen: int, **facts: Any) -> ActionItem:
    """Add an action item; ``seen`` is the newest serial the writer saw. The same sent twice is added once."""
    Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    same = meeting.actions.filter(serial__gt=seen, added_by=by, **facts).first()
    return same or ActionItem.add(meeting, by=by, **facts)


def _locked(minutes: Minutes, *allowed: str) -> Minutes:
    found = Minutes.objects.select_for_update(of=("self",), no_key=True).get(pk=minutes.pk)
    if found.state not in allowed:
        raise NotNow(found.state)
    return found
