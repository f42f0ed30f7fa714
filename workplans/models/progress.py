"""Reports of progress: what somebody said about an activity on a day; only added to, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, User
from workplans.models.activities import Activity, State


class ProgressReport(models.Model):
    """One report. The words are the author's and stay in her language."""

    class Status(models.TextChoices):
        UNDER_WAY = State.UNDER_WAY.value, _("under way")
        AT_RISK = State.AT_RISK.value, _("at risk")
        DONE = State.DONE.value, _("done")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reports", verbose_name=_("activity"))
    version = models.PositiveIntegerField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    percent = models.PositiveSmallIntegerField(_("percent done"))
    achieved = models.CharField(_("what was achieved"), max_length=500)
    next_steps = models.TextField(_("next steps"), blank=True, max_length=2000)
    blockers = models.TextField(_("blockers"), blank=True, max_length=2000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reports", verbose_name=_("author"))
    acting_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, related_name="reports", verbose_name=_("on behalf of")
    )
    reported_at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="progressreport_version_once"),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progressreport_percent_to_100",
                violation_error_message=_("Percent done is between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(percent=100),
                name="progressreport_done_is_100",
                violation_error_message=_("What is done is at 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["under_way", "at_risk", "done"]), name="progressreport_status_known"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.activity}: {self.percent} %"
