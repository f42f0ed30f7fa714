"""Which institution asks whom, when, how, and below which numbers nothing is ever shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import Institution, User
from surveys.models.questionnaires import Audience, Item, Questionnaire

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FLOOR = 5  # answers; no threshold can be lower
THRESHOLDS = {  # by audience: smallest result, smallest part of it, fewest texts shown, size of a fold
    Audience.USERS: {"k_total": 5, "k_cell": 10, "k_text": 10, "fold_size": 5},
    Audience.EMPLOYEES: {"k_total": 10, "k_cell": 10, "k_text": 10, "fold_size": 10},
}
MOST_DIMENSIONS, MOST_CATEGORIES = 3, 6
FROZEN = ("questionnaire", "institution", "mode", "k_total", "k_cell", "k_text", "fold_size", "opens_on")


class CampaignQuerySet(MultilingualQuerySet["Campaign"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees open and closed surveys; planned ones, the institution itself and the secretariat."""
        if permissions.may(user, permissions.SEE_PLANNED_SURVEYS):
            return self
        own = permissions.institutions_where(user, permissions.SEE_PLANNED_SURVEYS)
        return self.filter(~Q(state=Campaign.State.PLANNED) | Q(institution__in=own))

    def for_list(self) -> Self:
        return self.select_related("institution", "questionnaire")

    def newest_first(self) -> Self:
        return self.order_by("-opens_on", "pk")


def _any_changed(columns: tuple[str, ...]) -> Any:
    changed = pgtrigger.Q()
    for column in columns:
        changed |= pgtrigger.Q(**{f"new__{column}__df": pgtrigger.F(f"old__{column}")})
    return changed


class Campaign(models.Model):
    """An institution asks its users or its employees, in a period, with one version of a questionnaire.

    Opened, it keeps its promise: questions, way of answering and thresholds stay; the last day can only move later.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("survey", "planned")
        OPEN = "open", pgettext_lazy("survey", "open")
        CLOSED = "closed", pgettext_lazy("survey", "closed")
        SEALED = "sealed", pgettext_lazy("survey", "sealed")

    class Mode(models.TextChoices):
        LINK = "link", pgettext_lazy("survey", "public link")
        CODES = "codes", pgettext_lazy("survey", "one code for each answer")

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("institution")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("questionnaire")
    )
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    invited = models.PositiveIntegerField(_("people asked"), null=True, blank=True)
    mode = models.CharField(_("how people answer"), max_length=10, choices=Mode.choices, default=Mode.LINK)
    k_total = models.PositiveSmallIntegerField(_("smallest result shown"), default=10)
    k_cell = models.PositiveSmallIntegerField(_("smallest part of a result shown"), default=10)
    k_text = models.PositiveSmallIntegerField(_("fewest texts shown"), default=10)
    fold_size = models.PositiveSmallIntegerField(_("answers mixed at once"), default=10)

    objects = MultilingualManager.from_queryset(CampaignQuerySet)()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")),
                name="campaign_period_in_order",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "open", "closed", "sealed"]), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=Q(k_total__gte=FLOOR, k_cell__gte=F("k_total"), k_text__gte=FLOOR, fold_size__gte=FLOOR),
                name="campaign_thresholds_not_too_low",
                violation_error_message=_("Groups of fewer than five are never shown."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="promise_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="planned")
                & (
                    pgtrigger.Q(new__closes_on__lt=pgtrigger.F("old__closes_on"))
                    | pgtrigger.Q(new__state="planned")
                    | _any_changed(FROZEN)
                ),
            ),
            pgtrigger.Protect(
                name="sealed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="sealed") & ~pgtrigger.Q(new__state="sealed"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_running_on(self, day: date) -> bool:
        """Tell whether the survey takes answers on ``day``; the last day counts."""
        return self.state == self.State.OPEN and self.opens_on <= day <= self.closes_on

    def is_ahead_on(self, day: date) -> bool:
        """Tell whether the survey has not begun on ``day``."""
        return self.state == self.State.PLANNED or (self.state == self.State.OPEN and day < self.opens_on)


class CampaignDimension(models.Model):
    """A background question by which results may be shown, with its categories in the order they are merged in.

    ``categories`` are lists of codes of answers. ``position`` 1 to 3 is the column of the answers that holds it.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="dimensions", verbose_name=_("survey")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"))
    categories = models.JSONField(_("categories"))

    class Meta:
        verbose_name = _("breakdown of a survey")
        verbose_name_plural = _("breakdowns of surveys")
        ordering = ["campaign", "position"]  # order is part of the thing
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="campaigndimension_position_once"),
            models.UniqueConstraint(fields=["campaign", "item"], name="campaigndimension_item_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_DIMENSIONS), name="campaigndimension_at_most_three"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.item.code}"
