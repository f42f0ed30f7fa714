"""Where an activity stands, as people said it. Overdue is not among the states: it follows from the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The life of an activity, from the first idea to the end; who may move it is in ``models/lifecycle.py``."""

    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    AT_RISK = "at_risk", _("at risk")
    ON_HOLD = "on_hold", _("on hold")
    DONE = "done", _("done")
    CONFIRMED = "confirmed", _("done, confirmed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (State.PLANNED, State.UNDER_WAY, State.AT_RISK)
DONE_STATES = (State.DONE, State.CONFIRMED)
