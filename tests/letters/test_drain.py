"""A sender's turn: who takes what, in which order, for how long."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import User
from letters.actions import close, deliver, write, write_secret
from letters.actions.claiming import held, name_of
from letters.models import Letter
from tests.factories import make_user
from tests.letters.conftest import free_port, matter
from tests.letters.matters.tasks import READINGS

pytestmark = pytest.mark.usefixtures("working_day")


@pytest.fixture
def readers(db) -> list[User]:
    return [make_user(f"{number}@test.example") for number in range(12)]


def at_once(work: Callable[[], object], times: int) -> list[object]:
    """Call it in so many threads at the same time."""
    said: list[object] = []

    def run() -> None:
        try:
            said.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_one_connection_for_many_messages(readers, mail_server):
    for reader in readers:
        matter(reader)

    assert deliver() == {"sent": 12}

    assert len(mail_server.messages) == 12
    assert len(mail_server.sessions) == 1


def test_same_queries_for_few_letters_and_many(readers, mail_server):
    def queries_for(some: list[User]) -> int:
        for reader in some:
            matter(reader)
        READINGS.clear()
        with CaptureQueriesContext(connection) as captured:
            deliver()
        assert [len(some)] == READINGS
        return len(captured) - len(some)  # one stamp for each message

    assert queries_for(readers[:2]) == queries_for(readers[2:])


def test_single_letters_overtake_reminders(readers, mail_server):
    matter(readers[0])
    write_secret(to=None, address="new@test.example", language="en", key="k", subject="Invitation", body="link\n")

    deliver()

    assert [message["To"] for message in mail_server.messages] == ["new@test.example", readers[0].email]


def waiting_at(server: socket.socket) -> int:
    """How many have called a server that never answered."""
    server.setblocking(False)
    callers = []
    with suppress(BlockingIOError):
        while True:
            callers.append(server.accept()[0])
    for caller in callers:
        caller.close()
    return len(callers)


def test_N_11_a_stalled_server_costs_a_timeout_and_nobody_else_an_attempt(readers, settings):
    for reader in readers:
        matter(reader)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 0.2
    with socket.create_server(("127.0.0.1", settings.EMAIL_PORT)) as stalled:
        counts = deliver()
        calls = waiting_at(stalled)

    assert calls == 2  # each cost a timeout
    assert counts == {"due": 2}
    assert Letter.objects.filter(attempts=0, state="due").count() == 10


def test_the_turn_ends_in_time(readers, mail_server, settings):
    settings.LETTER_DRAIN_SECONDS = 0
    for reader in readers:
        matter(reader)

    assert deliver() == {}


@pytest.mark.parametrize(("seconds", "readings"), [(60, [2]), (0, [2, 2, 1])])
def test_what_was_read_long_ago_is_read_again(seconds, readings, readers, mail_server, settings):
    settings.LETTER_READING_HOLDS = seconds
    for reader in readers[:2]:
        matter(reader)
    READINGS.clear()

    deliver()

    assert readings == READINGS


def test_N_20_what_changes_while_the_group_is_on_its_way(mail_server, settings, transactional_db):
    settings.LETTER_READING_HOLDS = 0
    first, second = (matter(make_user()) for _number in range(2))

    def it_is_over() -> None:
        Letter.objects.filter(pk=second.pk).update(payload={"is_over": True})
        connection.close()

    mail_server.when_taken = it_is_over
    deliver()

    assert [message["To"] for message in mail_server.messages] == [first.address]
    assert Letter.objects.get(pk=second.pk).answer == "It is over."


def test_N_14_parallel_turns_send_each_once(mail_server, transactional_db):
    for number in range(40):
        matter(make_user(f"{number}@test.example"))

    counts = at_once(deliver, 4)
    deliver()

    assert len(mail_server.messages) == 40
    assert sum(count.get("sent", 0) for count in counts) == 40
    assert Letter.objects.filter(state="sent", attempts=1).count() == 40


def test_only_so_many_senders_at_a_time(readers, mail_server, settings, transactional_db):
    settings.LETTER_SENDERS = 1
    matter(make_user())
    with held(["turn/0"], at_most=1):
        assert at_once(deliver, 1) == [{}]

    assert deliver() == {"sent": 1}


def test_nobody_closes_what_is_being_handed_over(secretariat, transactional_db):
    letter = matter(make_user())

    def try_to_close() -> str:
        try:
            close(letter, by=secretariat, reason="not needed")
        except Letter.IsInHand:
            return "in hand"
        return "closed"

    with held([name_of(letter)], at_most=1):
        assert at_once(try_to_close, 1) == ["in hand"]
    assert at_once(try_to_close, 1) == ["closed"]


def test_N_24_languages_do_not_mix_in_threads(mail_server, transactional_db, settings):
    settings.LETTER_GROUP, settings.LETTER_SENDERS = 4, 4
    for number in range(24):
        matter(
            make_user(f"{('en', 'bs', 'sv')[number % 3]}{number}@test.example", language=("en", "bs", "sv")[number % 3])
        )

    at_once(deliver, 4)

    dates = {"en": "12 March 2027", "bs": "12. mart 2027.", "sv": "12 mars 2027"}
    assert len(mail_server.messages) == 24
    for message in mail_server.messages:
        language = message["To"][:2]
        assert message["Content-Language"] == language
        assert dates[language] in message.get_content()
        assert f"/{language}/letters/" in message.get_content()


def test_N_08_one_refused_address_does_not_hold_up_the_others(readers, mail_server):
    for reader in readers:
        matter(reader)
    mail_server.answers[readers[3].email] = "451 later"

    assert deliver() == {"sent": 11, "due": 1}
    assert len(mail_server.sessions) == 1


def test_a_poisonous_message_to_the_server_does_not_stop_the_turn(readers, mail_server):
    """One trouble may be the message's; two in a row are the server's."""
    for reader in readers:
        matter(reader)
    mail_server.answers[readers[3].email] = "421 go away"

    counts = deliver()

    assert counts["sent"] == 11
    waiting = Letter.objects.get(state="due")
    assert waiting.try_at > timezone.now()
    assert write(to=readers[3], key=waiting.key, occasion="matter", payload={"says": "x"}) is None
