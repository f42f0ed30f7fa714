"""Whom letters about the plan are for: activities, each as often as there is somebody, with her key ``recipient_id``.

The planner asks when it writes, and the occasions ask again before a letter leaves: who has left meanwhile, lost her
seat or passed the activity on gets none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value

from institutions.models import Affiliation, GroupRole, Subgroup, SubgroupSeat
from workplans.models import ActivityBody

LEADING = (SubgroupSeat.Role.LEAD, SubgroupSeat.Role.DEPUTY)

Arms = list[Any]  # querysets of activities with ``recipient_id``; the same person may be in several


def workers(activities: Any, today: date) -> Arms:
    """The owner, and the people seated in the subgroup."""
    return [_seated(activities, today), _owners(activities, today)]


def owner_or_workers(activities: Any, today: date) -> Arms:
    """The owner, or all who are seated where nobody owns it."""
    return [_seated(activities.exclude(_owner_counts(today)), today), _owners(activities, today)]


def coordinators(activities: Any, today: date) -> Arms:
    """The coordinators of the lead body."""
    leads = ActivityBody.objects.on(today).filter(part=ActivityBody.Part.LEAD)
    coordinating = Affiliation.objects.counting(today).filter(role=Affiliation.Role.COORDINATOR)
    led = activities.filter(bodies__in=leads, bodies__institution__affiliations__in=coordinating)
    return [led.annotate(recipient_id=F("bodies__institution__affiliations__user"))]


def secretariat(rows: Any, today: date) -> Arms:
    """Once for each of the few people of the secretariat; the rows may be of any kind."""
    office = GroupRole.objects.on(today).filter(role=GroupRole.Role.SECRETARIAT).order_by("user")
    return [rows.annotate(recipient_id=Value(person)) for person in office.values_list("user", flat=True)]


def leads_and_secretariat(activities: Any, today: date) -> Arms:
    """Whoever leads the subgroup or deputises, and the secretariat."""
    return [_seated(activities, today, role__in=LEADING), *secretariat(activities, today)]


def owners(activities: Any, today: date) -> Arms:
    return [_owners(activities, today)]


AUDIENCES: dict[str, Callable[[Any, date], Arms]] = {
    "deadline": workers,
    "overdue": workers,
    "overdue_coordinator": coordinators,
    "overdue_secretariat": secretariat,
    "stale_report": owner_or_workers,
    "review": leads_and_secretariat,
    "handed_over": owners,
    "nudge": workers,
}


def members_of(occasion: str, activities: Any, today: date) -> set[tuple[int, int]]:
    """Keys of activities and of people letters of the occasion are for, in a constant number of queries."""
    pairs: set[tuple[int, int]] = set()
    for arm in AUDIENCES[occasion](activities.order_by(), today):
        pairs.update(arm.values_list("pk", "recipient_id"))
    return pairs


def _seated(activities: Any, today: date, **seats: Any) -> Any:
    """Everybody who sits in the subgroup for an institution that belongs to the group."""
    counting = SubgroupSeat.objects.counting(today).filter(subgroup__state=Subgroup.State.ACTIVE, **seats)
    return activities.filter(subgroup__seats__in=counting).annotate(recipient_id=F("subgroup__seats__user"))


def _owners(activities: Any, today: date) -> Any:
    return activities.filter(_owner_counts(today)).annotate(recipient_id=F("owner"))


def _owner_counts(today: date) -> Q:
    """The owner belongs to the group; somebody who left owns nothing any more."""
    works = Affiliation.objects.counting(today).filter(user=OuterRef("owner"))
    runs = GroupRole.objects.on(today).filter(user=OuterRef("owner"))
    return Q(owner__isnull=False) & (Q(Exists(works)) | Q(Exists(runs)))
