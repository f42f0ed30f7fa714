"""Public releases as files for everybody: a page that says which there are, and the files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.forms import page_number
from surveys.models import Release
from surveys.results.open_data import COLUMNS, as_data, public_releases
from surveys.views.exports import figures_csv
from workplans.actions.sheets import CSV

PER_PAGE = 50


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Every public release with its files, and what the columns mean."""
    found = public_releases().defer("payload", "card")
    context = {
        "page_obj": Paginator(found, PER_PAGE).get_page(page_number(request.GET)),
        "columns": COLUMNS,
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}, {"label": _("Data")}],
    }
    return render(request, "surveys/open_data.html", context)


@login_not_required
@require_safe
def open_release(request: HttpRequest, address: str, number: int, form: str) -> HttpResponseBase:
    """A public release as json or csv; 304 where the reader has it already."""
    if form not in WRITERS:
        raise Http404
    release = get_object_or_404(public_releases(), campaign__address=address, number=number)
    etag = f'W/"{release.sha256}-{form}"'
    response: Any = get_conditional_response(request, etag)
    if response is None and request.method == "HEAD":
        response = HttpResponse(content_type=WRITERS[form][1])
    if response is None:
        response = WRITERS[form][0](release)
    response.headers["ETag"] = etag
    return response


def _json(release: Release) -> HttpResponseBase:
    return JsonResponse(as_data(release), json_dumps_params={"ensure_ascii": False})


WRITERS: dict[str, tuple[Any, str]] = {"json": (_json, "application/json"), "csv": (figures_csv, CSV)}
