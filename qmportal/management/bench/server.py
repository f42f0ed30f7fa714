"""The measured server: gunicorn as in production, on a free port, with its own view of how much processor it used."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOAD = Path(__file__).with_name("load.py")
TICKS = os.sysconf("SC_CLK_TCK")  # per second of processor time
START = 30  # seconds the server may take


@dataclass(frozen=True)
class Measured:
    """What one run of the load showed."""

    answers: dict[str, int]
    seconds: float
    processor: float  # seconds, of all processes of the server

    @property
    def number(self) -> int:
        return sum(self.answers.values())


class Server:
    """``with Server(environment, log) as server:`` starts it, and ends it whatever happens."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def __enter__(self) -> Server:
        command = [sys.executable, "-m", "gunicorn", "qmportal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)  # noqa: S603
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait()

    def _wait(self) -> None:
        patience = time.monotonic() + START
        while time.monotonic() < patience and self.process.poll() is None:
            connection = http.client.HTTPConnection("localhost", self.port, timeout=START)
            try:
                connection.request("GET", "/bare")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise RuntimeError(f"The server does not answer:\n{self.log.read_text()[-2000:]}")

    def measure(self, connections: list[dict[str, Any]], seconds: float) -> Measured:
        """Put load on the server for that long; each connection has ``requests`` and the number of its ``first``."""
        plan = {"port": self.port, "seconds": seconds, "connections": connections}
        before = self._processor()
        load = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(LOAD)],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 60,
        )
        said = json.loads(load.stdout)
        return Measured(said["answers"], said["seconds"], self._processor() - before)

    def _processor(self) -> float:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(_ticks(pid) for pid in [str(self.process.pid), *children]) / TICKS


def _ticks(pid: str) -> int:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])  # utime and stime
