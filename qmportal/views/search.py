"""Searching the portal: the same page for everybody, with what each may see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from institutions.forms import rest_of
from qmportal.forms.searching import SearchForm
from qmportal.search import find

ABSURD = 2000  # signs; an address so long was not typed by anybody


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, page by page; without words, how to search."""
    if len(request.META.get("QUERY_STRING", "")) > 3 * ABSURD:  # a letter may take six signs there
        raise BadRequest("Nobody searches for so much.")
    form = SearchForm(request.GET)
    question = form.question(request.user, now=timezone.now())
    context: dict[str, Any] = {
        "form": form,
        "searched": question.text if question else "",
        "findings": find(question) if question else None,
        "querystring": rest_of(request.GET),
        "wider_url": _wider(request, form),
    }
    return render(request, "qmportal/search.html", context)


def _wider(request: HttpRequest, form: SearchForm) -> str:
    """The same words among everything, where filters were chosen."""
    if not form.is_narrow:
        return ""
    query = request.GET.copy()
    for name in ("kind", "language", "scope", "year", "page"):
        query.pop(name, None)
    return f"{reverse('search')}?{query.urlencode()}"
