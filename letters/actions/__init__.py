"""Write a letter once; hand it over once. The only door of the room for those above."""

from letters.actions.answering import (
    LinkIsDead,
    answer_token,
    open_answer,
    read_unsubscribe_token,
    take_answer,
    unsubscribe_token,
)
from letters.actions.bounces import take_back
from letters.actions.declining import decline, declined_by, want_again, want_only
from letters.actions.handling import close, close_all, send_again, send_all_again
from letters.actions.jobs import lateness, post_room, recorded
from letters.actions.mornings import calendar_of, calendars_of, is_working_day, known_zone, next_morning, working_hour
from letters.actions.occasions import (
    ACCOUNT,
    CALENDAR,
    CalendarPart,
    NoLongerTrue,
    Occasion,
    occasion,
    occasion_named,
    occasions,
    occasions_to_decline,
    occasions_with_steps,
    readers_today,
    steps_of,
)
from letters.actions.outside import Outside, write_outside
from letters.actions.planning import write_many
from letters.actions.refusals import address_bounced
from letters.actions.rendering import PLACEHOLDER, as_read_by, preview, subject_and_body
from letters.actions.rules import Rule, RuleChanged, decide_rule, restore_rule, rules_in_force
from letters.actions.sending import deliver, send
from letters.actions.writing import is_deliverable, is_wanted, wake_sender, write, write_secret

__all__ = [
    "ACCOUNT",
    "CALENDAR",
    "PLACEHOLDER",
    "CalendarPart",
    "LinkIsDead",
    "NoLongerTrue",
    "Occasion",
    "Outside",
    "Rule",
    "RuleChanged",
    "address_bounced",
    "answer_token",
    "as_read_by",
    "calendar_of",
    "calendars_of",
    "close",
    "close_all",
    "decide_rule",
    "decline",
    "declined_by",
    "deliver",
    "is_deliverable",
    "is_wanted",
    "is_working_day",
    "known_zone",
    "lateness",
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
    "restore_rule",
    "rules_in_force",
    "send",
    "send_again",
    "send_all_again",
    "steps_of",
    "subject_and_body",
    "take_answer",
    "take_back",
    "unsubscribe_token",
    "wake_sender",
    "want_again",
    "want_only",
    "working_hour",
    "write",
    "write_many",
    "write_outside",
    "write_secret",
]
