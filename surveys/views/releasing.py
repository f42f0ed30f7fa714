"""Releasing results: what would be seen, what stands in the way, and who may read what was released."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from surveys.actions import releasing as deeds
from surveys.models import Campaign
from surveys.results.reading import read
from surveys.views.desk import desk, find_campaign

ACTS = {"publish": deeds.publish, "unpublish": deeds.unpublish}


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, address: str) -> HttpResponse:
    """Everything as it would be released; a post releases what was seen. 409 where that cannot be."""
    campaign = find_campaign(request, address, permissions.RELEASE_RESULTS)
    status, today = 200, timezone.localdate()
    if request.method == "POST":
        try:
            made = deeds.release(campaign, today, seen=request.POST.get("seen", ""))
        except deeds.NotReady:
            status = 409  # the page says why
        except deeds.OtherResults:
            messages.error(request, _("The results are others by now; read them again before you release them."))
            status = 409
        else:
            messages.success(request, _("The results are released."))
            return redirect(made)
    return render(request, "surveys/release.html", _context(request, campaign), status=status)


@require_POST
def release_act(request: HttpRequest, address: str, number: int, act: str) -> HttpResponse:
    """Let everybody read a release, or only the institution."""
    campaign = find_campaign(request, address, permissions.RELEASE_RESULTS)
    found = get_object_or_404(campaign.releases, number=number)
    if act not in ACTS:
        raise Http404
    ACTS[act](found)
    messages.success(request, _("Saved."))
    return redirect("surveys:release", address=address)


def _context(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    found = deeds.preview(campaign)
    made = list(campaign.releases.order_by("-number"))
    draft = deeds.draft(campaign, found, timezone.localdate())
    is_new = draft is not None and not any(one.sha256 == draft.sha256 for one in made[:1])
    return desk(request, campaign, "release") | {
        "obstacles": found.obstacles,
        "releases": made,
        "draft": draft if is_new else None,
        "parts": read(draft) if draft is not None and is_new else [],
        "is_current": draft is not None and not is_new,
    }
