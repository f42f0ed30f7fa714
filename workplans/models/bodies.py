"""Which institution answers for an activity, helps or is asked, and from when to when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from institutions.models.periods import Period, PeriodQuerySet, no_overlap

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User


class ActivityBodyQuerySet(PeriodQuerySet):
    def answering(self) -> Self:
        """Keep lead and contributing bodies, without those that are only consulted."""
        return self.filter(part__in=ActivityBody.ANSWERING)

    def in_force_for(self, user: User | AnonymousUser, today: date) -> Self:
        """What institutions do today in the plan in force, as far as ``user`` sees it, ready for a list."""
        from workplans.models.activities import Activity  # noqa: PLC0415 - activities know their bodies

        seen = Activity.objects.in_plan_in_force().visible_to(user)
        listed = Activity.objects.for_list(today).with_deadlines()
        rows = self.on(today).answering().filter(activity__in=seen)
        in_order = rows.order_by("activity__area__number", "activity__position", "pk")
        return in_order.prefetch_related(Prefetch("activity", queryset=listed))


@pghistory.track()
class ActivityBody(Period):
    """An institution leads an activity, contributes to it or is consulted, from one day to another."""

    class Part(models.TextChoices):
        LEAD = "a_lead", _("lead body")
        CONTRIBUTING = "b_contributing", _("contributing body")
        CONSULTED = "c_consulted", _("consulted body")

    ANSWERING = (Part.LEAD, Part.CONTRIBUTING)

    activity = models.ForeignKey(
        "Activity", on_delete=models.CASCADE, related_name="bodies", verbose_name=_("activity")
    )
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="activity_parts", verbose_name=_("institution")
    )
    part = models.CharField(_("part"), max_length=20, choices=Part.choices, default=Part.LEAD)
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )

    objects = ActivityBodyQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("institution's part in an activity")
        verbose_name_plural = _("institutions' parts in activities")
        constraints = [
            *Period.Meta.constraints,
            no_overlap(
                "activitybody_one_lead",
                "activity",
                condition=Q(part="a_lead"),
                message=_("The activity already has a lead body in that period."),
            ),
            no_overlap(
                "activitybody_once_per_day",
                "activity",
                "institution",
                message=_("This institution already has a part in the activity in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.get_part_display()})"
