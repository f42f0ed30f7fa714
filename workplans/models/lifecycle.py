"""The life of an activity: who confirmed, held, cancelled or reopened it, when and why; only added to, never changed.

Reports move an activity between planned, under way, at risk and done (``models/progress.py``); other steps are here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import User
from workplans.models.states import OPEN_STATES, State

if TYPE_CHECKING:
    from workplans.models.activities import Activity

NEED_REASON = (State.ON_HOLD, State.CANCELLED)


class NotNow(Exception):
    """The state of the thing does not allow the step; ``state`` is what it is by now."""

    def __init__(self, state: str) -> None:
        self.state = state


class StateChange(models.Model):
    """One step that is no report. ``changed_by`` is empty where the step was taken over from an earlier release."""

    activity = models.ForeignKey(
        "Activity", on_delete=models.PROTECT, related_name="state_changes", verbose_name=_("activity")
    )
    from_state = models.CharField(_("from"), max_length=10, choices=State.choices)
    to_state = models.CharField(_("to"), max_length=10, choices=State.choices)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, blank=True)
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )
    review_on = models.DateField(_("review on"), null=True, blank=True)
    slip_days = models.IntegerField(
        _("slip"), null=True, help_text=_("Days between the baseline deadline and the day the work was done.")
    )
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    changed_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("step in an activity's life")
        verbose_name_plural = _("steps in activities' lives")
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_by=None) | ~Q(to_state__in=NEED_REASON) | ~Q(reason=""),
                name="statechange_has_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(changed_by=None) | ~Q(to_state=State.CANCELLED) | ~Q(decision=""),
                name="statechange_cancelled_by_decision",
                violation_error_message=_("An activity is cancelled by a decision; give its number."),
            ),
            models.CheckConstraint(
                condition=~Q(to_state=State.ON_HOLD) | Q(review_on__isnull=False),
                name="statechange_hold_has_review",
                violation_error_message=_("Say when the activity is looked at again."),
            ),
        ]
        indexes = [models.Index(fields=["activity", "-changed_at"], name="statechange_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_to_state_display()}"


class LifeCycle(models.Model):
    """The verbs of an activity's life. All raise NotNow when its state does not allow the step any more."""

    NotNow = NotNow

    class Meta:
        abstract = True

    def confirm(self, *, by: User, decision: str = "") -> StateChange:
        """Accept the claim that it is done, and freeze how far that day lay from the baseline."""
        return self._step(State.CONFIRMED, allowed_from=(State.DONE,), by=by, decision=decision)

    def refuse(self, *, by: User, reason: str, decision: str = "") -> StateChange:
        """Refuse the claim that it is done; it is under way again."""
        return self._step(State.UNDER_WAY, allowed_from=(State.DONE,), by=by, reason=reason, decision=decision)

    def hold(self, *, by: User, reason: str, review_on: date, decision: str = "") -> StateChange:
        """Suspend it; ``review_on`` is when it is looked at again."""
        facts = {"reason": reason, "review_on": review_on, "decision": decision}
        return self._step(State.ON_HOLD, allowed_from=OPEN_STATES, by=by, **facts)

    def resume(self, *, by: User, reason: str = "") -> StateChange:
        """Take it up again where its reports left it."""
        to = State.UNDER_WAY if self.version else State.PLANNED  # type: ignore[attr-defined]
        return self._step(to, allowed_from=(State.ON_HOLD,), by=by, reason=reason)

    def cancel(self, *, by: User, reason: str, decision: str) -> StateChange:
        """End it by a decision of the group; there is no way back, but it may be copied to the next plan."""
        return self._step(
            State.CANCELLED, allowed_from=(*OPEN_STATES, State.ON_HOLD), by=by, reason=reason, decision=decision
        )

    def reopen(self, *, by: User, reason: str, decision: str = "") -> StateChange:
        """Set a finished one under way again, whether its end was confirmed or only claimed."""
        finished = (State.DONE, State.CONFIRMED)
        return self._step(State.UNDER_WAY, allowed_from=finished, by=by, reason=reason, decision=decision)

    @transaction.atomic
    def _step(self, to: str, *, allowed_from: Collection[str], by: User, **facts: Any) -> StateChange:
        locked: Activity = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)  # type: ignore[attr-defined]
        if locked.state not in allowed_from:
            raise NotNow(locked.state)
        change = StateChange(
            activity_id=self.pk,
            from_state=locked.state,
            to_state=to,
            language=by.language if facts.get("reason") else "",
            slip_days=locked.days_from_baseline_to_end if to == State.CONFIRMED else None,
            changed_by=by,
            **facts,
        )
        change.validate_constraints()
        change.save()
        locked.state, locked.review_on = to, facts.get("review_on")
        locked.save(update_fields=["state", "review_on"])
        self.refresh_from_db(fields=["state", "review_on"])
        return change
