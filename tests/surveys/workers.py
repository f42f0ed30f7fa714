"""What processes of their own do to a survey, until they are done or killed.

They begin together, once the file ``go`` is there, and write a line into a file only after something was done.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from surveys.actions.answering import CodeUsed, submit
from surveys.actions.folding import fold
from surveys.models import Campaign
from surveys.results.layout import Layout, Question

LAYOUT = Layout([Question(f"Q{number}", 5, "one") for number in range(8)], overall=7)
PATIENCE = 120  # seconds to wait for the others on a busy machine


def ballot(number: int) -> bytes:
    """An answer that tells its number, up to 5 ** 8."""
    return bytes(number // 5**place % 5 + 1 for place in range(LAYOUT.length))


def number_of(answers: bytes) -> int:
    return sum((code - 1) * 5**place for place, code in enumerate(answers))


class Crew:
    """Processes at work on one survey; in ``folder`` they are told to begin and to stop, and say what they did."""

    def __init__(self, campaign: Campaign, folder: Path) -> None:
        self.campaign, self.folder, self.number = campaign.pk, folder, 0
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload(["tests.surveys.ready", __name__])

    def start(self, deed: Callable[..., None], *arguments: Any) -> Any:
        """Set one more to work; what it says stands in ``said``."""
        self.number += 1
        told = (self.campaign, self.folder, self.folder / f"said-{self.number}")
        process = self.processes.Process(target=_work, args=(connection.settings_dict["NAME"], deed, *told, *arguments))
        process.start()
        return process

    def go(self) -> None:
        (self.folder / "go").touch()

    def stop(self) -> None:
        (self.folder / "stop").touch()

    def said(self) -> list[str]:
        return [line for file in self.folder.glob("said-*") for line in file.read_text().split()]


def _work(database: str, deed: Callable[..., None], campaign: int, folder: Path, said: Path, *arguments: Any) -> None:
    connection.settings_dict["NAME"] = database
    output = os.open(said, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def say(line: object) -> None:
        os.write(output, f"{line}\n".encode())  # whole, whatever other threads say

    deed(Campaign.objects.get(pk=campaign), folder, say, *arguments)


def _begin(folder: Path) -> None:
    connection.ensure_connection()
    end = time.monotonic() + PATIENCE
    while not (folder / "go").exists() and time.monotonic() < end:
        time.sleep(0.002)


def _each(work: Callable[[Any], None], things: Iterable[Any]) -> None:
    """Do the work on each of the things in a thread of its own."""
    things = list(things)
    with ThreadPoolExecutor(len(things)) as threads:
        list(threads.map(work, things))


def post(campaign: Campaign, folder: Path, say: Callable[[object], None], code: str, times: int) -> None:
    """Answer with one code so many times at once."""
    _each(partial(_post, campaign, folder, say), [code] * times)


def _post(campaign: Campaign, folder: Path, say: Callable[[object], None], code: str) -> None:
    _begin(folder)
    try:
        submit(campaign, ballot(0), layout=LAYOUT, code=code)
    except CodeUsed:
        say("used")
    else:
        say("taken")
    connection.close()


def answer(campaign: Campaign, folder: Path, say: Callable[[object], None], numbers: range, writers: int) -> None:
    """Cast the ballots of these numbers, so many at once."""
    _each(partial(_answer, campaign, folder, say), [numbers[place::writers] for place in range(writers)])


def _answer(campaign: Campaign, folder: Path, say: Callable[[object], None], numbers: range) -> None:
    _begin(folder)
    for number in numbers:
        submit(campaign, ballot(number), layout=LAYOUT, breakdowns=(number % 3, 0, 0))
        say(number)
    connection.close()


def fold_on(campaign: Campaign, folder: Path, _say: Callable[[object], None]) -> None:
    """Fold whatever waits, until told to stop."""
    _begin(folder)
    while not (folder / "stop").exists():
        if not fold(campaign, LAYOUT):
            time.sleep(0.01)
