"""Why a change a decision makes is not possible, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guidelines.models import Edition
from institutions.templatetags.people_dates import long_date
from meetings.models import Minutes
from workplans.actions.handing_over import LeadChanged, TooEarly
from workplans.models import Activity
from workplans.models.adopting import NotReady as NothingNew


def words_of(cause: Exception) -> Any:
    """What to tell whoever sent the decision; nothing was recorded."""
    if isinstance(cause, Activity.MovedMeanwhile):
        return _("Somebody else moved this deadline meanwhile. Look at it again; nothing was recorded.")
    if isinstance(cause, LeadChanged):
        return _("Another institution leads by now. Look at it again; nothing was recorded.")
    if isinstance(cause, TooEarly):
        return _("The present lead body leads since %(date)s; a new one can only follow it.") % {
            "date": long_date(cause.since)
        }
    if isinstance(cause, NothingNew):
        return _("Somebody has to answer for every proposed activity: name its lead body. Nothing was recorded.")
    if isinstance(cause, Minutes.NotReady) and "corrections" in cause.obstacles:
        return _("A correction of these minutes waits for an answer; nothing was recorded.")
    if isinstance(cause, Edition.NotNow | Edition.NotReady):
        return _("The text cannot be adopted as it stands now; nothing was recorded.")
    return _("This is no longer possible; nothing was recorded.")
