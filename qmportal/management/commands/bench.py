"""`bench pages`: queries of each page, and its speed against a bare view in the same run; under two minutes.

`bench letters`: 100,000 reminders planned and sent, against one INSERT and a bare loop of SMTP; about ten minutes.
`bench plan`: the same for the picture and the tables of a plan of 100, 1,000 and 10,000 activities.
`bench parity`: how often the parity check is right over the labelled pairs of the tests, and how fast; seconds.
`bench guidelines`: the reading page from a copy, unchanged and made anew, its weight, PDF, and a search; minutes.
`bench meetings`: a meeting with 60 items, 200 attendances and 300 actions, among 10 and 1,000; a minute.
`bench surveys`: a million answers folded, counted anew, released and read; about ten minutes.
`bench search`: a search among 10,000 clauses in three languages; about two minutes.

Works in a database of its own beside the portal's, which is dropped at the end.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connection
from django.test.utils import override_settings
from django.utils import translation

from qmportal.management.bench.data import Data
from qmportal.management.bench.guidelines import measure_guidelines
from qmportal.management.bench.letters import MANY as LETTERS
from qmportal.management.bench.letters import measure_letters
from qmportal.management.bench.meetings import measure_meetings
from qmportal.management.bench.pages import Page, all_pages, queries_of, ratios_of
from qmportal.management.bench.parity import measure_parity
from qmportal.management.bench.plan import measure_plan
from qmportal.management.bench.search import measure_search
from qmportal.management.bench.server import Server
from qmportal.management.bench.surveys import MILLION, measure_surveys

DATABASE = "qmportal_bench"
FEW, SOME, MANY = 10, 100, 1000  # rows
CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # the server makes its own
    help = "Measure pages: queries, requests per second and processor time against a bare view."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", choices=["pages", "plan", "letters", "parity", "guidelines", "search", "meetings", "surveys"]
        )
        parser.add_argument("--responses", type=int, default=MILLION, help="how many people answered surveys")
        parser.add_argument("--letters", type=int, default=LETTERS, help="how many reminders are due")
        parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="measure only these pages")

    def handle(self, *args: Any, what: str, only: list[str], letters: int, responses: int, **options: Any) -> None:
        self.only, self.responses = set(only), responses
        self.queries: dict[str, int] = {}
        self.trouble: list[str] = []
        if what == "parity":  # needs no server and no rows
            measure_parity(self.stdout.write)
            return
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qmportal-bench-")))
            self._make_database(stack)
            stack.enter_context(translation.override("en"))
            environment = self._environment(folder)
            with override_settings(STATIC_ROOT=folder / "static"):
                call_command("collectstatic", interactive=False, verbosity=0)
            stack.enter_context(
                override_settings(
                    ALLOWED_HOSTS=["localhost"],
                    STATIC_ROOT=folder / "static",
                    SECURE_SSL_REDIRECT=False,
                    CACHES=CACHE,
                    STORAGES={**settings.STORAGES, **PLAIN_FILES},
                )
            )
            self._run(what, stack, environment, folder, letters)
        if self.trouble:
            raise CommandError("; ".join(self.trouble))

    def _run(self, what: str, stack: ExitStack, environment: dict[str, str], folder: Path, letters: int) -> None:
        if what == "letters":
            measure_letters(self.stdout.write, analyse, environment, many=letters)
            return
        if what == "pages":
            self._measure_pages(stack, environment, folder)
            return
        server = stack.enter_context(Server(environment, folder / "server.log"))
        write = self.stdout.write
        if what == "plan":
            self.trouble += measure_plan(write, analyse, server)
            return
        if what == "guidelines":
            measure_guidelines(write, analyse, server)
            return
        if what == "surveys":
            self.trouble += measure_surveys(write, analyse, Data(), server, many=self.responses)
            return
        measure = measure_meetings if what == "meetings" else measure_search
        self.trouble += measure(write, analyse, Data(), server)

    def _measure_pages(self, stack: ExitStack, environment: dict[str, str], folder: Path) -> None:
        data = Data()
        self._grow(data, FEW)
        server = stack.enter_context(Server(environment, folder / "server.log"))
        self._measure_all(data, server)

    def _measure_all(self, data: Data, server: Server) -> None:
        pages = [page for page in all_pages(data) if not self.only or page.name in self.only]
        dashboards = next((page for page in pages if page.name == "dashboards"), None)
        for page in pages:
            self._count(page, data)
        for page in pages:
            if page is not dashboards:
                self._measure(page, page.name, data, server)
        if dashboards:
            self._measure(dashboards, f"dashboards_{FEW}", data, server)
            self._grow(data, SOME)
            self._count(dashboards, data)
            self._measure(dashboards, f"dashboards_{SOME}", data, server)
        self._grow(data, MANY)
        for page in pages:
            self._count(page, data)
        if dashboards:
            self._measure(dashboards, f"dashboards_{MANY}", data, server)

    def _count(self, page: Page, data: Data) -> None:
        """Count the queries; the same as with fewer rows, or the command fails at its end."""
        try:
            number = queries_of(page, data)
        except LookupError as trouble:
            self.trouble.append(f"{page.name} {trouble}")
            return
        fewer = self.queries.setdefault(page.name, number)
        if fewer != number:
            self.trouble.append(f"{page.name} takes {fewer} queries with {FEW} rows and {number} with {data.rows}")

    def _measure(self, page: Page, name: str, data: Data, server: Server) -> None:
        if page.name not in self.queries:
            return
        try:
            ratio, processor = ratios_of(page, data, server)
        except LookupError as trouble:
            self.trouble.append(f"{name} {trouble}")
            return
        self.stdout.write(f"pages.{name}.queries: {self.queries[page.name]}")
        self.stdout.write(f"pages.{name}.ratio_to_bare: {ratio:.3f}")
        self.stdout.write(f"pages.{name}.cpu_ratio: {processor:.2f}")

    def _grow(self, data: Data, rows: int) -> None:
        data.grow(rows)
        analyse()

    def _make_database(self, stack: ExitStack) -> None:
        real = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = DATABASE
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        stack.callback(connection.creation.destroy_test_db, real, verbosity=0)

    def _environment(self, folder: Path) -> dict[str, str]:
        parts = urlsplit(os.environ["DATABASE_URL"])
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "qmportal.management.bench.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{DATABASE}")),
            "STATIC_ROOT": str(folder / "static"),
            "BENCH_CACHE_PREFIX": f"bench-{os.getpid()}",
            "DEBUG": "0",
            "INSECURE_HTTP": "1",
            "SITE_URL": "http://localhost",
            "LOG_LEVEL": "WARNING",
        }


def analyse() -> None:
    """Let the planner know the rows, as the portal's own autovacuum does in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
