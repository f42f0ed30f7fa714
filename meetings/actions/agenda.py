"""What a meeting talks about: items added, moved, removed and brought back; wishes of members, and their answers.

Every deed locks the meeting, so that numbers stay whole whoever else is at work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction

from institutions.models import Institution, User
from meetings.models import AgendaItem, Meeting
from meetings.models.states import AHEAD, NotNow, State
from meetings.results.suggesting import Suggestion

Item = AgendaItem.State
TAKEN_ALONG = (
    *("kind", "explanation", "language", "presenter_id", "presenting_body_id", "minutes", "is_public"),
    *("activity_id", "text_id", "action_id", "earlier_id", "title_en", "title_bs", "title_sv"),
)
BROUGHT = tuple(name for name in TAKEN_ALONG if name not in {"explanation", "presenter_id"})
OPEN = (*AHEAD, State.HELD)  # a meeting's agenda may be written until its minutes are approved


@transaction.atomic
def add(meeting: Meeting, said: Mapping[str, Any], *, by: User) -> AgendaItem:
    """Put an item at the end of the agenda. Raises NotNow."""
    lock(meeting)
    return _put(AgendaItem(language=by.language, **said), meeting)


@transaction.atomic
def write(item: AgendaItem, said: Mapping[str, Any]) -> None:
    """Save these columns and no others. Raises NotNow."""
    if item.meeting is not None:
        lock(item.meeting)
    for name, value in said.items():
        setattr(item, name, value)
    item.save(update_fields=list(said))


@transaction.atomic
def move(item: AgendaItem, *, by: int) -> None:
    """Move it up (-1) or down (1) by one place; at the end of the agenda it stays. Raises NotNow."""
    meeting = _lock_agenda(item)
    order = list(meeting.items.on_agenda())
    here = next((place for place, one in enumerate(order) if one.pk == item.pk), None)
    if here is None:
        raise NotNow(item.state)
    there = min(max(here + by, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    _number(order)


@transaction.atomic
def remove(item: AgendaItem, *, reason: str = "") -> None:
    """Take it from the agenda, or decline what was proposed; it can be brought back. Twice is harmless.

    Raises NotNow once the meeting was held: what was on the agenda then stays.
    """
    if item.meeting is not None:
        lock(item.meeting, AHEAD)
    item.refresh_from_db(fields=["state", "number", "meeting"])
    if item.state == Item.REMOVED:
        return
    if item.state == Item.CARRIED:
        raise NotNow(item.state)
    item.state, item.number, item.removal_reason = Item.REMOVED, None, reason
    item.save(update_fields=["state", "number", "removal_reason"])
    if item.meeting is not None:
        _number(item.meeting.items.on_agenda())


@transaction.atomic
def take(item: AgendaItem, meeting: Meeting) -> None:
    """Put what was proposed, waits for a meeting or was removed at the end of the agenda. Twice is harmless."""
    lock(meeting)
    item.refresh_from_db(fields=["state", "number", "meeting", "day"])
    if item.state in AgendaItem.TAKEN and item.meeting_id == meeting.pk:
        return
    if item.state in AgendaItem.TAKEN:
        raise NotNow(item.state)
    item.removal_reason = ""
    _put(item, meeting)


@transaction.atomic
def propose(
    meeting: Meeting | None, said: Mapping[str, Any], *, by: User, acting_for: Institution | None
) -> AgendaItem:
    """A member's wish for a meeting, or for whichever comes next; the same wish again is the one that waits."""
    if meeting is not None:
        lock(meeting, AHEAD)
    same = AgendaItem.objects.proposed().filter(meeting=meeting, proposed_by=by, **said).first()
    return same or AgendaItem.objects.create(
        meeting=meeting,
        language=by.language,
        origin=AgendaItem.Origin.MEMBER,
        proposed_by=by,
        proposed_for=acting_for,
        **said,
    )


@transaction.atomic
def accept(meeting: Meeting, suggestions: Iterable[Suggestion], *, by: User) -> int:
    """Put what the plan suggests on the agenda, but for what is there already or was removed; return how many."""
    lock(meeting, AHEAD)
    known = set(meeting.items.values_list("activity", "text", "action", "earlier"))
    new = [one for one in suggestions if one.links not in known]
    for one in new:
        _put(AgendaItem(language=by.language, **one.facts), meeting)
    return len(new)


@transaction.atomic
def dismiss(meeting: Meeting, suggestion: Suggestion, *, by: User) -> None:
    """Note that the meeting does not talk about it, so that it is not suggested again."""
    lock(meeting, AHEAD)
    if suggestion.links not in set(meeting.items.values_list("activity", "text", "action", "earlier")):
        AgendaItem.objects.create(meeting=meeting, language=by.language, state=Item.REMOVED, **suggestion.facts)


@transaction.atomic
def carry_over(item: AgendaItem, *, by: User) -> AgendaItem:
    """Leave it to a later meeting: a copy waits for one. Twice gives the one that waits."""
    _lock_agenda(item)
    item.refresh_from_db()
    if item.state == Item.CARRIED:
        return item.carried_to
    if item.state != Item.ON_AGENDA:
        raise NotNow(item.state)
    item.state = Item.CARRIED
    item.save(update_fields=["state"])
    copied = {name: getattr(item, name) for name in TAKEN_ALONG}
    return AgendaItem.objects.create(
        **copied, origin=AgendaItem.Origin.CARRIED, carried_from=item, proposed_by=by, state=Item.PROPOSED
    )


def to_bring(earlier: Meeting) -> list[AgendaItem]:
    """What a new meeting can take over from the agenda of an earlier one; of what was left over, what still waits."""
    items = earlier.items.on_agenda().select_related("carried_to")
    return [item for item in items if (left := _left_of(item)) is None or left.state == Item.PROPOSED]


@transaction.atomic
def bring(meeting: Meeting, items: Iterable[AgendaItem]) -> None:
    """Put these of another meeting on the agenda in their order: what was left over itself, of others a copy."""
    lock(meeting)
    for item in items:
        left = _left_of(item)
        if left is None:
            _put(AgendaItem(**{name: getattr(item, name) for name in BROUGHT}), meeting)
            continue
        with suppress(NotNow):  # another meeting was faster
            take(left, meeting)


def _left_of(item: AgendaItem) -> AgendaItem | None:
    """The copy that was left to a later meeting, where there is one."""
    return getattr(item, "carried_to", None)


def _put(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """At the end of the agenda of a locked meeting; on another meeting's day it does not stay."""
    if item.day is not None and item.day.meeting_id != meeting.pk:
        item.day = None
    item.meeting, item.state = meeting, Item.ON_AGENDA
    item.number = meeting.items.on_agenda().count() + 1
    item.save()
    return item


def _number(items: Iterable[AgendaItem]) -> None:
    """Number them from one on; the database looks at the numbers when all are written."""
    for number, item in enumerate(items, start=1):
        if item.number != number:
            AgendaItem.objects.filter(pk=item.pk).update(number=number)


def _lock_agenda(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise NotNow(item.state)
    return lock(item.meeting)


def lock(meeting: Meeting, allowed: Iterable[str] = OPEN) -> Meeting:
    """Let nobody else write the agenda meanwhile. Raises NotNow where nobody may, or its minutes are approved."""
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    if not is_open(locked, allowed):
        raise NotNow(locked.state)
    return locked


def is_open(meeting: Meeting, allowed: Iterable[str] = OPEN) -> bool:
    """Tell whether its agenda can still be written."""
    minutes = getattr(meeting, "minutes", None)
    return meeting.state in allowed and (minutes is None or not minutes.is_final)
