"""What the invited answer, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.models import Invitee, Meeting, MeetingDay
from meetings.models.states import NotNow, State

OPEN = (State.ANNOUNCED, State.AGENDA_SENT)


def takes_answers(invitee: Invitee, today: date) -> bool:
    """Tell whether an answer still counts: the invitation stands, and the meeting is ahead or going on."""
    meeting = invitee.meeting
    if invitee.withdrawn_at is not None or meeting.state not in OPEN:
        return False
    return meeting.days.filter(held_on__gte=today).exists()


@transaction.atomic
def answer(invitee: Invitee, *, today: date, answer: str, not_on: Iterable[MeetingDay] = (), **facts: Any) -> None:
    """Take the answer, in place of an earlier one. Raises NotNow where it is too late for one."""
    locked = Invitee.objects.select_for_update(of=("self",), no_key=True).select_related("meeting").get(pk=invitee.pk)
    if not takes_answers(locked, today):
        raise NotNow(locked.meeting.state)
    is_substituted = answer == Invitee.Answer.SUBSTITUTE
    locked.substitute = facts.pop("substitute", None) if is_substituted else None
    locked.substitute_name = facts.pop("substitute_name", "") if is_substituted else ""
    facts = {name: value for name, value in facts.items() if name in {"mode", "note"}}
    for name, value in {**facts, "answer": answer, "answered_at": timezone.now()}.items():
        setattr(locked, name, value)
    locked.save()
    locked.not_on.set(not_on if answer != Invitee.Answer.NO else ())
    invitee.refresh_from_db()


def forget(invitee: Invitee) -> None:
    """Wait for an answer again: the question has changed."""
    invitee.answer, invitee.answered_at = Invitee.Answer.NONE, None
    invitee.substitute, invitee.substitute_name = None, ""
    invitee.save(update_fields=["answer", "answered_at", "substitute", "substitute_name"])
    invitee.not_on.clear()


def invitation_of(meeting: Meeting | None, user: Any) -> Invitee | None:
    """Somebody's own invitation to a meeting that still takes answers; ``meeting`` comes with its days."""
    today = timezone.localdate()
    if meeting is None or not user.is_authenticated or meeting.state not in OPEN or not meeting.all_days:
        return None
    if meeting.all_days[-1].held_on < today:
        return None
    return meeting.invitees.in_force().filter(person=user).first()
