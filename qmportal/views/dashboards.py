"""What institutions lead and owe."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def dashboard(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


def dashboards(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
