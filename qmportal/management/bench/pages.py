"""The measured pages: who asks for them, and how many queries and how much time they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import User
from qmportal.management.bench.data import BUSY, Data
from qmportal.management.bench.load import COUNTER
from qmportal.management.bench.server import Measured, Server
from workplans.models import Activity

CONNECTIONS = BUSY
ROUNDS = 2  # bare and page by turns, so that a busy machine slows both
SECONDS = 0.7  # of each round
SESSIONS = 40  # of one connection that posts: each keeps its few messages, as people's sessions do
TOKEN = "b" * 32  # of the form and of the cookie


@dataclass(frozen=True)
class Page:
    """A page under its name, and who opens it: nobody, a member or the secretariat."""

    name: str
    url: str
    user: User | None = None
    is_post: bool = False


def all_pages(data: Data) -> list[Page]:
    """Every page that is measured with ten rows and counted with a thousand."""
    office, member, busy = data.institutions[0], data.member, data.busy[0]
    return [
        Page("home", reverse("home")),
        Page("guidelines", reverse("guidelines:index")),
        Page("guideline", reverse("guidelines:guideline", args=["G-0"])),
        Page("plan", reverse("workplans:plan", args=[data.plan.code])),
        Page("activity", reverse("workplans:activity", args=[busy.pk])),
        Page("institutions", reverse("institutions:index")),
        Page("institution", reverse("institutions:institution", args=[office.code])),
        Page("meetings", reverse("meetings:index")),
        Page("surveys", reverse("surveys:index")),
        Page("my_work", reverse("my-work"), member),
        Page("dashboard", reverse("dashboard", args=[office.code]), member),
        Page("dashboards", reverse("dashboards"), data.secretariat),
        Page("progress_post", reverse("workplans:report-progress", args=[busy.pk]), member, is_post=True),
    ]


def queries_of(page: Page, data: Data) -> int:
    """How many queries the second request takes; the first may fill what a process keeps."""
    client = Client(SERVER_NAME="localhost")
    if page.user:
        client.force_login(page.user)
    for _time in range(2):
        said = report(data) if page.is_post else {}
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(page.url, said) if page.is_post else client.get(page.url)
        if answer.status_code != (302 if page.is_post else 200):
            raise LookupError(f"answers {answer.status_code}")
    return len(captured)


def report(data: Data) -> dict[str, Any]:
    """The next report on the first busy activity."""
    version = Activity.objects.values_list("version", flat=True).get(pk=data.busy[0].pk)
    return {"status": "under_way", "percent": 40, "achieved": "One more step.", "seen_version": version}


def ratios_of(page: Page, data: Data, server: Server) -> tuple[float, float]:
    """Requests per second, and processor time of the server per request, against the bare view."""
    bare = [{"requests": [get("/bare")], "first": 0}] * CONNECTIONS
    server.measure(list(connections(page, data)), 0.2)  # what each worker does only once
    pairs = [
        (server.measure(bare, SECONDS), server.measure(list(connections(page, data)), SECONDS)) for _ in range(ROUNDS)
    ]
    wanted = "302" if page.is_post else "200"
    for _bare, measured in pairs:
        if set(measured.answers) != {wanted}:
            raise LookupError(f"answers under load: {measured.answers}")
    bares, pages = zip(*pairs, strict=True)
    return speed(pages) / speed(bares), cost(pages) / cost(bares)


def speed(runs: tuple[Measured, ...]) -> float:
    return sum(run.number for run in runs) / sum(run.seconds for run in runs)


def cost(runs: tuple[Measured, ...]) -> float:
    return sum(run.processor for run in runs) / sum(run.number for run in runs)


def connections(page: Page, data: Data) -> Iterator[dict[str, Any]]:
    """The raw requests of each connection; those that post have an activity and many sessions of their own."""
    if not page.is_post:
        cookie = f"sessionid={session_of(page.user)}" if page.user else ""
        yield from [{"requests": [get(page.url, cookie)], "first": 0}] * CONNECTIONS
        return
    for activity in data.busy:
        activity.refresh_from_db(fields=["version"])
        url = reverse("workplans:report-progress", args=[activity.pk])
        cookies = [f"sessionid={session_of(page.user)}" for _ in range(SESSIONS)]
        yield {"requests": [post(url, cookie) for cookie in cookies], "first": activity.version}


def get(url: str, cookie: str = "") -> str:
    return f"GET {url} HTTP/1.1\r\nHost: localhost\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n"


def post(url: str, cookie: str) -> str:
    said = {"status": "under_way", "percent": "40", "achieved": "One more step.", "csrfmiddlewaretoken": TOKEN}
    body = f"{urlencode(said)}&seen_version={COUNTER.decode()}"
    return (
        f"POST {url} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}; csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def session_of(user: User | None) -> str:
    """A session of somebody who is signed in."""
    assert user is not None  # noqa: S101 - callers ask only for pages that have a user
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
