"""A real portal for a real browser: its own database with the demonstration data, served as in production."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from qmportal import environment
from qmportal.launch import tables
from qmportal.launch.pytest_services import browser as installed_browser

LANGUAGES = ("en", "bs", "sv")
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
PATIENCE = 120_000  # milliseconds for a page on a busy machine; nothing waits longer than it must
THREADS = ("--worker-class", "gthread", "--threads", "8")


expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Portal:
    """Where the portal runs, its own database, and how its demonstration people sign in."""

    url: str
    database_url: str
    accounts: dict[str, dict[str, str]]
    mail: Path  # the folder in which its letters arrive
    env: dict[str, str]  # of its processes

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Ask the portal's database; Django's own connection belongs to another one."""
        known = environment.database(self.database_url)
        with psycopg.connect(
            dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"]
        ) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A database of its own on the suite's server."""
    name = f"browser_{os.getpid()}"
    with tables.administrator() as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {tables.made() or 'template1'}")
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "qmportal.settings",
        "SECRET_KEY": "only for the browser's portal",
        "DATABASE_URL": database_url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": url,
        "DATA_DIR": str(folder),
        "MAIL_DIR": str(folder / "mail"),
        "DEMO": "1",
        "INSECURE_HTTP": "1",
    }
    fill(folder, env)
    with (folder / "web.log").open("w") as log:
        web = start("gunicorn", "qmportal.wsgi", "--bind", f"127.0.0.1:{port}", *THREADS, env=env, log=log)
        wait_for(f"{url}/readyz", web)
        accounts = {entry["role"]: entry for entry in json.loads((folder / "demo-accounts.json").read_text())}
        yield Portal(url=url, database_url=database_url, accounts=accounts, mail=folder / "mail", env=env)
        web.terminate()
        web.wait(120)


def fill(folder: Path, env: dict[str, str]) -> None:
    """Migrate and load everything, as `manage.py run` does."""
    log = folder / "prepare.log"
    with (folder / "prepare.out").open("w") as out:
        ready = start("qmportal.launch.prepare", "0", "4", str(log), "--demo", env=env, log=out)
    assert ready.wait() == 0, log.read_text()[-3000:]


def start(*module: str, env: dict[str, str], log: IO[str]) -> subprocess.Popen[bytes]:
    """Run a Python module from the root of the project, with its words in the log."""
    return subprocess.Popen([sys.executable, "-m", *module], cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Wait until the address answers; give up when the process has died."""
    while process.poll() is None:
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError("the portal did not start")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's own browser; root may start it only without its sandbox."""
    quiet = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    return {"executable_path": installed_browser(), "args": ["--no-sandbox", "--disable-quic", *quiet]}


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """Every window is patient."""
    opened = browser.new_context

    def patient(**options: object) -> BrowserContext:
        context = opened(**options)  # type: ignore[arg-type]  # handed through
        context.set_default_timeout(PATIENCE)
        return context

    browser.new_context = patient  # type: ignore[method-assign]
    return browser


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A wide window that fails the test on any error of script or policy."""
    context = browser.new_context(viewport=WIDE, base_url=portal.url)
    page = watched(context.new_page())
    yield page
    context.close()
    assert page.troubles == []  # type: ignore[attr-defined]


@pytest.fixture
def plain_page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A narrow window without JavaScript."""
    context = browser.new_context(viewport=NARROW, base_url=portal.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def watched(page: Page) -> Page:
    """Collect what the browser complains about: policy violations, script errors, foreign requests."""
    troubles: list[str] = []
    page.troubles = troubles  # type: ignore[attr-defined]
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("response", lambda response: troubles.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            troubles.append(request.url) if urlsplit(request.url).hostname not in {"127.0.0.1", None} else None
        ),
    )
    return page


def sign_in(page: Page, portal: Portal, role: str, language: str = "en") -> None:
    """Sign in as a person of the cast, through the form."""
    account = portal.accounts[role]
    page.goto(f"/{language}/accounts/login/")
    page.locator("input[name=login]").fill(account["email"])
    page.locator("input[name=password]").fill(account["password"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/my-work/")


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds: rule, and the elements that break it.

    Colours take it more than half of its time, and are the same in all languages: one of them is enough.
    """
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{entry['id']}: {node['html'][:160]}" for entry in found for node in entry["nodes"]]
