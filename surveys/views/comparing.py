"""Comparing the institutions of an edition."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from surveys.actions import comparing as deeds
from surveys.models import Campaign, Edition


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Who takes part and has released; a post compares them. 409 where that would give somebody away."""
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), code=code)
    if not permissions.may(request.user, permissions.PLAN_EDITIONS):
        raise PermissionDenied
    refusal = None
    if request.method == "POST":
        try:
            deeds.compare(edition, timezone.localdate())
        except deeds.NotComparable as error:
            refusal = error.refusal
        else:
            messages.success(request, _("The institutions are compared; each sees the others beside its own results."))
            return redirect("surveys:compare-edition", code=code)
    released = deeds.pool_of(edition)
    campaigns = Campaign.objects.filter(edition=edition, takes_part=True).select_related("institution")
    context = {
        "edition": edition,
        "rows": [
            {"campaign": campaign, "release": released.get(campaign.institution.code)}
            for campaign in campaigns.order_by("institution__code")
        ],
        "last": edition.comparisons.order_by("-number").first(),
        "refusal": refusal,
        "crumbs": [
            {"label": _("Surveys"), "url": reverse("surveys:index")},
            {"label": str(edition), "url": edition.get_absolute_url()},
        ],
    }
    return render(request, "surveys/compare_edition.html", context, status=409 if refusal else 200)
