"""Child processes in the order of their start; stopped in reverse; none outlives this process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .screen import Trouble

WRAPPER = Path(__file__).with_name("child.py")
Command = list[str | Path]
PAUSE = 0.02  # seconds between two looks


@dataclass
class Child:
    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    stop: signal.Signals

    def tail(self) -> str:
        """The last lines of the log, for a message."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


class Processes:
    """Start, watch and stop children.

    `patience` is called while waiting; it raises to break off. With `record`, children are written down, so that
    the next start can end what a killed parent left (only where the kernel does not do it: outside Linux).
    """

    def __init__(self, logs: Path, patience: Callable[[], None] = lambda: None, record: Path | None = None) -> None:
        self.logs = logs
        self.patience = patience
        self.record = record
        self.children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)
        if record:
            end_leftovers(record)

    def start(
        self,
        name: str,
        command: Command,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | str = "/",
        account: str = "",
        stop: signal.Signals = signal.SIGTERM,
        orphaned: signal.Signals = signal.SIGKILL,
        stdin: Path | str = os.devnull,
        shown: bool = False,
    ) -> Child:
        """Start a child in a session of its own, so that Ctrl-C reaches only this process.

        `stop` asks it to end; the kernel sends `orphaned` if this process is killed; `account` is the user it runs as
        (only root may choose); `shown` lets its output through instead of writing it to `<name>.log`.
        """
        log = self.logs / f"{name}.log"
        wrapped = [sys.executable, "-I", "-S", WRAPPER, str(os.getpid()), str(int(orphaned)), account, *command]
        with open(log, "wb") as file, open(stdin, "rb") as words:
            popen = subprocess.Popen(
                wrapped,
                cwd=folder,
                env=environment,
                stdin=words,
                stdout=None if shown else file,
                stderr=None if shown else subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, popen, log, stop)
        self.children.append(child)
        self._write_record()
        return child

    def run(self, name: str, command: Command, **how: object) -> None:
        """Start a child and wait until it has done its work."""
        child = self.start(name, command, **how)  # type: ignore[arg-type]  # handed through
        while child.popen.poll() is None:
            self.patience()
            time.sleep(PAUSE)
        self.children.remove(child)
        if child.popen.returncode:
            raise Trouble(
                f"{name} failed (exit code {child.popen.returncode}); see {child.log}.\n{child.tail()}".rstrip()
            )

    def wait_until(self, condition: Callable[[], bool], child: Child, seconds: float = 60) -> None:
        """Wait for a child to be ready; raise with the end of its log if it dies or never is."""
        limit = time.monotonic() + seconds
        while not condition():
            self.patience()
            self.raise_if_ended()
            if time.monotonic() > limit:
                raise Trouble(f"{child.name} was not ready after {seconds:.0f} s; see {child.log}.\n{child.tail()}")
            time.sleep(PAUSE)

    def raise_if_ended(self) -> None:
        for child in self.children:
            code = child.popen.poll()
            if code is not None:
                words = f"{child.name} ended unexpectedly (exit code {code}); see {child.log}."
                raise Trouble(f"{words}\n{child.tail()}")

    def stop(self) -> None:
        """End all children, last started first; each has 15 seconds to finish its work."""
        while self.children:
            end(self.children[-1])
            self.children.pop()
        if self.record:
            self.record.unlink(missing_ok=True)

    def _write_record(self) -> None:
        if self.record:
            facts = [[child.popen.pid, birth(child.popen.pid)] for child in self.children]
            self.record.write_text(json.dumps(facts))


def end(child: Child) -> None:
    if child.popen.poll() is None:
        child.popen.send_signal(child.stop)
        try:
            child.popen.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(child.popen.pid, signal.SIGKILL)
    child.popen.wait()


def birth(pid: int) -> str:
    """When a process began, in the system's words; empty if it is gone. Number and birth together name one process."""
    if sys.platform != "linux":
        return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    try:
        # The name, in brackets, may contain spaces; after it come the state and, nineteen fields later, the start time.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


def end_leftovers(record: Path) -> None:
    """End what a killed parent left behind: servers get a moment to close their files, then all are killed."""
    left = [(pid, began) for pid, began in read_record(record) if began]
    for number in (signal.SIGINT, signal.SIGKILL):
        left = [(pid, began) for pid, began in left if birth(pid) == began]
        for pid, _ in left:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        limit = time.monotonic() + 10
        while time.monotonic() < limit and any(birth(pid) == began for pid, began in left):
            time.sleep(PAUSE)


def read_record(record: Path) -> list[tuple[int, str]]:
    try:
        return json.loads(record.read_text())
    except (FileNotFoundError, json.JSONDecodeError):  # never written, or killed while writing
        return []
