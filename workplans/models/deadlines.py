"""Deadlines: every one an activity ever had, in order; only added to, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, User
from institutions.models.pages import Precision
from workplans.models.activities import Activity

KEEP_ACTIVITY_UP_TO_DATE = """
    UPDATE workplans_activity
       SET due_on = NEW.due_on,
           due_precision = NEW.precision,
           deadline_version = NEW.version,
           baseline_due_on = CASE WHEN NEW.is_baseline THEN NEW.due_on ELSE baseline_due_on END
     WHERE id = NEW.activity_id AND deadline_version = NEW.version - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'deadline versions of an activity are consecutive' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Deadline(models.Model):
    """One deadline of an activity. The first is the baseline; the newest counts."""

    class NeedsDecision(Exception):
        """The move is so large that only a decision of the group allows it (``LARGE_MOVE_DAYS`` in the settings)."""

    class ReasonClass(models.TextChoices):
        DEPENDENCY = "dependency", _("waited for something else")
        CAPACITY = "capacity", _("not enough people or time")
        SCOPE = "scope", _("the work turned out larger or different")
        DECISION = "decision", _("decision of the group or an institution")
        OUTSIDE = "outside", _("cause outside the group")
        CORRECTION = "correction", _("correction of a mistake")

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("activity")
    )
    version = models.PositiveIntegerField(_("version"))
    due_on = models.DateField(
        _("deadline"), help_text=_("The last day of the period, where only a month or quarter is meant.")
    )
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    is_baseline = models.BooleanField(_("baseline"), default=False)
    reason_class = models.CharField(_("kind of reason"), max_length=20, choices=ReasonClass.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, blank=True)
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )
    acting_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on behalf of")
    )
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="deadline_version_once"),
            models.UniqueConstraint(fields=["activity"], condition=Q(is_baseline=True), name="deadline_one_baseline"),
            models.CheckConstraint(
                condition=Q(is_baseline=True, version=1) | Q(is_baseline=False, version__gt=1),
                name="deadline_baseline_is_first",
            ),
            models.CheckConstraint(
                condition=Q(is_baseline=True) | ~Q(reason=""),
                name="deadline_move_has_reason",
                violation_error_message=_("Say why the deadline moves."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="newest_counts", when=pgtrigger.After, operation=pgtrigger.Insert, func=KEEP_ACTIVITY_UP_TO_DATE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.due_on}"
