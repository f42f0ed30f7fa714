"""When the group meets, what it talks about, who was there, what was said, decided and left to do."""

from meetings.models.action_items import ActionItem, Postponement
from meetings.models.agenda import AgendaItem
from meetings.models.decisions import Decision, DecisionEffect
from meetings.models.lifecycle import MeetingStep
from meetings.models.meetings import Meeting, MeetingDay
from meetings.models.minutes import (
    Correction,
    EntryVersion,
    Erratum,
    Minutes,
    MinutesEntry,
    UnsavedEntry,
)
from meetings.models.papers import Paper
from meetings.models.people import Attendance, Invitee

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Correction",
    "Decision",
    "DecisionEffect",
    "EntryVersion",
    "Erratum",
    "Invitee",
    "Meeting",
    "MeetingDay",
    "MeetingStep",
    "Minutes",
    "MinutesEntry",
    "Paper",
    "Postponement",
    "UnsavedEntry",
]
