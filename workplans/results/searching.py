"""What a search finds in work plans: areas and activities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from institutions.results.searching.rows import candidates, details, written
from workplans.models import Activity, Area, WorkPlan

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User

MOST = 100  # of each kind are ranked


def found(
    language: str, user: User | AnonymousUser, *, only_in_force: bool = False, year: int | None = None
) -> Iterator[QuerySet[Any]]:
    """Areas and activities the person may see among what matches, as candidates; a year means plans that cover it."""
    plans = WorkPlan.objects.visible_to(user)
    if year:
        plans = plans.filter(starts_on__year__lte=year, ends_on__year__gte=year)
    if only_in_force:
        plans = plans.current()
    of_plans = plans.order_by().values("pk")
    yield candidates(Area.objects.filter(plan__in=of_plans), language, "area", limit=MOST)
    activities = Activity.objects.visible_to(user)
    if year or only_in_force:
        activities = activities.filter(area__plan__in=of_plans)
    yield candidates(activities, language, "activity", limit=MOST)


def shown(language: str, kind: str) -> QuerySet[Any]:
    """Details of the areas or activities whose keys are told later; whoever asks has found them first."""
    title = written("title", language)
    if kind == "area":
        facts = {"number": F("number"), "plan": F("plan__code"), "plan_title": written("plan__title", language)}
        areas = Area.objects.all()
        return details(areas, language, kind, title=title, body=written("aim", language), facts=facts)
    facts = {"area": F("area__number"), "position": F("position"), "plan_title": written("area__plan__title", language)}
    body = Concat(written("description", language), Value("\n"), written("output", language), output_field=TextField())
    return details(Activity.objects.all(), language, kind, title=title, body=body, facts=facts)
