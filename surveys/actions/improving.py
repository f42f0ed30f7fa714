"""What an institution does about findings: planned, changed, ended with a word on what came of it, taken up again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from institutions.models import Affiliation, Institution, User
from surveys.models import Campaign, Improvement, Release

State = Improvement.State


class NotNow(Exception):
    """Somebody ended it, or took it up again, meanwhile; ``state`` is what it is by now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def add(release: Release, **facts: Any) -> Improvement:
    """Plan something about a finding of the release; the same sent twice is added once."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=release.campaign_id)
    same = {"release": release, "measure": facts["measure"], "title": facts["title"], "state": State.OPEN}
    found = Improvement.objects.filter(institution=campaign.institution_id, **same).first()
    return found or Improvement.objects.create(institution_id=campaign.institution_id, **{**facts, **same})


@transaction.atomic
def rewrite(improvement: Improvement, **facts: Any) -> bool:
    """Change what was planned; False where it stands so already. Raises NotNow where it has ended."""
    locked = _locked(improvement)
    if locked.state != State.OPEN:
        raise NotNow(locked.state)
    changed = {name: value for name, value in facts.items() if getattr(locked, name) != value}
    for name, value in changed.items():
        setattr(locked, name, value)
    if changed:
        locked.save(update_fields=list(changed))
    return bool(changed)


@transaction.atomic
def end(improvement: Improvement, state: str, note: str) -> bool:
    """It is done, or dropped; False where it is already. Raises NotNow where it ended the other way."""
    locked = _locked(improvement)
    if locked.state == state:
        return False
    if locked.state != State.OPEN:
        raise NotNow(locked.state)
    locked.state, locked.closing_note = state, note
    locked.save(update_fields=["state", "closing_note"])
    return True


@transaction.atomic
def reopen(improvement: Improvement) -> bool:
    """Take it up again; what was said of its end stays to be read. False where it is open."""
    locked = _locked(improvement)
    if locked.state == State.OPEN:
        return False
    locked.state = State.OPEN
    locked.save(update_fields=["state"])
    return True


def held_by(person: User, institution: Institution) -> Any:
    """Open ones she looks after for the institution."""
    return Improvement.objects.open().filter(owner=person, institution=institution).by_date()


def settle(today: date) -> int:
    """Empty the owner of open ones whose owner no longer works for the institution; tells how many."""
    works = Affiliation.objects.counting(today).filter(user=OuterRef("owner"), institution=OuterRef("institution"))
    return Improvement.objects.open().filter(owner__isnull=False).exclude(Exists(works)).update(owner=None)


def _locked(improvement: Improvement) -> Improvement:
    return Improvement.objects.select_for_update(of=("self",), no_key=True).get(pk=improvement.pk)
