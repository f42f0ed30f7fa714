"""Whether a survey keeps its promise: what an attacker would try, tried on the answers as they lie there now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.results.attacking import attack
from surveys.views.desk import desk, find_campaign


@require_safe
def anonymity(request: HttpRequest, address: str) -> HttpResponse:
    """For staff and who represents them; nothing on the page tells how many answered."""
    campaign = find_campaign(request, address, permissions.CHECK_ANONYMITY)
    context = desk(request, campaign, "anonymity") | {"findings": attack(campaign)}
    return render(request, "surveys/anonymity.html", context)
