"""Which institution applies which edition, and how far it is."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.models.editions import Edition
from institutions.models import Institution


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def applied(self) -> Self:
        """Keep what institutions apply, with a deviation or without, of editions everybody may read."""
        applied = (Adoption.Status.ADOPTED, Adoption.Status.DEVIATION)
        return self.filter(status__in=applied, edition__state__in=Edition.PUBLIC)

    def with_guidelines(self) -> Self:
        """Fetch edition and guideline too, in the order of the guidelines."""
        return self.select_related("edition__guideline").order_by("edition__guideline__code", "edition__number", "pk")


@pghistory.track()
class Adoption(models.Model):
    """An institution's statement about an edition."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("application", "planned")
        IN_PROGRESS = "in_progress", pgettext_lazy("application", "in progress")
        ADOPTED = "adopted", pgettext_lazy("application", "applied")
        DEVIATION = "deviation", pgettext_lazy("application", "applied with deviation")
        NOT_APPLICABLE = "not_applicable", pgettext_lazy("application", "not applicable")

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("institution")
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("edition"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PLANNED)
    target_on = models.DateField(_("planned for"), null=True, blank=True)
    adopted_on = models.DateField(_("applied since"), null=True, blank=True)
    reason = models.TextField(_("reason or deviation"), blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("application of a guideline")
        verbose_name_plural = _("applications of guidelines")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "edition"],
                name="adoption_once",
                violation_error_message=_("The institution has already said how it applies this edition."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["deviation", "not_applicable"]) | ~Q(reason=""),
                name="adoption_reason_where_needed",
                violation_error_message=_("Say what deviates, or why the guideline does not apply."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.edition}"
