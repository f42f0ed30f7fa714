"""Institutions and the periods in which they belong to the group."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions.models.alphabet import alphabetical
from institutions.models.periods import Period, PeriodQuerySet, no_overlap


class InstitutionQuerySet(MultilingualQuerySet["Institution"]):
    def in_group(self, on: date) -> Self:
        """Keep the institutions that belong to the group on the day, and tell as what: ``membership_kind``."""
        today = GroupMembership.objects.on(on).filter(institution=OuterRef("pk"))
        return self.annotate(membership_kind=Subquery(today.values("kind")[:1])).exclude(membership_kind=None)

    def members_and_observers(self, on: date) -> tuple[list[Institution], list[Institution]]:
        """Divide the institutions that belong to the group on the day, in one query; both keep the order."""
        present = list(self.in_group(on))
        observer = GroupMembership.Kind.OBSERVER
        return (
            [institution for institution in present if institution.membership_kind != observer],
            [institution for institution in present if institution.membership_kind == observer],
        )

    def formerly_in_group(self, on: date) -> Self:
        """Keep the institutions that belonged to the group once, and no longer do on the day."""
        begun = GroupMembership.objects.filter(institution=OuterRef("pk"), valid_from__lte=on)
        return self.filter(Exists(begun)).exclude(pk__in=GroupMembership.objects.on(on).values("institution"))

    def with_memberships(self, on: date) -> Self:
        """Fetch, in one more query, the memberships begun by the day, first to last, as ``begun_memberships``."""
        begun = GroupMembership.objects.filter(valid_from__lte=on).order_by("valid_from", "pk")
        return self.prefetch_related(Prefetch("memberships", queryset=begun, to_attr="begun_memberships"))

    def by_name(self) -> Self:
        """Order by the name the reader sees, in her alphabet."""
        return self.order_by(alphabetical("name"), "pk")


class Institution(models.Model):
    """A body of public administration. Its code is never given to another."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency")
        OFFICE = "office", _("office")
        INSTITUTE = "institute", _("institute")
        BANK = "bank", _("central bank")
        MUNICIPALITY = "municipality", _("municipality")
        OTHER = "other", _("other body")

    class Calendar(models.TextChoices):
        FEDERATION = "BA-BIH", _("Federation of Bosnia and Herzegovina")
        SRPSKA = "BA-SRP", _("Republika Srpska")
        BRCKO = "BA-BRC", _("Brčko District")
        SWEDEN = "SE", _("Sweden")
        FINLAND = "FI", _("Finland")

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short and lasting; part of addresses."))
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.AGENCY)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), blank=True)
    public_email = models.EmailField(_("public e-mail address"), blank=True)
    calendar = models.CharField(
        _("calendar of public holidays"), max_length=6, choices=Calendar.choices, default=Calendar.FEDERATION
    )

    membership_kind: str  # by ``in_group``

    objects = MultilingualManager.from_queryset(InstitutionQuerySet)()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("institutions:institution", args=[self.code])

    @property
    def label(self) -> str:
        """The short name where there is one, for tables."""
        return self.short_name or self.name


@pghistory.track()
class GroupMembership(Period):
    """A period in which an institution belongs to the group."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("member")
        OBSERVER = "observer", _("observer")

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("institution")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MEMBER)
    reason = models.CharField(_("reason for the end"), max_length=300, blank=True)
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("membership of the group")
        verbose_name_plural = _("memberships of the group")
        constraints = [
            *Period.Meta.constraints,
            no_overlap(
                "groupmembership_once_per_day",
                "institution",
                message=_("This institution already belongs to the group in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.get_kind_display()})"
