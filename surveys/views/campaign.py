"""The page of one survey: what it is, where it stands, and what is to be done next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.views.desk import desk, find_campaign


@login_not_required
@require_safe
def campaign(request: HttpRequest, address: str) -> HttpResponse:
    """For visitors what is asked, of whom and until when; for the institution also where it stands."""
    found = find_campaign(request, address)
    return render(request, "surveys/campaign.html", desk(request, found, "campaign"))
