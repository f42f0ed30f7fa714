"""Real processes for the fault tests: workers and schedulers of Celery, a queue of their own, a mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

from qmportal.launch.servers import answers_ping, redis_binary

START = 120  # seconds a server may take on a busy machine


def database_url() -> str:
    """The address of the test's own database."""
    database = connection.settings_dict
    user = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    query = urlencode({"host": database["HOST"], **({"port": database["PORT"]} if database["PORT"] else {})})
    return f"postgres://{user}@/{database['NAME']}?{query}"


class Queue:
    """A Redis-protocol server that forgets everything when it is restarted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.start()

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        command = [redis_binary(), "--port", "0", "--unixsocket", self.socket, "--save", ""]
        self.process = subprocess.Popen(list(map(str, command)), cwd=self.folder, stdout=subprocess.DEVNULL)
        patience = time.monotonic() + START
        while not answers_ping(self.socket):
            assert time.monotonic() < patience, "the queue does not start"
            time.sleep(0.05)

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Celery:
    """A worker with its children, or a scheduler, in a process group of its own."""

    def __init__(self, *arguments: str, environment: dict[str, str]) -> None:
        self.arguments, self.environment = arguments, environment
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "qmportal", *self.arguments]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def kill(self) -> None:
        """Parent and children at once, as a power cut does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_child(self) -> None:
        """Only the process that sends; its parent starts another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)


def environment_of(redis_url: str, mail_port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "DJANGO_SETTINGS_MODULE": "tests.letters.any_hour",
        "LOG_LEVEL": "ERROR",
    }


class Sink:
    """``with Sink(port) as sink``: a mail server in a process of its own, which writes down what it accepted."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.log = port, folder / "accepted"

    def __enter__(self) -> Sink:
        self.log.touch()
        command = [sys.executable, str(Path(__file__).with_name("sink.py")), str(self.port), str(self.log)]
        self.process = subprocess.Popen(command)
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.wait()

    def accepted(self) -> list[tuple[str, str]]:
        """Address and Message-ID of every message, in order."""
        lines = self.log.read_text().splitlines()
        return [(address, message_id) for address, message_id in (line.split("\t") for line in lines)]

    def repeats(self) -> dict[str, int]:
        """By Message-ID, how often a message came beyond the first time."""
        counts = Counter(message_id for _address, message_id in self.accepted())
        return {message_id: number - 1 for message_id, number in counts.items() if number > 1}
