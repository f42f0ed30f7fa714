"""The conversation with the mail server: one connection for many messages, renewed after trouble."""

from __future__ import annotations

import smtplib
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, forbid_multi_line_headers, get_connection

from institutions.models import User
from letters.actions.answering import unsubscribe_token
from letters.actions.occasions import CalendarPart
from letters.actions.rendering import address_with, in_one_line

LONGEST_LINE = 998  # RFC 5322, bytes
REFUSED_FOR_GOOD = 500  # RFC 5321: 4yz is for now, 5yz for good
GOODBYE = 421  # and the server hangs up
NO_SUCH_MAILBOX = {550, 551, 553}
POLICY = "5.7."  # RFC 3463: a refusal of us or of the words, not of the address


@dataclass(frozen=True)
class Refusal:
    """What the mail server said, and what it is about: this letter for good, its address, or the server itself."""

    answer: str
    is_for_good: bool = False
    is_of_address: bool = False
    is_trouble: bool = False  # no connection, or a refusal of us: the next message would fare no better


class Post:
    """``with Post() as post: post.hand_over(message)``"""

    def __init__(self) -> None:
        self.connection: Any = get_connection()

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *exception: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Leave the server; the next message connects anew."""
        try:
            self.connection.close()
        except OSError:
            self.connection = get_connection()

    def hand_over(self, message: EmailMessage) -> Refusal | None:
        """Give the message to the server; None when it took it."""
        try:
            self.connection.open()
            self.connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            return self._refused(*next(iter(refusal.recipients.values())), is_at_address=True)
        except smtplib.SMTPDataError as refusal:
            return self._refused(refusal.smtp_code, refusal.smtp_error, is_at_address=False)
        except (smtplib.SMTPNotSupportedError, ValueError) as trouble:  # an address or a header no server would take
            self.hang_up()
            return Refusal(in_one_line(trouble), is_for_good=True)
        except OSError as trouble:
            self.hang_up()
            return Refusal(in_one_line(trouble), is_trouble=True)
        return None

    def _refused(self, code: int, words: bytes | str, *, is_at_address: bool) -> Refusal:
        if code == GOODBYE:
            self.hang_up()
        text = words.decode(errors="replace") if isinstance(words, bytes) else words
        return Refusal(
            f"{code} {text}",
            is_for_good=code >= REFUSED_FOR_GOOD,
            is_of_address=is_at_address and code in NO_SUCH_MAILBOX and not text.startswith(POLICY),
        )


class Mail(EmailMessage):
    """A plain text, put together in a third of the time the general way takes: there are thousands.

    Headers are checked and encoded by Django, but not folded: not every program reads a folded address of the button
    that ends letters. A calendar may stand beside the text.
    """

    calendar: CalendarPart | None = None

    def message(self, **options: Any) -> Any:
        text = str(self.body).replace("\r\n", "\n").replace("\r", "\n").encode()
        is_long = max(map(len, text.split(b"\n"))) > LONGEST_LINE
        encoding = "quoted-printable" if is_long else "7bit" if text.isascii() else "8bit"
        words = _part("text/plain; charset=utf-8", encoding, b2a_qp(text) if is_long else text)
        if self.calendar is not None:
            words = _beside(words, self.calendar)
        headers = {
            "MIME-Version": "1.0",
            "Subject": self.subject,
            "To": ", ".join(self.to),
            "Date": formatdate(),
            **self.extra_headers,
        }
        lines = [": ".join(forbid_multi_line_headers(name, value, "utf-8")) for name, value in headers.items()]
        return Written("\n".join(lines).encode("ascii") + b"\n" + words)


def _part(kind: str, encoding: str, content: bytes) -> bytes:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode("ascii") + content


def _beside(words: bytes, calendar: CalendarPart) -> bytes:
    """Both as alternatives: programs that know calendars show buttons, all others the text."""
    kind = f"text/calendar; charset=utf-8; method={calendar.method}"
    event = _part(kind, "base64", encodebytes(calendar.content))
    between = sha256(words + event).hexdigest()[:32].encode()
    parts = b"".join(b"--%b\n%b\n" % (between, part) for part in (words, event))
    head = b'Content-Type: multipart/alternative; boundary="%b"\n\n' % between
    return head + parts + b"--%b--\n" % between


@dataclass(frozen=True)
class Written:
    """A finished message, the way backends ask for it."""

    content: bytes

    def as_bytes(self, linesep: str = "\n") -> bytes:
        return self.content.replace(b"\n", linesep.encode())


def compose(
    *,
    address: str,
    language: str,
    subject: str,
    body: str,
    message_id: str,
    headers: dict[str, str],
    calendar: CalendarPart | None = None,
) -> EmailMessage:
    """A message of the portal: plain text, known as automatic, returned to the address for bounces."""
    mail = Mail(
        subject=subject,
        body=body,
        from_email=settings.BOUNCE_ADDRESS,
        to=[address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id,
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
            **headers,
        },
    )
    mail.calendar = calendar
    return mail


def unsubscribe_headers(person: User, occasions: Sequence[str]) -> dict[str, str]:
    """RFC 8058: mail programs show a button that ends these letters by POST; none where there is nothing to end."""
    if not occasions:
        return {}
    return leave_headers(address_with("letters:unsubscribe", unsubscribe_token(person, occasions)))


def leave_headers(address: str) -> dict[str, str]:
    """The button itself: POST to the address ends the letters."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
