"""What has to be finished before something else can be."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workplans.models.activities import Activity

NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('workplans_dependency'));
    IF EXISTS (
        WITH RECURSIVE before(id) AS (
            SELECT NEW.predecessor_id
            UNION
            SELECT d.predecessor_id FROM workplans_dependency d JOIN before ON d.activity_id = before.id)
        SELECT FROM before WHERE id = NEW.activity_id)
    THEN
        RAISE EXCEPTION 'an activity cannot wait for itself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class Dependency(models.Model):
    """``activity`` waits for ``predecessor``; a trigger refuses circles."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="dependencies", verbose_name=_("activity")
    )
    predecessor = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="followers", verbose_name=_("waits for")
    )

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.UniqueConstraint(fields=["activity", "predecessor"], name="dependency_once"),
            models.CheckConstraint(
                condition=~Q(activity=F("predecessor")),
                name="dependency_on_another",
                violation_error_message=_("An activity cannot wait for itself."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_circle", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=NO_CIRCLE
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} ← {self.predecessor}"
