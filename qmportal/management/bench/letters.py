"""Letters by the hundred thousand: what planning costs against one INSERT, and sending against a bare loop of SMTP.

Every reader has one activity of her own that is due, so that each letter is a message: bundles would make it easy.
"""

from __future__ import annotations

import json
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from institutions.models import Affiliation, User
from letters.actions.mailing import compose
from letters.models import Letter
from qmportal.management.bench.data import BEGUN, Data, words
from workplans.models import Activity, Deadline

FEW, MANY = 10_000, 100_000  # letters
ROUNDS = 3  # planner and bare INSERT by turns; the median of each
BARE = 5_000  # messages of the bare loop
SENDERS = 2
BATCH = 10_000  # rows made at a time
PATIENCE = 1800  # seconds for all to arrive
BEHIND = 100  # the positions of the activities every bench has
START = 30  # seconds a process may take

Say = Callable[[str], Any]


def measure_letters(say: Say, analyse: Callable[[], None], environment: dict[str, str], *, many: int = MANY) -> None:
    """Write one figure a line."""
    people = People()
    few = many // 10
    for number, rounds in ((few, 1), (many, ROUNDS)):
        people.grow(number)
        analyse()
        said = plan(environment, rounds)
        say(f"letters.planner_peak_mib_{number}: {said['peak']:.1f}")
    first, again, bare = (statistics.median(said[name]) for name in ("first", "again", "bare"))
    say(f"letters.planned: {said['rows']}")
    say(f"letters.plan_seconds: {first:.2f}")
    say(f"letters.insert_seconds: {bare:.2f}")
    say(f"letters.plan_seconds_ratio_to_insert: {first / bare:.2f}")
    say(f"letters.second_run_ratio_to_first: {again / first:.2f}")
    say(f"letters.second_run_rows: {said['rows_again']}")
    analyse()
    measure_senders(say, environment, few=few, many=many)


class People:
    """Readers who each own one activity that is due in five days and was announced long ago."""

    def __init__(self) -> None:
        self.data = Data()
        self.number = 0

    def grow(self, number: int) -> None:
        for start in range(self.number, number, BATCH):
            self._add(range(start, min(start + BATCH, number)))
        self.number = number

    def _add(self, numbers: range) -> None:
        data = self.data
        readers = User.objects.bulk_create(
            User(email=f"reader-{number}@bench.example", display_name=f"Reader {number}") for number in numbers
        )
        Affiliation.objects.bulk_create(
            Affiliation(user=reader, institution=data.institutions[0], valid_from=BEGUN) for reader in readers
        )
        activities = Activity.objects.bulk_create(
            Activity(
                area=data.areas[number % len(data.areas)],
                position=BEHIND + number // len(data.areas),
                owner=reader,
                state=Activity.State.UNDER_WAY,
                last_report_on=data.today,
                **words("title", f"Activity {number}"),
            )
            for number, reader in zip(numbers, readers, strict=True)
        )
        due_on, set_at = data.today + timedelta(days=5), timezone.now() - timedelta(days=90)
        Deadline.objects.bulk_create(
            Deadline(activity=activity, version=1, is_baseline=True, due_on=due_on, set_at=set_at)
            for activity in activities
        )


def plan(environment: dict[str, str], rounds: int) -> dict[str, Any]:
    """The real planner, see ``planner.py``; what it wrote last stays."""
    command = [sys.executable, "-W", "ignore", "-m", "qmportal.management.bench.planner", str(rounds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return json.loads(done.stdout)


def measure_senders(say: Say, environment: dict[str, str], *, few: int, many: int) -> None:
    """Two worker processes send everything; their peak memory is looked at after a tenth and at the end."""
    morning = {"try_at": timezone.now(), "bundle_on": timezone.localdate()}  # it comes, whatever the hour
    Letter.objects.update(**morning)
    ask("VACUUM ANALYZE letters_letter")
    with listener() as server, workers(environment, server.port) as pids:
        server.wait_for(few)
        say(f"letters.worker_peak_mib_{few}: {max(map(peak_of, pids)):.1f}")
        counts = server.wait_for(many)
        say(f"letters.worker_peak_mib_{many}: {max(map(peak_of, pids)):.1f}")
    say(f"letters.sent: {counts.messages}")
    say(f"letters.sent_twice: {counts.messages - counts.different}")
    rate = (counts.messages - 1) / counts.seconds
    with listener() as server:
        bare = bare_rate(server.port)
    say(f"letters.sent_per_second: {rate:.0f}")
    say(f"letters.smtp_per_second: {bare:.0f} (bare loop of {BARE} of them)")
    say(f"letters.send_ratio_to_smtp: {rate / bare:.3f}")


@dataclass(frozen=True)
class Counts:
    messages: int
    different: int
    seconds: float


class Listening:
    """The process of ``listener.py``."""

    def __init__(self, port: int) -> None:
        self.port = port

    def counts(self) -> Counts:
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            messages, different, seconds = client.docmd("VRFY", "counts")[1].decode().split()
        return Counts(int(messages), int(different), float(seconds))

    def wait_for(self, number: int) -> Counts:
        patience = time.monotonic() + PATIENCE
        while (counts := self.counts()).messages < number:
            if time.monotonic() > patience:
                raise RuntimeError(f"only {counts.messages} of {number} letters arrived")
            time.sleep(0.5)
        return counts


@contextmanager
def listener() -> Iterator[Listening]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-I", str(Path(__file__).with_name("listener.py")), str(port)]
    process = subprocess.Popen(command)  # noqa: S603
    try:
        patience = time.monotonic() + START
        while time.monotonic() < patience:
            try:
                Listening(port).counts()
                break
            except OSError:
                time.sleep(0.05)
        yield Listening(port)
    finally:
        process.kill()
        process.wait()


@contextmanager
def workers(environment: dict[str, str], port: int) -> Iterator[list[int]]:
    """The worker of the compose file with its two children, and a call a second, as beat makes one a minute."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "qmportal", "worker", "-l", "ERROR"]
    command += ["--concurrency", str(SENDERS), "--beat", "-s", f"{environment['STATIC_ROOT']}-beat"]
    mail = {"MAIL_DIR": "", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    process = subprocess.Popen(command, env=environment | mail, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        patience = time.monotonic() + START
        while time.monotonic() < patience and len(children_of(process.pid)) < SENDERS:
            time.sleep(0.1)
        yield children_of(process.pid)
    finally:
        process.terminate()
        process.wait()


def children_of(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def peak_of(pid: int) -> float:
    """The most memory the process has held so far, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def bare_rate(port: int) -> float:
    """Messages a second of one loop over one connection, finished before it begins."""
    letters = Letter.objects.filter(state=Letter.State.SENT).order_by("pk")[:BARE]
    messages: list[Any] = [
        compose(
            address=letter.address,
            language=letter.language,
            subject=letter.subject,
            body=letter.body,
            message_id=letter.message_id,
            headers={},
        )
        for letter in letters
    ]
    ready = [(message.from_email, message.to, message.message().as_bytes(linesep="\r\n")) for message in messages]
    with smtplib.SMTP("127.0.0.1", port) as client:
        begun = time.perf_counter()
        for sender, to, text in ready:
            client.sendmail(sender, to, text)
        return len(ready) / (time.perf_counter() - begun)


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
