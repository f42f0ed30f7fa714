"""Action items: added while minuting, and the acts on them; who may do which."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from institutions import permissions
from institutions.models import Affiliation, Institution, User
from institutions.permissions import place_of
from meetings.actions.minuting import add_task
from meetings.models import ActionItem, Meeting
from meetings.models.states import NotNow, State

OPEN, ENDED = ("open",), ("done", "dropped")
# by act: the states in which it makes sense, in the order of the page
ACTS: dict[str, tuple[str, ...]] = {
    "close": OPEN,
    "postpone": OPEN,
    "hand-over": OPEN,
    "reword": OPEN,
    "drop": OPEN,
    "reopen": ENDED,
}


def may(user: User, act: str, action: ActionItem) -> bool:
    """Owners act on what is theirs, but only coordinators and the secretariat pass it on; the text is the minutes'."""
    if act == "reword":
        return permissions.may(user, permissions.WRITE_MINUTES)
    if act == "hand-over":
        return permissions.may(user, permissions.EDIT_ACTION, place_of(action.institution_id))
    return permissions.may(user, permissions.EDIT_ACTION, action.place)


def acts_on(action: ActionItem, user: User) -> list[str]:
    """What she can do with it as it stands."""
    return [act for act, states in ACTS.items() if action.state in states and may(user, act, action)]


def takes_more(meeting: Meeting) -> bool:
    """Tell whether it was announced and not called off."""
    return meeting.state not in (State.PENCILLED, State.CANCELLED)


@transaction.atomic
def add(meeting: Meeting, *, by: User, seen: int, **facts: Any) -> ActionItem:
    """Give the meeting another one; ``seen`` is the newest serial the writer saw: the same sent twice is added once.

    Raises NotNow for meetings that were never announced or are called off.
    """
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    if not takes_more(locked):
        raise NotNow(locked.state)
    return add_task(locked, by=by, seen=seen, **facts)


@transaction.atomic
def rewrite(action: ActionItem, **facts: Any) -> bool:
    """Hand it over or write its text anew; False where it is so already, NotNow where it is not open."""
    locked = ActionItem.objects.select_for_update(of=("self",), no_key=True).get(pk=action.pk)
    if locked.state != ActionItem.State.OPEN:
        raise NotNow(locked.state)
    changed = {name: value for name, value in facts.items() if getattr(locked, name) != value}
    for name, value in changed.items():
        setattr(locked, name, value)
    if changed:
        locked.save(update_fields=list(changed))
    return bool(changed)


def bodies_for(user: User, today: date) -> Any:
    """Institutions to which she may hand something over, by name: of the group, or those she coordinates."""
    bodies = Institution.objects.in_group(today).by_name()
    if permissions.may(user, permissions.EDIT_ACTION):
        return bodies
    return bodies.filter(pk__in=permissions.institutions_where(user, permissions.EDIT_ACTION))


def held_by(person: User, institution: Institution) -> Any:
    """Open ones that are hers for the institution."""
    return ActionItem.objects.open().filter(owner=person, institution=institution).by_date()


def settle(today: date) -> int:
    """Empty the owner of open ones whose owner no longer works for the institution; tells how many. The institution
    keeps them."""
    works = Affiliation.objects.counting(today).filter(user=OuterRef("owner"), institution=OuterRef("institution"))
    return ActionItem.objects.open().filter(owner__isnull=False).exclude(Exists(works)).update(owner=None)
