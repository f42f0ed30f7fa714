"""The reading page of a guideline as visitors meet it: from a copy, unchanged, made anew; its weight and its PDF."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import brotli
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guidelines.actions import printing
from guidelines.models import Edition
from qmportal.management import starter
from qmportal.management.bench.pages import CONNECTIONS, SECONDS, get, speed
from qmportal.management.bench.server import Server

CODE = "QG-01"  # the longest of the shipped texts
PAGES = 20  # of the PDF whose time is told
ROUNDS = 4
NO_COPY = "csrftoken=x"  # whoever has a cookie of ours gets a page made for her


def measure_guidelines(write: Callable[[str], Any], analyse: Callable[[], None], server: Server) -> None:
    """Write one figure a line. Goals: cached 0.75, not_modified 0.75, uncached 0.12 of bare; under 40 kB."""
    starter.KINDS["guidelines"]()
    analyse()
    url = reverse("guidelines:guideline", args=[CODE])
    etag = _etag(url, server)
    cases = {
        "cached": (get(url), "200"),
        "not_modified": (get(url).replace("\r\n\r\n", f"\r\nIf-None-Match: {etag}\r\n\r\n"), "304"),
        "uncached": (get(url, NO_COPY), "200"),
    }
    for name, (request, wanted) in cases.items():
        rate, ratio = _against_bare(request, wanted, server)
        write(f"guidelines.page.{name}.requests_per_second: {rate:.0f}")
        write(f"guidelines.page.{name}.ratio_to_bare: {ratio:.3f}")
    write(f"guidelines.page.queries: {_queries(url)}")
    for name, size in _weight(url, server).items():
        write(f"guidelines.page.{name}: {size / 1000:.1f} kB")
    seconds, pages = _pdf()
    write(f"guidelines.pdf.pages: {pages}")
    write(f"guidelines.pdf.seconds_per_{PAGES}_pages: {seconds / pages * PAGES:.2f}")


def _etag(url: str, server: Server) -> str:
    """The validator of the copy; asking for it makes the copy."""
    for _time in range(2):
        asked = http.client.HTTPConnection("localhost", server.port)
        asked.request("GET", url, headers={"Host": "localhost"})
        answer = asked.getresponse()
        answer.read()
    return str(answer.headers["ETag"])


def _against_bare(request: str, wanted: str, server: Server) -> tuple[float, float]:
    """Requests per second, and their ratio to those of the bare view, by turns in the same run."""
    bare = [{"requests": [get("/bare")], "first": 0}] * CONNECTIONS
    page = [{"requests": [request], "first": 0}] * CONNECTIONS
    server.measure(page, 0.3)
    pairs = [(server.measure(bare, SECONDS), server.measure(page, SECONDS)) for _round in range(ROUNDS)]
    for _bare, measured in pairs:
        if set(measured.answers) != {wanted}:
            raise LookupError(f"answers under load: {measured.answers}")
    bares, pages = zip(*pairs, strict=True)
    return speed(pages), speed(pages) / speed(bares)


def _queries(url: str) -> int:
    client = Client(SERVER_NAME="localhost", headers={"Cookie": NO_COPY})
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def _weight(url: str, server: Server) -> dict[str, int]:
    """What a first visit transfers: the page as a proxy compresses it, and the static files it names."""
    page = len(bytes(brotli.compress(_fetch(url, server), quality=5)))
    named = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', _fetch(url, server)))
    taken = {name.decode() for name in named if not re.search(rb"\.(?:ico|png)$", name)}  # of the icons, the SVG
    return {"html": page, "transferred": page + sum(len(_fetch(name, server)) for name in taken)}


def _fetch(url: str, server: Server) -> bytes:
    """The body as it is sent to a browser."""
    asked = http.client.HTTPConnection("localhost", server.port)
    asked.request("GET", url, headers={"Host": "localhost", "Accept-Encoding": "br"})
    return asked.getresponse().read()


def _pdf() -> tuple[float, int]:
    """Processor time of the PDF, and its pages."""
    import pypdf  # noqa: PLC0415 - of the test group; production has the module, but not the group

    text = Edition.objects.select_related("guideline").get(guideline__code=CODE)
    book = printing.book_of(text, held=text.supplements.all(), on=timezone.localdate() + timedelta(days=1))
    began = time.process_time()
    made = printing.pdf_of(book)
    return time.process_time() - began, len(pypdf.PdfReader(BytesIO(made)).pages)
