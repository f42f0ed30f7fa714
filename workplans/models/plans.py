"""The plan of a period and its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models.lens import kept
from workplans.models.adopting import Adopted

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User


class WorkPlanQuerySet(MultilingualQuerySet["WorkPlan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees adopted and closed plans; drafts, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_PLANS):
            return self
        return self.exclude(state=WorkPlan.State.DRAFT)

    def current(self) -> Self:
        """Keep the plan in force."""
        return self.filter(state=WorkPlan.State.ADOPTED)

    def newest_first(self) -> Self:
        return self.order_by("-starts_on", "pk")


class WorkPlan(Adopted):
    """What the group promised for a period; ``baselines`` are its versions, from the adoption on."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "draft")
        ADOPTED = "adopted", pgettext_lazy("plan", "adopted")
        CLOSED = "closed", pgettext_lazy("plan", "closed")

    code = models.SlugField(
        _("code"), max_length=20, unique=True, help_text=_("Part of the address, for example 2017-2019.")
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    objects = MultilingualManager.from_queryset(WorkPlanQuerySet)()

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="workplan_period_in_order",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(condition=Q(state__in=["draft", "adopted", "closed"]), name="workplan_state_known"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="adopted"),
                name="workplan_one_adopted",
                violation_error_message=_("Another plan is in force; close it first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return kept(reverse("workplans:plan", args=[self.code]))


class Area(models.Model):
    """One of the plan's fields of work."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="areas", verbose_name=_("work plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    aim = models.TextField(_("aim"), blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="area_number_once_per_plan",
                violation_error_message=_("The plan already has an area with this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
