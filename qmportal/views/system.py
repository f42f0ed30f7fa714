"""What machines ask for, and the pages for when something goes wrong."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letters.actions import lateness

OK = "ok"


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell that the process lives, whatever stands behind it."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell whether the database answers and knows this release: 200, or 503."""
    trouble = _trouble_with_database()
    return HttpResponse(f"{trouble or 'ready'}\n", status=503 if trouble else 200, content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """How the parts are, for load balancer and supervisor: 200 while pages can be served, else 503.

    With ``?part=letters`` the answer is 503 also when letters are written or sent too late, so that somebody is rung.
    Without the cache the portal goes on, slower; the body says so. It names no person and no number.
    """
    database = _trouble_with_database() or OK
    parts = {
        "database": database,
        "cache": _state_of_cache(),
        "letters": _state_of_letters() if database == OK else "unknown",
    }
    needed = ["database", "letters"] if request.GET.get("part") == "letters" else ["database"]
    is_well = all(parts[part] == OK for part in needed)
    return JsonResponse({"status": OK if is_well else "failing", **parts}, status=200 if is_well else 503)


def _trouble_with_database() -> str:
    """Why no page can be served, in words; empty when the database answers and knows this release."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "database does not answer"
    return "migrations wait" if waiting else ""


def _state_of_cache() -> str:
    """Write and read a word: the cache itself says nothing when it is away."""
    cache.set("health", OK, timeout=60)
    return OK if cache.get("health") == OK else "away"


def _state_of_letters() -> str:
    try:
        return "late" if lateness(timezone.now())["is_late"] else OK
    except DatabaseError:
        return "unknown"


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Open the public pages to search engines; an installation with demonstration data, none."""
    closed = ["/"] if settings.DEMO else ["/office/", "/*/accounts/", "/*/invitations/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.DEMO:
        lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Ask for nothing: whatever failed for the page would fail here again."""
    return HttpResponse(render_to_string("500.html"), status=500)
