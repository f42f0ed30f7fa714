"""How a meeting came to where it stands, as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from meetings.models import Meeting, MeetingStep
from meetings.models.lifecycle import Hours


@dataclass(frozen=True)
class Told:
    """One step, with the days before and after where they moved."""

    row: MeetingStep
    before: list[Hours]
    after: list[Hours]


def story_of(meeting: Meeting) -> list[Told]:
    """Its steps, first to last."""
    steps = meeting.steps.select_related("made_by").order_by("made_at", "pk")
    return [Told(row, days_of(row.days_before), days_of(row.days_after)) for row in steps]


def days_of(kept: Sequence[Sequence[str]]) -> list[Hours]:
    """Days as they are kept in a step, as dates and hours again."""
    return [(date.fromisoformat(day), *(time.fromisoformat(hour) if hour else None for hour in hours))  # type: ignore[misc]
            for day, *hours in kept]  # fmt: skip
