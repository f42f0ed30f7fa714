"""Write a letter once; hand it over once. The only door of the room for those above."""

from letters.actions.answering import (
    LinkIsDead,
    answer_token,
    open_answer,
    read_unsubscribe_token,
    take_answer,
    unsubscribe_token,
)
from letters.actions.jobs import post_room, recorded
from letters.actions.mornings import calendar_of, calendars_of, is_working_day, next_morning, working_hour
from letters.actions.occasions import (
    ACCOUNT,
    NoLongerTrue,
    occasion,
    occasion_named,
    occasions,
    occasions_to_decline,
    occasions_with_steps,
    readers_today,
    steps_of,
)
from letters.actions.planning import write_many
from letters.actions.rendering import PLACEHOLDER, as_read_by, preview, subject_and_body
from letters.actions.sending import close, send, send_again
from letters.actions.writing import is_deliverable, is_wanted, wake_sender, write, write_secret

__all__ = [
    "ACCOUNT",
    "PLACEHOLDER",
    "LinkIsDead",
    "NoLongerTrue",
    "answer_token",
    "as_read_by",
    "calendar_of",
    "calendars_of",
    "close",
    "is_deliverable",
    "is_wanted",
    "is_working_day",
    "next_morning",
    "occasion",
    "occasion_named",
    "occasions",
    "occasions_to_decline",
    "occasions_with_steps",
    "open_answer",
    "post_room",
    "preview",
    "read_unsubscribe_token",
    "readers_today",
    "recorded",
    "send",
    "send_again",
    "steps_of",
    "subject_and_body",
    "take_answer",
    "unsubscribe_token",
    "wake_sender",
    "working_hour",
    "write",
    "write_many",
    "write_secret",
]
