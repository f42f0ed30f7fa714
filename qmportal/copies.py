"""Copies of public pages for readers without an account: made once, good for a minute, and never of an older text.

A copy is looked up before there is a session, a user or a language: its address says all. What makes copies unreachable
stands in ``institutions/actions/copies.py``.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from institutions.actions.copies import LIFE, LOCK, STAMP, forget_copies
from qmportal.middleware import is_odd_host
from qmportal.notices import COOKIE_NAMES

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES)
COPIED = re.compile(
    rf"/(?:{LANGUAGES})/(?:guidelines/[^?]*|surveys/at/[^/?]+/results/)?|/sitemap\.xml"
)  # whole paths, without a query
NEVER = re.compile(r"/guidelines/(?:texts|clauses|files|waivers|follow|leave)/|/follow/$")
OURS = COOKIE_NAMES | {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
KEPT_HEADERS = ("Content-Type", "Content-Language", "X-Robots-Tag", "Last-Modified", "Link")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Copy:
    """An answer as it was made while ``stamp`` was the present one."""

    stamp: str
    headers: dict[str, str]
    body: bytes
    etag: str

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or 304 where the reader has it."""
        kept = {**self.headers, "ETag": self.etag, "Cache-Control": "public, max-age=0, must-revalidate"}
        kept["Vary"] = "Cookie, HX-Request"
        response = HttpResponse(self.body, headers={**kept, "Content-Length": str(len(self.body))})
        found = get_conditional_response(request, etag=self.etag, response=response)
        return found if isinstance(found, HttpResponse) else response


def keep_copies(get_response: Answer) -> Answer:
    """Answer readers without an account from copies; whatever a member writes makes all copies unreachable."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not may_be_copied(request):
            response = get_response(request)
            if request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES:
                forget_copies()
            return response
        key = f"copies/{timezone.localdate():%Y%m%d}{request.path}"
        found = cache.get_many([STAMP, LOCK, key])
        stamp, copy = found.get(STAMP), found.get(key)
        if LOCK not in found and isinstance(copy, Copy) and copy.stamp == stamp:
            return copy.answer(request)
        response = get_response(request)
        if not is_public(request, response):
            return response
        if stamp is None:
            stamp = secrets.token_hex(8)
            cache.add(STAMP, stamp, None)  # who else is first wins; then this copy has the wrong stamp
        made = copy_of(response, stamp)
        if LOCK not in found:
            cache.set(key, made, LIFE)
        return made.answer(request)

    return middleware


def may_be_copied(request: HttpRequest) -> bool:
    """Tell whether everybody without an account gets the same for this address, and its host is spelt as ours."""
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or "HX-Request" in request.headers:
        return False
    if not COPIED.fullmatch(request.path) or NEVER.search(request.path) or not OURS.isdisjoint(request.COOKIES):
        return False
    try:
        return not is_odd_host(request)
    except DisallowedHost:
        return False


def is_public(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether what came out is a whole page for everybody; downloads and what sets cookies is not."""
    user = getattr(request, "user", None)
    if request.method != "GET" or (user is not None and user.is_authenticated) or response.cookies:
        return False
    whole = response.status_code == 200 and not response.streaming
    return whole and not response.has_header("Content-Disposition") and not response.has_header("Cache-Control")


def copy_of(response: HttpResponse, stamp: str) -> Copy:
    """What is kept of an answer: its words, and the headers that tell what they are."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    return Copy(stamp=stamp, headers=headers, body=response.content, etag=f'W/"{digest}"')
