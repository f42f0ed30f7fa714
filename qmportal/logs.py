"""Keeps one-time links out of the log, and whoever answers a survey: whoever reads it must not be able to use it."""

import logging
import re
import traceback

SECRET_PART = re.compile(
    r"(/invitations/|/password/reset/key/|/confirm-email/|/calendars/|/answer/|/(?:un|re)subscribe/)[^/\s]+"
)
ANSWERING = r"/(?:a|(?:en|bs|sv)/answer)/"  # where people answer surveys: paths begin with it
ANSWERED = re.compile(rf"(?<![\w/-]){ANSWERING}")
THEIR_SCRIPT = "/static/js/answer."  # no other page asks for it


class HideSecrets(logging.Filter):
    """Shorten the secret part of an address in whatever is logged; of answers to surveys, log only what breaks."""

    def filter(self, record: logging.LogRecord) -> bool:
        words, asked = record.getMessage(), getattr(getattr(record, "request", None), "path", "")
        if ANSWERED.search(words) or THEIR_SCRIPT in words or ANSWERED.match(asked):
            if record.levelno < logging.ERROR:
                return False
            words += _place(record)
        record.msg, record.args = SECRET_PART.sub(r"\1...", words), ()
        return True


def _place(record: logging.LogRecord) -> str:
    """Which error, and where; not its words, which may quote an answer."""
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    frames = traceback.extract_tb(record.exc_info[2])
    kind, place = record.exc_info[0].__name__, f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    record.exc_info = record.exc_text = None
    return f" ({kind}, {place})"
