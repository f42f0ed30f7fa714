"""Who changed what, for the secretariat."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def audit_trail(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
