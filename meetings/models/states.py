"""Words that several tables of the room share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

Kept = tuple[str, ...]  # a day in a step: date, begin, end


class NotNow(Exception):
    """The state of the thing does not allow the step; ``state`` is what it is by now, or a code of what is missing."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class State(models.TextChoices):
    """Of a meeting."""

    PENCILLED = "pencilled", pgettext_lazy("meeting", "pencilled in")
    ANNOUNCED = "announced", pgettext_lazy("meeting", "announced")
    AGENDA_SENT = "agenda_sent", pgettext_lazy("meeting", "agenda sent")
    HELD = "held", pgettext_lazy("meeting", "held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class MinutesState(models.TextChoices):
    """Of minutes."""

    DRAFTING = "drafting", pgettext_lazy("minutes", "being written")
    CIRCULATED = "circulated", pgettext_lazy("minutes", "circulated for corrections")
    APPROVED = "approved", pgettext_lazy("minutes", "approved")
    PUBLISHED = "published", pgettext_lazy("minutes", "published")


AHEAD = (State.PENCILLED, State.ANNOUNCED, State.AGENDA_SENT)
FINAL = (MinutesState.APPROVED, MinutesState.PUBLISHED)
