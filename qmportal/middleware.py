"""What every request must look like, and what every answer carries: isolation, who may store it, the reader's clock."""

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from qmportal.logs import ANSWERED

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ASKED_BY_MACHINES = frozenset({"/healthz", "/readyz", "/health/"})  # from inside the container, by whatever name


def isolate(get_response: Answer) -> Answer:
    """Keep other sites from opening, embedding or reading our pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def forget_who_answers(get_response: Answer) -> Answer:
    """Take the cookies off a request to the pages on which surveys are answered, before anything looks at them.

    Their answers, refusals too, are stored nowhere, and no page hears from which survey somebody came.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not ANSWERED.match(request.path_info):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return middleware


def answer_without_a_trace(get_response: Answer) -> Answer:
    """Call the pages on which surveys are answered at once: nothing behind this can ask who somebody is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not ANSWERED.match(request.path_info):
            return get_response(request)
        found = request.resolver_match = resolve(request.path_info)
        return found.func(request, *found.args, **found.kwargs)

    return middleware


def refuse_odd_requests(get_response: Answer) -> Answer:
    """Answer 400 to a Host that spells ours in another way, and 405 to TRACE and the like.

    Django takes any port and a final dot; each spelling would have its own rate limits and its own cached pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(sorted(METHODS))})
        if request.path not in ASKED_BY_MACHINES and is_odd_host(request):
            raise DisallowedHost("Not a spelling of our host.")
        return get_response(request)

    return middleware


def is_odd_host(request: HttpRequest) -> bool:
    """Tell whether the Host is ours in another spelling. Raises DisallowedHost where it is not ours at all."""
    name, _colon, port = request.get_host().partition(":")
    if settings.INSECURE_HTTP:
        return False
    return name.endswith(".") or port not in {"", str(urlsplit(settings.SITE_URL).port or "")}


def refuse_large_requests(get_response: Answer) -> Answer:
    """Answer 413 to what says that it is larger than any form of ours, before a byte of it is read or stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said[:20]) > settings.LARGEST_REQUEST:
            return HttpResponse(render_to_string("413.html"), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return get_response(request)

    return middleware


def explain_wrong_method(get_response: Answer) -> Answer:
    """Give people who meet "method not allowed" a page that says what to do, in their language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response.content = render_to_string("405.html").encode()
            response.headers["Content-Type"] = "text/html; charset=utf-8"
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
