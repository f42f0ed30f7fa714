"""Institutions and people leave: what they held ends or passes on, and what they did stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from institutions.models import Affiliation, GroupMembership, GroupRole, Institution, SubgroupSeat, User
from workplans.models import Activity, ActivityBody, CalendarLink

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Lead = ActivityBody.Part.LEAD


@dataclass(frozen=True)
class Holding:
    """What rooms above let people hold for an institution.

    ``of(person, institution)`` gives things with an address and a ``text``, for the hand-over sheet; ``settle(today)``
    takes them from everybody who has left by then, and tells how many.
    """

    heading: StrOrPromise
    of: Callable[[User, Institution], Iterable[Any]]
    settle: Callable[[date], int]


HOLDINGS: dict[str, Holding] = {}  # by name in the counts of ``settle``; rooms above add theirs in their ``tasks``


class LastCoordinator(Exception):
    """Nobody else coordinates the institution; a successor has to be named first."""


class HasLeft(Exception):
    """The membership or affiliation ended already."""


def led_from(institution: Institution, on: date) -> Any:
    """Unfinished activities the institution would still lead on the day, in the order of the plan."""
    leads = ActivityBody.objects.on(on).filter(activity=OuterRef("pk"), institution=institution, part=Lead)
    unfinished = Activity.objects.exclude(state__in=(Activity.State.CONFIRMED, Activity.State.CANCELLED))
    return unfinished.filter(Exists(leads)).select_related("area__plan").in_plan_order()


@transaction.atomic
def institution_leaves(
    membership: GroupMembership,
    *,
    on: date,
    reason: str,
    decision: str,
    successors: Mapping[int, int | None],
) -> None:
    """End a membership of the group on a day, with the seats and parts that hang on it; raise HasLeft for ended ones.

    ``successors`` says, by primary key of an activity, which institution leads it from that day on; activities it does
    not name go without lead body. What lies before the day is untouched. Rights end with the membership by themselves.
    """
    locked = GroupMembership.objects.select_for_update().get(pk=membership.pk)
    if locked.valid_to is not None and locked.valid_to <= on:
        raise HasLeft
    locked.valid_to, locked.reason, locked.decision = on, reason, decision
    locked.save(update_fields=["valid_to", "reason", "decision"])
    led = list(led_from(membership.institution, on).select_for_update(of=("self",)))
    parts = ActivityBody.objects.filter(institution=membership.institution)
    _end(parts, on)
    _end(SubgroupSeat.objects.filter(institution=membership.institution), on)
    for activity in led:
        successor = successors.get(activity.pk)
        if successor:
            take_lead(activity, institution_id=successor, on=on, decision=decision)


def take_lead(activity: Activity, *, institution_id: int, on: date, decision: str) -> ActivityBody:
    """Let an institution lead from a day on, until whoever was to lead later; another part it had ends on that day."""
    _end(ActivityBody.objects.filter(activity=activity, institution=institution_id), on)
    later = ActivityBody.objects.filter(activity=activity, part=Lead, valid_from__gt=on)
    until = later.aggregate(first=Min("valid_from"))["first"]
    return ActivityBody.objects.create(
        activity=activity, institution_id=institution_id, part=Lead, valid_from=on, valid_to=until, decision=decision
    )


@transaction.atomic
def person_leaves(affiliation: Affiliation, *, on: date, successor: User | None = None) -> None:
    """End somebody's work for an institution on a day, with her seats for it.

    ``successor``, somebody of the institution, coordinates it from that day on. Raises LastCoordinator while nobody
    else would, and HasLeft for an affiliation that ended. What she owned is emptied on the day, by ``settle``.
    """
    place = Institution.objects.select_for_update().get(pk=affiliation.institution_id)  # one departure at a time
    locked = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if locked.valid_to is not None and locked.valid_to <= on:
        raise HasLeft
    if locked.role == Affiliation.Role.COORDINATOR:
        if successor is not None:
            _make_coordinator(successor, place, on)
        elif not others_coordinate(locked, on).exists():
            raise LastCoordinator
    _end(Affiliation.objects.filter(pk=locked.pk), on)
    _end(SubgroupSeat.objects.filter(user=locked.user_id, institution=place), on)
    settle(today=timezone.localdate())


def others_coordinate(affiliation: Affiliation, on: date) -> Any:
    """Who else coordinates the institution on the day."""
    same = Affiliation.objects.on(on).filter(
        institution=affiliation.institution_id, role=Affiliation.Role.COORDINATOR, user__is_active=True
    )
    return same.exclude(user=affiliation.user_id)


@transaction.atomic
def settle(*, today: date) -> dict[str, int]:
    """Tidy up behind everybody who has left by today: owners, private calendars, accounts; twice changes nothing.

    An owner is emptied when she stands nowhere in the group any more; an account is switched off when every place she
    had has ended, so that people who never had one keep theirs.
    """
    placed = Exists(Affiliation.objects.counting(today).filter(user=OuterRef("owner"))) | Exists(
        GroupRole.objects.on(today).filter(user=OuterRef("owner"))
    )
    unfinished = Activity.objects.exclude(state__in=(Activity.State.CONFIRMED, Activity.State.CANCELLED))
    ownerless = unfinished.filter(owner__isnull=False).exclude(placed).update(owner=None)
    lasting = Q(valid_to=None) | Q(valid_to__gt=today)
    ended = Affiliation.objects.filter(user=OuterRef("pk"), valid_to__lte=today)
    gone = User.objects.filter(Exists(ended), is_active=True).exclude(
        Exists(Affiliation.objects.filter(lasting, user=OuterRef("pk")))
        | Exists(GroupRole.objects.filter(lasting, user=OuterRef("pk")))
    )
    ids = list(gone.values_list("pk", flat=True))
    links = CalendarLink.objects.alive().filter(user__in=ids).update(revoked_at=timezone.now())
    User.objects.filter(pk__in=ids).update(is_active=False)
    others = {name: holding.settle(today) for name, holding in HOLDINGS.items()}
    return {"owners": ownerless, "calendars": links, "accounts": len(ids), **others}


def _make_coordinator(person: User, institution: Institution, on: date) -> None:
    """Let somebody who works there coordinate from the day on; her earlier role ends."""
    if Affiliation.objects.on(on).filter(user=person, institution=institution, role="coordinator").exists():
        return
    _end(Affiliation.objects.filter(user=person, institution=institution), on)
    Affiliation.objects.create(user=person, institution=institution, role=Affiliation.Role.COORDINATOR, valid_from=on)


def _end(periods: Any, on: date) -> None:
    """End what holds on the day; what would have begun on it or later never begins."""
    periods.filter(valid_from__gte=on).delete()
    periods.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lt=on).update(valid_to=on)
