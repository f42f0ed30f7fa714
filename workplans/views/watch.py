"""What needs a hand in the plan, for the secretariat: one list for each reason, the most urgent first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.models import Affiliation, GroupMembership, GroupRole, Institution, Subgroup, SubgroupSeat, User
from workplans.models import Activity, ActivityBody, DeadlineProposal
from workplans.models.states import OPEN_STATES

SHOWN = 7  # lines of one list; its head says how many there are
LONG_OVERDUE = 14  # days
ENDING_SOON = 60  # days before a seat, a role or a membership ends


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Show what nobody looks after; 403 to everybody but the secretariat."""
    if not permissions.may(request.user, permissions.SEE_WATCH):
        raise PermissionDenied
    today = timezone.localdate()
    lists = [shortened(title, found) for title, found in activities_by_reason(today)]
    places = [in_words(shortened(title, found)) for title, found in places_by_reason(today)]
    context = {
        "lists": [entry for entry in lists if entry["lines"]],
        "places": [entry for entry in places if entry["lines"]],
        "well": [entry["title"] for entry in (*lists, *places) if not entry["lines"]],
        "proposals": DeadlineProposal.objects.open().count(),
        "shown": SHOWN,
    }
    return render(request, "workplans/watch.html", context)


def shortened(title: Any, found: Any) -> dict[str, Any]:
    """The first lines of a list, and how many it has in all."""
    lines = list(found[: SHOWN + 1])
    return {"title": title, "lines": lines[:SHOWN], "count": len(lines) if len(lines) <= SHOWN else found.count()}


def in_words(entry: dict[str, Any]) -> dict[str, Any]:
    """The lines of a list of places as people read them: a thing with its page, a person or role, and the last day."""
    return {**entry, "lines": [line_of(thing) for thing in entry["lines"]]}


def line_of(thing: Any) -> dict[str, Any]:
    """One line: ``thing`` is linked by its name; ``who`` and ``last_day`` may be empty."""
    if isinstance(thing, SubgroupSeat):
        return {"thing": thing.subgroup, "who": thing, "last_day": thing.last_day}
    if isinstance(thing, GroupRole):
        return {"thing": None, "who": thing, "last_day": thing.last_day}
    if isinstance(thing, GroupMembership):
        return {"thing": thing.institution, "who": None, "last_day": thing.last_day}
    return {"thing": None, "who": thing} if isinstance(thing, User) else {"thing": thing, "who": None}


def activities_by_reason(today: date) -> list[tuple[Any, Any]]:
    """Why activities of the plan in force need a hand, and which do."""
    plan = Activity.objects.in_plan_in_force()
    unfinished = plan.filter(state__in=(*OPEN_STATES, Activity.State.ON_HOLD))
    leads = ActivityBody.objects.on(today).filter(activity=OuterRef("pk"), part=ActivityBody.Part.LEAD)
    old = Q(last_report_on__lte=today - timedelta(days=settings.REPORT_IS_OLD_AFTER))
    silent_since = Q(last_report_on=None, added_on__lte=today - timedelta(days=settings.REPORT_IS_OLD_AFTER))
    reasons = [
        (_("No lead body"), unfinished.exclude(Exists(leads))),
        (_("Overdue for more than 14 days"), plan.overdue(today - timedelta(days=LONG_OVERDUE))),
        (_("On hold, to be reviewed"), plan.filter(state=Activity.State.ON_HOLD, review_on__lte=today)),
        (_("Said to be done, not confirmed yet"), plan.filter(state=Activity.State.DONE)),
        (_("No report for 60 days"), plan.open().filter(old | silent_since)),
        (_("No owner"), unfinished.filter(owner=None)),
    ]
    return [(title, found.for_list(today).by_deadline()) for title, found in reasons]


def places_by_reason(today: date) -> list[tuple[Any, Any]]:
    """Where people or institutions are missing, or soon will be."""
    soon = today + timedelta(days=ENDING_SOON)
    ending = Q(valid_to__gt=today, valid_to__lte=soon)
    seats = SubgroupSeat.objects.on(today).filter(ending).select_related("subgroup", "user", "institution")
    roles = GroupRole.objects.on(today).filter(ending).select_related("user")
    leaving = GroupMembership.objects.on(today).filter(ending).select_related("institution")
    lead = SubgroupSeat.objects.counting(today).filter(subgroup=OuterRef("pk"), role=SubgroupSeat.Role.LEAD)
    leaderless = Subgroup.objects.filter(state=Subgroup.State.ACTIVE).exclude(Exists(lead))
    coordinator = Affiliation.objects.on(today).filter(
        institution=OuterRef("pk"), role=Affiliation.Role.COORDINATOR, user__is_active=True
    )
    uncoordinated = Institution.objects.in_group(today).exclude(Exists(coordinator))
    unreachable = User.objects.filter(is_active=True, address_state=User.AddressState.BOUNCING)
    return [
        (_("Seats that end soon"), seats.order_by("valid_to", "pk")),
        (_("Roles in the group that end soon"), roles.order_by("valid_to", "pk")),
        (_("Institutions about to leave"), leaving.order_by("valid_to", "pk")),
        (_("Subgroups without a lead"), leaderless.order_by("code")),
        (_("Institutions without a coordinator"), uncoordinated.by_name()),
        (_("Addresses whose letters come back"), unreachable.by_name()),
    ]
