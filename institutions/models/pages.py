"""The group's own words: standing pages and the milestones of its history."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import TruncMonth, TruncQuarter, TruncYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet


class Precision(models.TextChoices):
    """How exactly a date is known or meant; the day stored is the last of its period."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")
    NONE = "none", _("no date")

    def last_day(self, on: date) -> date:
        """The last day of the month, quarter or year in which the day lies, or the day itself: so dates are kept."""
        months = {"month": 1, "quarter": 3, "year": 12}.get(self.value)
        if months is None:
            return on
        month = (on.month - 1) // months * months + months
        return on.replace(month=month, day=monthrange(on.year, month)[1])


class Page(models.Model):
    """A standing page: about the group, accessibility, privacy. The code is its address."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("opening sentence"), blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown; no HTML."))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("institutions:page", args=[self.code])


class MilestoneQuerySet(MultilingualQuerySet["Milestone"]):
    def in_order(self) -> Self:
        """Order by the beginning of what is known of the date; what fills a year stands before what happened in it."""
        begins = Case(
            When(precision=Precision.YEAR, then=TruncYear("happened_on")),
            When(precision=Precision.QUARTER, then=TruncQuarter("happened_on")),
            When(precision=Precision.MONTH, then=TruncMonth("happened_on")),
            default=F("happened_on"),
        )
        coarse_first = [Precision.YEAR, Precision.QUARTER, Precision.MONTH]
        ranks = [When(precision=precision, then=Value(rank)) for rank, precision in enumerate(coarse_first)]
        return self.order_by(begins, Case(*ranks, default=Value(len(ranks))), "happened_on", "pk")


class Milestone(models.Model):
    """One event in the group's history."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    happened_on = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)

    objects = MultilingualManager.from_queryset(MilestoneQuerySet)()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.title
