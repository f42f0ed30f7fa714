"""What a member owes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def my_work(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
