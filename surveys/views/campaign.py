"""The page of one survey: what it is, where it stands, and what is to be done next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.actions import campaigns as deeds
from surveys.actions.posters import qr_of
from surveys.models import Campaign, Release
from surveys.results.links import short_link, short_path
from surveys.results.standing import so_far, stage_of
from surveys.views.desk import desk, find_campaign

PAGES = {  # where each stage of a survey is worked on, by the pages' names
    "mix": ("surveys:paper", "surveys:texts", "surveys:held"),
    "release": ("surveys:release",),
    "learn": ("surveys:results", "surveys:campaign-improvements"),
}


@login_not_required
@require_safe
def campaign(request: HttpRequest, address: str) -> HttpResponse:
    """For visitors what is asked, of whom and until when; for the institution also where it stands."""
    found, today = find_campaign(request, address), timezone.localdate()
    release = Release.objects.visible_to(request.user).filter(campaign=found).order_by("-number").first()
    context = desk(request, found, "campaign") | {
        "release": release,
        "is_running": found.is_running_on(today),
        "path": short_path(found),
        "breakdowns": found.dimensions.select_related("item").order_by("position"),
        "is_own": permissions.may(request.user, permissions.SEE_PLANNED_SURVEYS, found.place),
        "may_run": permissions.may(request.user, permissions.RUN_SURVEYS, found.place),
    }
    if context["is_own"]:
        is_released = found.releases.exists()
        has_codes = found.state == Campaign.State.PLANNED and found.codes.exists()
        stage = stage_of(found, today=today, is_released=is_released)
        wanted = {reverse(name, args=[address]) for name in PAGES.get(stage, ())}
        context |= {
            "stage": stage,
            "pages": [tab for tab in context["tabs"] if tab["url"] in wanted],
            "obstacles": deeds.obstacles(found, today=today, has_codes=has_codes),
            "so_far": so_far(found),
            "link": short_link(found),
            "qr": qr_of(short_link(found), _("QR code with the link to the survey")),
        }
    return render(request, "surveys/campaign.html", context)
