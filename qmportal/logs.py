"""Keeps one-time links out of the log: whoever reads it must not be able to use them."""

import logging
import re

SECRET_PART = re.compile(
    r"(/invitations/|/password/reset/key/|/confirm-email/|/calendars/|/answer/|/(?:un|re)subscribe/)[^/\s]+"
)


class HideSecrets(logging.Filter):
    """Shorten the secret part of an address in whatever is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET_PART.sub(r"\1...", record.getMessage()), ()
        return True
