"""A mail server that really listens, and answers what a test tells it to; letters due on a working morning."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from institutions.models import User
from letters.actions import write
from letters.models import Letter


class Recorder:
    """Keeps every message; ``answers`` maps an address to the line it is refused with."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.senders: list[str] = []
        self.sessions: set[Any] = set()
        self.answers: dict[str, str] = {}
        self.delay = 0.0  # seconds between the message and the answer
        self.when_taken: Callable[[], object] = lambda: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.sessions.add(session.peer)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        time.sleep(self.delay)
        self.senders.append(envelope.mail_from)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.when_taken()
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail_server(settings) -> Iterator[Recorder]:
    """Listens on a free port, which the portal uses for the length of the test."""
    recorder, port = Recorder(), free_port()
    controller = Controller(recorder, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield recorder
    controller.stop()


@pytest.fixture
def no_mail_server(settings) -> None:
    """Nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.fixture
def working_day(time_machine):
    """A Tuesday, ten o'clock in Sarajevo."""
    time_machine.move_to("2027-03-02 09:00:00Z", tick=False)
    return time_machine


def matter(to: User, says: str = "Paint the door", **payload: Any) -> Letter:
    """A letter of the tests' own occasion, for the reader's next working morning."""
    letter = write(to=to, key=f"{says}/{to.pk}", occasion="matter", payload={"says": says, **payload})
    assert letter is not None
    return letter
