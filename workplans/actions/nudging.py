"""The secretariat reminds people of an activity at once, by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Value
from django.utils.translation import gettext_lazy as _

from institutions.models import User
from letters.actions import write_many
from letters.models import Letter, OptOut
from workplans.actions import due
from workplans.actions.audience import members_of
from workplans.models import Activity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Pending:
    """Somebody a report of the activity may be asked of, when a letter about it last went to her, and what stands in
    the way of one now; ``was_asked`` tells that today's reminder is written already.
    """

    person: User
    is_owner: bool
    last_letter_at: datetime | None
    hindrance: StrOrPromise
    was_asked: bool


HINDRANCES: dict[str, StrOrPromise] = {
    User.AddressState.BOUNCING: _("Letters to this address come back."),
    User.AddressState.INACTIVE: _("No letters go to this address."),
    User.AddressState.ERASED: _("The address was erased."),
}
SWITCHED_OFF = _("The account is switched off.")
DECLINED = _("Wants no reminders of this kind.")


def pending_for(activity: Activity, today: date) -> list[Pending]:
    """The owner and the people seated in the subgroup, by name, in a constant number of queries."""
    people = list(User.objects.filter(pk__in=_workers_on(activity, today)).by_name())
    letters = Letter.objects.filter(recipient__in=people, payload__activity=activity.pk)
    sent = dict(letters.filter(state=Letter.State.SENT).values_list("recipient").annotate(last=Max("sent_at")))
    declined = set(OptOut.objects.filter(user__in=people, occasion="nudge").values_list("user", flat=True))
    keys = [key_of(activity, person.pk, today) for person in people]
    asked = set(Letter.objects.filter(key__in=keys).values_list("recipient", flat=True))
    return [
        Pending(
            person=person,
            is_owner=person.pk == activity.owner_id,
            last_letter_at=sent.get(person.pk),
            hindrance=_hindrance(person, declined),
            was_asked=person.pk in asked,
        )
        for person in people
    ]


def remind_now(activity: Activity, *, people: Collection[int], note: str, by: User, today: date) -> int:
    """Write to these people at once, the secretariat's note first; return how many letters are new.

    Each gets one a day about an activity, however often somebody asks for it. People letters do not reach, or who
    declined such letters, are left out.
    """
    chosen: Any = User.objects.filter(pk__in=people).annotate(recipient_id=F("pk"))
    about = {"activity": Value(activity.pk), "on": Value(today.isoformat())}
    said = {"note": Value(note), "language": Value(by.language), "by": Value(by.pk)}
    rows = due.as_letters("nudge", [chosen], about, today, **said)
    return write_many("nudge", rows) if rows is not None else 0


def key_of(activity: Activity, person_id: int, today: date) -> str:
    """One reminder by hand a day, to a person, about an activity."""
    return f"nudge/{activity.pk}/{today}/{person_id}"


def _workers_on(activity: Activity, today: date) -> set[int]:
    return {person for _activity, person in members_of("nudge", Activity.objects.filter(pk=activity.pk), today)}


def _hindrance(person: User, declined: Collection[int]) -> StrOrPromise:
    if not person.is_active:
        return SWITCHED_OFF
    if person.address_state != User.AddressState.OK:
        return HINDRANCES.get(person.address_state, HINDRANCES[User.AddressState.INACTIVE])
    return DECLINED if person.pk in declined else ""
