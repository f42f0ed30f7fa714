"""Results as evidence for self-assessments and audits: filed by sub-criterion of CAF and clause of ISO 9001."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from surveys.forms.listing import EvidenceFilter
from surveys.models import Evidence, Release
from surveys.results.filing import Measured, filed
from surveys.results.reading.numbers import DASH, shown, written_percent

PER_PAGE = 20  # releases


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The newest releases the member may see; those of her institution unless she asks for others."""
    user: Any = request.user
    if not permissions.may(user, permissions.SEE_MEMBERS_PAGES):
        raise PermissionDenied
    visible = Release.objects.visible_to(user).newest_of_each()
    own = permissions.institutions_where(user, permissions.READ_RESULTS)
    form = EvidenceFilter(request.GET, releases=visible, own=own)
    found = form.chosen(visible).select_related("campaign__institution", "campaign__questionnaire")
    page_obj = Paginator(found.order_by("-released_on", "-pk"), PER_PAGE).get_page(page_number(request.GET))
    rows = filed(list(page_obj), user)
    context = {
        "form": form,
        "page_obj": page_obj,
        "querystring": rest_of(request.GET),
        "standards": [
            (Evidence.Standard(standard), [(key, [_in_words(one) for one in those]) for key, those in by_key.items()])
            for standard, by_key in rows.items()
            if by_key
        ],
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}, {"label": _("Evidence")}],
    }
    return render(request, "surveys/evidence.html", context)


def _in_words(one: Measured) -> dict[str, Any]:
    rate = one.release.payload["rate"]
    return {
        "release": one.release,
        "name": one.name or _("All ratings together"),
        "value": shown(one.value),
        "before": _("not comparable with the one before") if one.is_broken else shown(one.before),
        "n": one.value["n"] if one.value else None,
        "rate": DASH if rate is None else written_percent(rate["value"]),
        "planned": one.planned,
    }
