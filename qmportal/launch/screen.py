"""What the person at the keyboard sees: numbered steps with their time, and one clear sentence when something fails."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Trouble(Exception):
    """Something a person can put right; the text is the one sentence that says how."""


class Steps:
    """Print "3/8 queue ... 0.1 s", one line for each step."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.total = total
        self.done = done

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.done += 1
        say(f"{self.done}/{self.total} {name} ... ", end="")
        begun = time.monotonic()
        try:
            yield
        except BaseException:
            say("stopped")
            raise
        say(f"{time.monotonic() - begun:.1f} s")


def say(text: str = "", end: str = "\n") -> None:
    """Print at once, also into a pipe; a terminal that lacks a letter gets a question mark instead of a crash."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # it is a real stream here
    with suppress(BrokenPipeError):  # whoever read our output left; the portal stays open
        print(text, end=end, flush=True)
