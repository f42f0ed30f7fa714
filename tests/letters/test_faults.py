"""Two schedulers, four workers, kills at random moments, a queue that forgets: every letter arrives, none twice.

A letter may be accepted twice only when its worker was killed between the server's acceptance and our stamp, and then
under the same Message-ID.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from institutions.models import User
from letters.models import Letter
from tests.factories import make_user
from tests.letters.conftest import free_port
from tests.letters.processes import Celery, Queue, Sink, environment_of

pytestmark = pytest.mark.django_db(transaction=True)

READERS, ALONE = 350, 100  # nine hundred letters in bundles of 2 or 3, a hundred that leave alone
LETTERS = 1000
KILLS = 8
PATIENCE = 300  # seconds for everything to arrive, on a busy machine; usually a few


@pytest.fixture
def sink(tmp_path) -> Iterator[Sink]:
    with Sink(free_port(), tmp_path) as sink:
        yield sink


@pytest.fixture
def queue() -> Iterator[Queue]:
    with tempfile.TemporaryDirectory(prefix="qm-queue-") as folder:
        queue = Queue(Path(folder))
        yield queue
        queue.stop()


@pytest.fixture
def workers(queue, sink) -> Iterator[list[Celery]]:
    environment = environment_of(queue.url, sink.port)
    words = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "-l", "ERROR")
    workers = [Celery(*words, "-n", f"{name}@%h", environment=environment) for name in "abcd"]
    beats = [Celery("beat", "-s", f"{queue.folder}/{name}", "--pidfile", "", environment=environment) for name in "xy"]
    yield workers
    for process in (*workers, *beats):
        process.kill()


@pytest.fixture
def due() -> None:
    """A thousand letters whose moment has come."""
    now = timezone.now()
    people = [make_user(f"{number}@test.example") for number in range(3)]
    people += User.objects.bulk_create(
        User(email=f"{number}@test.example", display_name=f"Person {number}") for number in range(3, READERS)
    )
    Letter.objects.bulk_create(
        Letter(
            key=f"k{number}",
            occasion="matter",
            payload={"says": f"matter {number}"},
            recipient=people[number % READERS],
            address="",
            language="en",
            try_at=now,
            bundle_on=None if number < ALONE else timezone.localdate(),
        )
        for number in range(LETTERS)
    )


def in_state(state: str) -> int:
    return Letter.objects.filter(state=state).count()


def wait_for(number: int, patience: float) -> bool:
    """Wait until so many letters are sent."""
    end = time.monotonic() + patience
    while in_state("sent") < number:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_N_01_N_02_N_04_N_05_N_12_killed_workers_and_a_queue_that_forgets(due, workers, queue, sink):
    chance = random.Random(2018)
    began = LETTERS // (KILLS + 2)
    for kill in range(KILLS):
        assert wait_for(in_state("sent") + chance.randrange(began // 2, began), PATIENCE), "nothing leaves any more"
        worker = chance.choice(workers)
        if kill % 4 == 3:
            worker.kill_child()
            continue
        worker.kill()
        if kill % 3 == 1:
            queue.restart()
        worker.start()

    assert wait_for(LETTERS, PATIENCE)

    arrived = sink.accepted()
    assert {message_id for _address, message_id in arrived} == set(Letter.objects.values_list("sent_as", flat=True))
    assert len({address for address, _id in arrived}) == READERS
    assert sum(sink.repeats().values()) <= KILLS
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}
