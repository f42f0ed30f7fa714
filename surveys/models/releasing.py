"""What is known of a survey, for good: releases, what they are evidence of, and what is done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions import permissions
from institutions.models import Institution, User
from institutions.permissions import Place, place_of
from surveys.models.campaigns import FLOOR, Campaign, Edition
from workplans.models import Activity

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

CARD = (  # what every method card says
    *("institution", "audience", "population", "approach", "mode", "opens_on", "closes_on", "asked", "undeliverable"),
    *("answers", "questionnaire", "questionnaire_version", "questionnaire_hash", "languages", "thresholds"),
    *("weights", "exclusions", "held_back", "paper", "software"),
)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody reads what was made public; the rest, only people of the institution."""
        if permissions.may(user, permissions.READ_RESULTS):
            return self
        own = permissions.institutions_where(user, permissions.READ_RESULTS)
        return self.filter(Q(is_public=True) | Q(campaign__institution__in=own))

    def newest_of_each(self) -> Self:
        """The release that counts of each survey: the last."""
        newest = Release.objects.filter(campaign=models.OuterRef("campaign")).order_by("-number").values("number")
        return self.filter(number=models.Subquery(newest[:1]))


class Release(models.Model):
    """A result, checked for disclosure, that never changes: pages, exports and comparisons read nothing else.

    ``payload`` has the shape ``surveys.results.released.Payload``; ``sha256`` is of it and of the method card.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="releases", verbose_name=_("survey"))
    number = models.PositiveSmallIntegerField(_("number"))
    n = models.PositiveIntegerField(pgettext_lazy("survey", "answers"))
    payload: Any = models.JSONField()
    card: Any = models.JSONField(_("method card"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    released_on = models.DateField(_("released on"))
    is_public = models.BooleanField(_("public"), default=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("survey", "release")
        verbose_name_plural = pgettext_lazy("survey", "releases")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(n__gte=FLOOR), name="release_large_enough"),
            models.CheckConstraint(condition=Q(card__has_keys=list(CARD)), name="release_card_complete"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="release_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "to_jsonb(OLD) - 'is_public' IS DISTINCT FROM to_jsonb(NEW) - 'is_public'"
                ),
            ),
            pgtrigger.Protect(name="release_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("surveys:results", args=[self.campaign.address])

    @property
    def place(self) -> Place:
        """Where permissions on the release are asked for: the institution."""
        return place_of(self.campaign.institution_id)


class ReleaseLedger(models.Model):
    """How many answered in which combination of categories when it was released, and which cells were shown.

    Only for the audit of the next release; on no page and in no export.
    """

    release = models.OneToOneField(Release, on_delete=models.PROTECT, primary_key=True, related_name="ledger")
    content: Any = models.JSONField()

    class Meta:
        verbose_name = _("ledger of a release")
        verbose_name_plural = _("ledgers of releases")

    def __str__(self) -> str:
        return str(self.release)


class Evidence(models.Model):
    """A release as evidence under a sub-criterion of CAF or a clause of ISO 9001; it files itself."""

    class Standard(models.TextChoices):
        CAF = "caf", "CAF 2020"
        ISO = "iso", "ISO 9001:2015"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("release"))
    standard = models.CharField(_("standard"), max_length=10, choices=Standard.choices)
    reference = models.CharField(_("reference"), max_length=10)
    codes: Any = models.JSONField(_("dimensions"), default=list)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("pieces of evidence")
        constraints = [
            models.UniqueConstraint(fields=["release", "standard", "reference"], name="evidence_once"),
            models.CheckConstraint(condition=Q(standard__in=["caf", "iso"]), name="evidence_standard_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_standard_display()}, {self.reference}"


class Comparison(models.Model):
    """What the institutions of an edition may see of one another: medians of the others, frozen with who took part."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="comparisons", verbose_name=pgettext_lazy("survey", "edition")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    made_on = models.DateField(_("made on"))
    pool: Any = models.JSONField(_("institutions"))
    payload: Any = models.JSONField()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="comparison_number_once")]
        triggers = [pgtrigger.Protect(name="comparison_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.edition} ({self.number})"


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Only people of the institution, as with results that are not public."""
        if permissions.may(user, permissions.READ_RESULTS):
            return self
        return self.filter(institution__in=permissions.institutions_where(user, permissions.READ_RESULTS))

    def open(self) -> Self:
        return self.filter(state=Improvement.State.OPEN)

    def for_list(self) -> Self:
        return self.select_related("institution", "owner", "activity__area", "release__campaign__questionnaire")

    def by_date(self) -> Self:
        """The most urgent first; those without a day last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


class Improvement(models.Model):
    """What an institution does about a finding, and by which measure of the next survey it will see whether it helped.

    ``measure`` is the code of a dimension or question; what is for the whole group stands in the work plan.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("improvement", "open")
        DONE = "done", pgettext_lazy("improvement", "done")
        DROPPED = "dropped", pgettext_lazy("improvement", "dropped")

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="improvements", verbose_name=_("institution")
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="improvements", verbose_name=_("release")
    )
    measure = models.CharField(_("measure"), max_length=30)
    finding = models.TextField(_("finding"))
    title = models.CharField(_("what is done"), max_length=200)
    owner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="improvements", verbose_name=_("owner")
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("activity of the work plan"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closing_note = models.TextField(_("what came of it"), blank=True)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(closing_note=""),
                name="improvement_end_explained",
                violation_error_message=_("Say what came of it."),
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "done", "dropped"]), name="improvement_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:improvement", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Tell whether its day has passed and it is still open."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def text(self) -> str:
        """What it is about, for lists of what somebody looks after."""
        return self.finding

    @property
    def place(self) -> Place:
        """Where permissions on it are asked for: the institution."""
        return place_of(self.institution_id)
