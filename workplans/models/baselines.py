"""Baselines: the plan as it was adopted, frozen for ever, each with a hash that holds the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import User
from workplans.models.plans import WorkPlan


class PlanBaseline(models.Model):
    """One version of a plan: number 1 is its adoption, every amendment adds one. ``content`` names no person.

    ``content`` is ``{"plan": {...}, "areas": [...], "activities": [...]}``; ``models/adopting.py`` writes it.
    """

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="baselines", verbose_name=_("work plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    adopted_on = models.DateField(_("adopted"))
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Its number, for example 2018/2-D4.")
    )
    content = models.JSONField(_("content"))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("baseline of a plan")
        verbose_name_plural = _("baselines of plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="planbaseline_number_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'baselines are kept for ever';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.number})"

    def computed_hash(self) -> str:
        """SHA-256 of number, plan, day, decision, the hash before and the content, as canonical JSON in UTF-8."""
        frozen: dict[str, Any] = {
            "number": self.number,
            "plan": self.plan_id,
            "adopted_on": self.adopted_on.isoformat(),
            "decision": self.decision,
            "previous_hash": self.previous_hash,
            "content": self.content,
        }
        text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        """Tell whether the content is still what its hash says."""
        return self.hash == self.computed_hash()

    def deadline_of(self, activity_id: int) -> date | None:
        """The baseline deadline this version froze for an activity, if it holds the activity and that has one."""
        for activity in self.content["activities"]:
            if activity["id"] == activity_id and activity["baseline_due_on"]:
                return date.fromisoformat(activity["baseline_due_on"])
        return None
