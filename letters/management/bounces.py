"""Reads what mail servers send back: delivery status notifications (RFC 3464), and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Any

LARGEST = 1024 * 1024  # bytes; the report stands before the returned letter, so that a longer mail may be cut
LONGEST_ID = 200  # characters
LONGEST_ANSWER = 300  # characters
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Refusal:
    """A letter that will not arrive: its Message-ID, the server's words, and whether the address itself is at fault."""

    message_id: str
    answer: str
    is_for_good: bool


def read_refusal(raw: bytes) -> Refusal | None:
    """What the mail says about a letter that was given up; None for anything that is no such notification.

    A warning that delivery takes longer (Action: delayed), a success, an out-of-office answer and a letter of a person
    all give None. A notification with ``Status: 4.x.x`` and ``Action: failed`` ends the letter, not the address.
    """
    try:
        notice = message_from_bytes(raw[:LARGEST])
        if notice.get_content_type() != "multipart/report" or not notice.is_multipart():
            return None
        failed = _failed_recipient(notice)
        message_id = _returned_message_id(notice)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # a mail made to break readers
        return None
    if failed is None or not message_id:
        return None
    status, words = failed
    return Refusal(message_id, f"{status} {words}".strip()[:LONGEST_ANSWER], is_for_good=status.startswith("5"))


def _failed_recipient(notice: Message) -> tuple[str, str] | None:
    """Status and words of the first recipient whose delivery failed."""
    for part in _parts(notice, "message/delivery-status"):
        blocks: Any = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            status = STATUS.search(_line(block["Status"]))
            if _line(block["Action"]).lower() == "failed" and status and status[1] != "2":
                return status[0], _line(block["Diagnostic-Code"])
    return None


def _returned_message_id(notice: Message) -> str:
    """The Message-ID of the letter that comes back: whole, or its headers only."""
    for kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        for part in _parts(notice, kind):
            inside: Any = part.get_payload()
            letter = inside[0] if isinstance(inside, list) and inside else None
            if letter is None:
                letter = message_from_string(_text(part))
            found = _line(letter["Message-ID"])
            if found:
                return found[:LONGEST_ID]
    return ""


def _parts(notice: Message, kind: str) -> list[Message]:
    """The report's own parts of a kind: what the returned letter holds is not the report's."""
    parts: Any = notice.get_payload()
    return [part for part in parts if isinstance(part, Message) and part.get_content_type() == kind]


def _text(part: Message) -> str:
    content: Any = part.get_payload(decode=True)
    return content.decode("utf-8", errors="replace") if isinstance(content, bytes) else ""


def _line(header: Any) -> str:
    """A header in one line of plain text, whatever bytes it holds."""
    return " ".join(str(header or "").replace("\x00", "").encode("utf-8", errors="replace").decode().split())
