"""Relations that begin and end: half-open periods of days, and the constraint that keeps them in order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

PERIOD_ORDER = _("The last day must come after the first.")


class DateRange(Func):
    """PostgreSQL's daterange: from the first day, up to but without the second."""

    function = "daterange"
    output_field = DateRangeField()


class PeriodQuerySet(models.QuerySet[Any]):
    """Words for relations with ``valid_from`` and ``valid_to``."""

    def on(self, day: date) -> Self:
        """Keep what holds on ``day``; the day of ``valid_to`` itself no longer counts."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Period(models.Model):
    """A relation that can end. Nothing is overwritten: an ended one stays, a new one gets its own row."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(
        _("until"), null=True, blank=True, help_text=_("First day on which it no longer holds.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_period_in_order",
                violation_error_message=PERIOD_ORDER,
            )
        ]

    @property
    def last_day(self) -> date | None:
        """The last day on which the relation holds; nothing while its end is open."""
        return self.valid_to and self.valid_to - timedelta(days=1)

    def holds_on(self, day: date) -> bool:
        """Tell whether the relation holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def no_overlap(name: str, *fields: str, message: Any, condition: Q | None = None) -> ExclusionConstraint:
    """Forbid two periods of the same ``fields`` on one day."""
    return no_overlap_of(name, "valid_from", "valid_to", *fields, message=message, condition=condition)


def no_overlap_of(
    name: str, first: str, end: str, *fields: str, message: Any, condition: Q | None = None
) -> ExclusionConstraint:
    """Forbid two rows with the same ``fields`` whose days from ``first`` up to, but without, ``end`` meet."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (DateRange(first, end, RangeBoundary()), RangeOperators.OVERLAPS),
            *[(field, RangeOperators.EQUAL) for field in fields],
        ],
        condition=condition,
        violation_error_message=message,
    )
