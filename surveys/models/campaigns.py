"""Which institution asks whom, when, how, and below which numbers nothing is ever shown."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import Institution, User
from institutions.permissions import Place, place_of
from surveys.models.questionnaires import Audience, Item, Questionnaire

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FLOOR = 5  # answers; no threshold can be lower
THRESHOLDS = {  # by audience: smallest result, smallest part of it, fewest texts shown, size of a fold
    Audience.USERS: {"k_total": 5, "k_cell": 10, "k_text": 10, "fold_size": 5},
    Audience.EMPLOYEES: {"k_total": 10, "k_cell": 10, "k_text": 10, "fold_size": 10},
}
MOST_DIMENSIONS, MOST_CATEGORIES = 3, 6
FROZEN = (
    *("questionnaire", "institution", "edition", "address", "mode", "approach", "takes_part"),
    *("k_total", "k_cell", "k_text", "fold_size", "opens_on"),
)
DECLARED_BEFORE = """
    IF EXISTS (
        SELECT 1 FROM surveys_campaign
        WHERE id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.campaign_id END,
                     CASE WHEN TG_OP <> 'INSERT' THEN OLD.campaign_id END) AND state <> 'planned'
    ) THEN
        RAISE EXCEPTION 'Breakdowns are declared before a survey opens.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF jsonb_typeof(NEW.categories) <> 'array' OR jsonb_array_length(NEW.categories) NOT BETWEEN 2 AND 6
    THEN
        RAISE EXCEPTION 'A breakdown has two to six categories.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
ADDRESS_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nobody takes them for one another


def new_address() -> str:
    """The end of a survey's link: short enough for a poster, and nobody finds the next one by counting."""
    return "".join(secrets.choice(ADDRESS_SIGNS) for _sign in range(10))


class Edition(models.Model):
    """A round in which institutions of the group ask with the same questionnaire in the same weeks."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="editions", verbose_name=_("questionnaire")
    )
    title = models.CharField(_("title"), max_length=200)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = pgettext_lazy("survey", "edition")
        verbose_name_plural = pgettext_lazy("survey", "editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")),
                name="edition_period_in_order",
                violation_error_message=_("The last day must come after the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:edition", args=[self.code])


class CampaignQuerySet(MultilingualQuerySet["Campaign"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees open and closed surveys; planned ones, the institution itself and the secretariat."""
        if permissions.may(user, permissions.SEE_PLANNED_SURVEYS):
            return self
        own = permissions.institutions_where(user, permissions.SEE_PLANNED_SURVEYS)
        return self.filter(~Q(state=Campaign.State.PLANNED) | Q(institution__in=own))

    def for_list(self) -> Self:
        return self.select_related("institution", "questionnaire")

    def over(self, day: date) -> Self:
        """Keep what takes no answers any more on ``day``."""
        state = Campaign.State
        ended = Q(state__in=[state.CLOSED, state.SEALED]) | Q(state=state.OPEN, closes_on__lt=day)
        return self.filter(ended)

    def not_over(self, day: date) -> Self:
        """Keep what is planned, announced or running on ``day``."""
        state = Campaign.State
        return self.filter(Q(state=state.PLANNED) | Q(state=state.OPEN, closes_on__gte=day))

    def with_results_for(self, user: User | AnonymousUser) -> Self:
        """Tell of each as ``has_results`` whether ``user`` may read any of its releases."""
        releases: Any = apps.get_model("surveys", "Release")  # which knows surveys
        seen = releases.objects.visible_to(user).filter(campaign=OuterRef("pk"))
        return self.annotate(has_results=Exists(seen))

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

    class Approach(models.TextChoices):
        """Who is asked; it decides what an interval means."""

        EVERYBODY = "everybody", pgettext_lazy("survey", "everybody")
        SAMPLE = "sample", pgettext_lazy("survey", "a random sample")
        OPEN = "open", pgettext_lazy("survey", "whoever wishes")

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("institution")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("questionnaire")
    )
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=pgettext_lazy("survey", "edition"),
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next",
        verbose_name=_("the survey before"),
        help_text=_("Results are set beside those of this survey."),
    )
    title = models.CharField(_("title"), max_length=200)
    address = models.CharField(_("end of the link"), max_length=20, unique=True, default=new_address, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    approach = models.CharField(_("who is asked"), max_length=10, choices=Approach.choices, default=Approach.OPEN)
    population = models.PositiveIntegerField(_("people it is about"), null=True, blank=True)
    invited = models.PositiveIntegerField(_("people asked"), null=True, blank=True)
    undeliverable = models.PositiveIntegerField(_("people who could not be reached"), default=0)
    takes_part = models.BooleanField(
        _("takes part in the comparison"),
        default=False,
        help_text=_("The others then see the median of all, never the result of one institution."),
    )
    mode = models.CharField(_("how people answer"), max_length=10, choices=Mode.choices, default=Mode.LINK)
    k_total = models.PositiveSmallIntegerField(_("smallest result shown"), default=10)
    k_cell = models.PositiveSmallIntegerField(_("smallest part of a result shown"), default=10)
    k_text = models.PositiveSmallIntegerField(_("fewest texts shown"), default=10)
    fold_size = models.PositiveSmallIntegerField(_("answers mixed at once"), default=10)
    shown_count = models.PositiveIntegerField(_("answers so far"), default=0, editable=False)  # rounded, once a day
    dropped_count = models.PositiveIntegerField(_("answers held back and not taken in"), default=0, editable=False)

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
            models.UniqueConstraint(
                fields=["edition", "institution"],
                name="campaign_edition_once",
                violation_error_message=_("The institution has a survey in this edition."),
            ),
            models.CheckConstraint(
                condition=Q(invited=None) | Q(population=None) | Q(invited__lte=F("population")),
                name="campaign_invited_within_population",
                violation_error_message=_("No more people can be asked than the survey is about."),
            ),
            models.CheckConstraint(
                condition=Q(invited=None) | Q(undeliverable__lte=F("invited")),
                name="campaign_undeliverable_within_invited",
                violation_error_message=_("No more people can be out of reach than were asked."),
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

    def get_absolute_url(self) -> str:
        return reverse("surveys:campaign", args=[self.address])

    @property
    def place(self) -> Place:
        """Where permissions on the survey are asked for: its institution."""
        return place_of(self.institution_id)

    def is_running_on(self, day: date) -> bool:
        """Tell whether the survey takes answers on ``day``; the last day counts."""
        return self.state == self.State.OPEN and self.opens_on <= day <= self.closes_on

    def is_ahead_on(self, day: date) -> bool:
        """Tell whether the survey has not begun on ``day``."""
        return self.state == self.State.PLANNED or (self.state == self.State.OPEN and day < self.opens_on)


class CampaignDimension(models.Model):
    """A background question by which results may be shown, with its categories in the order they are merged in.

    ``categories`` are lists of codes of answers; ``headcounts``, where known, how many people each category has.
    ``position`` 1 to 3 is the column of the answers that holds it. The database refuses changes once the survey is
    open, and more than six categories.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="dimensions", verbose_name=_("survey")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"))
    categories = models.JSONField(_("categories"))
    headcounts = models.JSONField(_("people in each category"), default=list, blank=True)

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
        triggers = [
            pgtrigger.Trigger(
                name="declared_before_opening",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(DECLARED_BEFORE),
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.item.code}"
