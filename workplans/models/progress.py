"""Reports of progress: what somebody said about an activity on a day; only added to, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, User
from workplans.models.activities import OPEN_STATES, Activity, State

# Two statements in one: whoever finds the version she saw moves the activity and writes the report, in one commit.
WRITE_FIRST = """
WITH first AS (
    UPDATE workplans_activity
       SET state = %(status)s, percent = %(percent)s, last_report_on = %(on)s, version = version + 1
     WHERE id = %(activity_id)s AND version = %(seen_version)s AND state = ANY(%(open_states)s)
 RETURNING id, version)
INSERT INTO workplans_progressreport (activity_id, version, {fields})
SELECT id, version, {values} FROM first
RETURNING id
"""
SAID = (
    "status",
    "percent",
    "achieved",
    "next_steps",
    "blockers",
    "waiting_on",
    "output",
    "corrects_id",
    "language",
    "author_id",
    "acting_for_id",
    "reported_at",
)


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
    waiting_on = models.CharField(
        _("waiting for"), blank=True, max_length=200, help_text=_("The person or body whose turn it is, if any.")
    )
    output = models.CharField(
        _("output"), blank=True, max_length=500, help_text=_("Where the result is, or why there is none.")
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
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
                condition=~Q(status="done") | ~Q(output=""),
                name="progressreport_done_has_output",
                violation_error_message=_("Say where the result is, or why there is none."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["under_way", "at_risk", "done"]), name="progressreport_status_known"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.activity}: {self.percent} %"

    def may_be_corrected(self, activity: Activity) -> bool:
        """Tell whether its activity still takes a correction: while it is open, or its end is only claimed."""
        return activity.state in (*OPEN_STATES, State.DONE)

    def write_first(self, *, on: date) -> bool:
        """Save it and move its activity along, if that is open and at the version before; tell whether it was.

        A correction may also take back the claim that it is done, as long as nobody has confirmed it.
        """
        facts: dict[str, Any] = {name: getattr(self, name) for name in (*SAID, "activity_id")}
        allowed = (*OPEN_STATES, State.DONE) if self.corrects_id else OPEN_STATES
        facts |= {"status": str(self.status), "on": on, "open_states": [str(state) for state in allowed]}
        facts["seen_version"] = self.version - 1
        query = WRITE_FIRST.format(fields=", ".join(SAID), values=", ".join(f"%({name})s" for name in SAID))
        with connection.cursor() as cursor:
            cursor.execute(query, facts)
            written = cursor.fetchone()
        if written:
            (self.pk,), self._state.adding = written, False
        return written is not None
