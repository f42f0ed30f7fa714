"""pytest plugin: throw-away servers for a test run, also for bare `pytest` and for each worker of xdist.

Loaded by `-p qmportal.launch.pytest_services` in pyproject.toml, because the settings need the addresses before
any conftest is read.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest

from . import tables
from .places import ROOT
from .processes import Processes
from .servers import server_account, socket_directory, start_missing, temporary_base

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LEFT_OUT = pytest.StashKey[int]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Before pytest-django reads the settings: start what is missing; workers of xdist inherit the addresses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        os.environ["REDIS_URL"] = own_database(os.environ["REDIS_URL"], worker)
    else:
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            start_servers(early_config)
        compile_catalogues()
        make_tables(early_config)
    return (yield)


def compile_catalogues() -> None:
    """A fresh checkout has no .mo files. In a process of its own, because Django keeps the catalogues it has read."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "django", "compilemessages"]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


def make_tables(config: pytest.Config) -> None:
    """Once for all workers of xdist, while they collect; not where last time's databases are used again."""
    options = config.known_args_namespace
    if getattr(options, "numprocesses", None) and not getattr(options, "reuse_db", False):
        config.add_cleanup(tables.begin())


def start_servers(config: pytest.Config) -> None:
    data = Path(tempfile.mkdtemp(prefix="qmportal-test-", dir=temporary_base()))
    data.chmod(0o711)  # for root: the database runs as another user
    processes = Processes(data / "log")

    def clean_up() -> None:
        processes.stop()
        shutil.rmtree(socket_directory(data, server_account()))
        shutil.rmtree(data)

    config.add_cleanup(clean_up)
    os.environ.update(start_missing(processes, data, os.environ, throwaway=True))


def own_database(url: str, worker: str) -> str:
    """The address with a Redis database for this worker alone: gw0 has number 1, gw1 number 2 (0 is for one process).

    Two workers on one queue would take each other's messages into the wrong PostgreSQL database.
    """
    number = int(worker.removeprefix("gw")) + 1
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={int(parse_qs(parts.query).get('db', ['0'])[0]) + number}"
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + number}"))


def browser() -> str | None:
    """The path of an installed Chromium, which browser tests drive; none is downloaded."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if browser():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    config.stash[LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out; the controlling process of xdist collects nothing and so knows no number."""
    count = config.stash.get(LEFT_OUT, None)
    if not browser() and count != 0:
        number = f"{count} browser tests" if count else "Browser tests"
        terminalreporter.write_line(
            f"{number} left out, because no Chromium is installed (Debian: apt install chromium)."
        )
