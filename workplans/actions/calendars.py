"""Private addresses of calendars: made, renewed, and asked anew each time what their owner may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from institutions import permissions
from institutions.models import Institution, Subgroup, User
from institutions.models.alphabet import alphabetical
from workplans.models import Activity, ActivityBody, CalendarLink, WorkPlan

Kind = CalendarLink.Kind


@dataclass(frozen=True)
class Place:
    """What a calendar can be of: the person herself, one of her subgroups or one of her institutions."""

    kind: str
    subgroup: Subgroup | None = None
    institution: Institution | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        thing = self.subgroup or self.institution
        return f"{self.kind}-{thing.pk}" if thing else self.kind

    @property
    def label(self) -> str:
        """What people call it, in the active language."""
        return str(self.subgroup or self.institution or Kind(self.kind).label)


def places_of(user: User) -> list[Place]:
    """What the person may have a calendar of today."""
    if not permissions.may(user, permissions.KEEP_CALENDARS):
        return []
    subgroups = Subgroup.objects.filter(pk__in=user.standing.subgroups).order_by(alphabetical("name"), "pk")
    institutions = Institution.objects.filter(pk__in=user.standing.institutions).by_name()
    return [
        Place(Kind.MINE),
        *(Place(Kind.SUBGROUP, subgroup=subgroup) for subgroup in subgroups),
        *(Place(Kind.INSTITUTION, institution=institution) for institution in institutions),
    ]


@transaction.atomic
def make_link(user: User, place: Place) -> tuple[CalendarLink, str]:
    """Give the person an address and return it with its secret; one she has for the same place gets a new secret."""
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once make one address
    facts: dict[str, Any] = {"kind": place.kind, "subgroup": place.subgroup, "institution": place.institution}
    link = CalendarLink.objects.alive().filter(user=user, **facts).order_by("pk").first()
    link = link or CalendarLink(user=user, **facts)
    token = link.renew_token()
    link.save()
    return link, token


@transaction.atomic
def renew_link(link: CalendarLink, *, now: datetime) -> tuple[CalendarLink, str]:
    """Give an address a fresh secret; a revoked one stays dead and raises CalendarLink.DoesNotExist."""
    alive = CalendarLink.objects.alive().select_for_update(of=("self",)).get(pk=link.pk)
    token = alive.renew_token()
    alive.made_at = now
    alive.save(update_fields=["token_hash", "made_at"])
    return alive, token


def open_link(token: str, *, today: date) -> CalendarLink | None:
    """The link behind a secret, if its owner may still have it: nothing for a wrong, revoked or outlived one."""
    link = CalendarLink.objects.by_token(token).select_related("user", "subgroup", "institution").first()
    if link is None or not permissions.may(link.user, permissions.KEEP_CALENDARS):
        return None
    standing = link.user.standing
    if link.kind == Kind.SUBGROUP and link.subgroup_id not in standing.subgroups:
        return None
    if link.kind == Kind.INSTITUTION and link.institution_id not in standing.institutions:
        return None
    unstamped = CalendarLink.objects.filter(pk=link.pk).exclude(last_used_on=today)
    unstamped.update(last_used_on=today)  # once a day, however often a program asks
    return link


def activities_of(link: CalendarLink, today: date) -> Any:
    """What the calendar shows: its place's activities in plans that were adopted, as far as the owner sees them."""
    seen = Activity.objects.visible_to(link.user).exclude(area__plan__state=WorkPlan.State.DRAFT)
    if link.kind == Kind.MINE:
        return seen.of_subgroups_of(link.user)
    if link.kind == Kind.SUBGROUP:
        return seen.filter(subgroup=link.subgroup)
    answering = ActivityBody.objects.on(today).answering().filter(institution=link.institution_id)
    return seen.filter(pk__in=answering.values("activity"))
