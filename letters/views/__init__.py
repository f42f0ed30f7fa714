"""Pages of the post room."""

from letters.views.index import close_letters, index, send_letters
from letters.views.letter import close_letter, letter, resend_letter
from letters.views.post_room import post_room
from letters.views.rules import edit_rule, restore_rule, rules
from letters.views.unsubscribe import resubscribe, unsubscribe

__all__ = [
    "close_letter",
    "close_letters",
    "edit_rule",
    "index",
    "letter",
    "post_room",
    "resend_letter",
    "restore_rule",
    "resubscribe",
    "rules",
    "send_letters",
    "unsubscribe",
]
