"""A cache as it may stand between visitors and the portal, with the rules of RFC 9111 for shared caches."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client

Headers = dict[str, str]


@dataclass
class SharedCache:
    """Asks the portal through ``client`` unless it holds a fresh answer to the same address and selecting headers."""

    client: Client
    kept: dict[str, list[tuple[float, Headers, HttpResponse]]] = field(default_factory=dict)
    hits: int = 0

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Answer a GET whose request headers are ``headers``, cookies included."""
        now = time.time()
        for until, selecting, answer in self.kept.get(path, []):
            if now < until and all(headers.get(name, "") == value for name, value in selecting.items()):
                self.hits += 1
                return answer
        self.client.cookies.clear()
        answer = self.client.get(path, headers=headers)
        lifetime = self.lifetime(answer)
        if lifetime:
            names = re.split(r",\s*", answer.headers["Vary"]) if answer.has_header("Vary") else []
            selecting = {name: headers.get(name, "") for name in names}
            self.kept.setdefault(path, []).append((now + lifetime, selecting, answer))
        return answer

    @staticmethod
    def lifetime(answer: HttpResponse) -> int:
        """Seconds for which a shared cache may keep the answer; a cookie keeps it out, as in the usual programs."""
        control = answer.headers.get("Cache-Control", "")
        if re.search(r"private|no-store|no-cache", control) or answer.cookies or answer.headers.get("Vary") == "*":
            return 0
        if answer.status_code not in (200, 301, 404, 410):
            return 0
        found = re.search(r"s-maxage=(\d+)", control) or re.search(r"max-age=(\d+)", control)
        return int(found.group(1)) if found else 60  # many keep for a while what says nothing
