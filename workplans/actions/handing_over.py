"""The lead of an activity passes from one institution to another."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from institutions.models import Institution
from workplans.models import Activity, ActivityBody
from workplans.models.lifecycle import NotNow
from workplans.models.states import State

Lead = ActivityBody.Part.LEAD


class LeadChanged(Exception):
    """Another institution leads than the page showed; ``lead`` is its part, or None where nobody leads."""

    def __init__(self, lead: ActivityBody | None) -> None:
        self.lead = lead


class TooEarly(Exception):
    """The present lead body began on ``since``; a new one can only follow it."""

    def __init__(self, since: date) -> None:
        self.since = since


@transaction.atomic
def replace_lead_body(
    activity: Activity,
    *,
    institution: Institution,
    on: date,
    decision: str,
    seen_part_id: int | None,
    keeps_owner: bool,
) -> ActivityBody:
    """Let ``institution`` lead from the day on; the lead body before it ends that day, and so does its other part.

    ``seen_part_id`` is the key of the newest lead body's row the page showed. The owner is cleared unless
    ``keeps_owner``. The same twice gives the first row. Raises NotNow, LeadChanged and TooEarly; nothing is written
    then.
    """
    locked = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if locked.state in (State.CONFIRMED, State.CANCELLED):
        raise NotNow(locked.state)
    newest = newest_lead(activity)
    if newest and newest.valid_to is None and (newest.institution_id, newest.valid_from) == (institution.pk, on):
        return newest
    if (newest and newest.pk) != seen_part_id:
        raise LeadChanged(newest)
    if newest and newest.valid_from >= on:
        raise TooEarly(newest.valid_from)
    try:
        part = _pass_on(activity, institution, on, decision)
    except IntegrityError:  # somebody changed the parts without taking the activity first
        raise LeadChanged(newest_lead(activity)) from None
    if not keeps_owner:
        Activity.objects.filter(pk=activity.pk).update(owner=None)
        activity.owner = None
    return part


def newest_lead(activity: Activity) -> ActivityBody | None:
    """The lead body that began last, whether it still leads or not."""
    leads = activity.bodies.filter(part=Lead).select_related("institution")
    return leads.order_by("-valid_from", "-pk").first()


@transaction.atomic
def _pass_on(activity: Activity, institution: Institution, on: date, decision: str) -> ActivityBody:
    """End what the old lead and the new one were until then, and begin the new part."""
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    others = activity.bodies.filter(institution=institution).exclude(part=Lead)
    others.filter(valid_from__gte=on).delete()
    others.filter(lasting, valid_from__lt=on).update(valid_to=on)
    activity.bodies.filter(lasting, part=Lead).update(valid_to=on)
    return ActivityBody.objects.create(
        activity=activity, institution=institution, part=Lead, valid_from=on, decision=decision
    )
