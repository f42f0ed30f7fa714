"""What every answer carries: isolation, who may store it, and the reader's own clock."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


def isolate(get_response: Answer) -> Answer:
    """Keep other sites from opening, embedding or reading our pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def say_who_may_store(get_response: Answer) -> Answer:
    """Mark whatever was made for one person, or may set a cookie, as private; the rest may be stored for a minute.

    A page and its htmx fragment share an address, and a visitor's page and a member's page too: both are said in Vary.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        personal = getattr(request, "user", None) is not None and request.user.is_authenticated
        public = request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.cookies
        if personal or not public or settings.CSRF_COOKIE_NAME in request.COOKIES:
            response.headers["Cache-Control"] = "private, no-store"
        else:
            response.headers["Cache-Control"] = "public, max-age=60"
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return middleware


def keep_the_readers_clock(get_response: Answer) -> Answer:
    """Show moments in the time zone of the person who is signed in, else in the group's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else settings.TIME_ZONE
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return get_response(request)

    return middleware
