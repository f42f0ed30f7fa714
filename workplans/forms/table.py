"""Which activities of a plan the secretariat wants to see in its table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from workplans.forms.filters import PlanFilter
from workplans.models import Activity, ActivityBody, Area, DeadlineProposal
from workplans.models.states import OPEN_STATES

UNFINISHED = (*OPEN_STATES, Activity.State.ON_HOLD)
NEEDS = {
    "lead": _("no lead body"),
    "owner": _("no owner"),
    "report": _("no report for 60 days"),
    "proposal": _("a proposal waits"),
    "confirm": _("to be confirmed"),
}


class TableForm(PlanFilter):
    """As for everybody, and what is missing."""

    need = forms.ChoiceField(
        label=_("Needs a hand"), required=False, choices=[("", _("whether or not")), *NEEDS.items()]
    )

    def __init__(self, data: Any, *, areas: Iterable[Area], lead_bodies: Iterable[Institution]) -> None:
        super().__init__(data, areas=areas, lead_bodies=lead_bodies)
        self.fields.pop("on", None)  # the table is of today
        state: Any = self.fields["state"]
        state.choices = [*state.choices, (Activity.State.PROPOSED.value, Activity.State.PROPOSED.label)]

    def narrow(self, activities: Any, today: date) -> Any:
        """Keep the activities asked for; a choice that does not exist narrows nothing and is said at its field."""
        activities = super().narrow(activities, today)
        need = self.cleaned_data.get("need") if self.is_valid() else ""
        return activities.filter(needing(need, today)) if need else activities


def needing(need: str, today: date) -> Any:
    """The condition for a key of NEEDS."""
    leads = ActivityBody.objects.on(today).filter(activity=OuterRef("pk"), part=ActivityBody.Part.LEAD)
    old = today - timedelta(days=settings.REPORT_IS_OLD_AFTER)
    silent = Q(last_report_on__lte=old) | Q(last_report_on=None, added_on__lte=old)
    conditions: dict[str, Any] = {
        "lead": Q(state__in=UNFINISHED) & ~Exists(leads),
        "owner": Q(state__in=UNFINISHED, owner=None),
        "report": Q(state__in=OPEN_STATES) & silent,
        "proposal": Exists(DeadlineProposal.objects.open().filter(activity=OuterRef("pk"))),
        "confirm": Q(state=Activity.State.DONE),
    }
    return conditions[need]
