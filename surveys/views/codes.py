"""One-time codes leave the portal once, on paper: they are in no page, no log, no session and no trail."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from surveys.actions import campaigns as deeds
from surveys.actions.posters import poster_pdf, slips_pdf
from surveys.forms.codes import CodesForm
from surveys.models import Campaign
from surveys.views.desk import desk, find_campaign
from surveys.views.running import EITHER, posted

logger = logging.getLogger(__name__)


@never_cache
@EITHER
@transaction.atomic
@sensitive_variables("made", "codes")
def codes(request: HttpRequest, address: str) -> HttpResponse:
    """How many there are; the answer to a post is the slips themselves, which nobody can ask for again."""
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
    form, status = CodesForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            made = slips_pdf(campaign, deeds.give_out(campaign, number), today=timezone.localdate())
        except deeds.NotNow:
            status = 409
        except deeds.TooMany as refused:
            words = ngettext(
                "There are no more people than that: %(number)s more code can be printed.",
                "There are no more people than that: %(number)s more codes can be printed.",
                refused.left,
            )
            form.add_error("number", words % {"number": refused.left})
        else:
            logger.info("%s codes printed for survey %s", number, campaign.pk)
            return _download(made, f"{campaign.address}-codes.pdf")
    context = desk(request, campaign, "campaign") | {
        "form": form,
        "issued": campaign.codes.count() if campaign.state == Campaign.State.PLANNED else 0,
        "is_possible": campaign.state == Campaign.State.PLANNED and campaign.mode == Campaign.Mode.CODES,
    }
    return render(request, "surveys/codes.html", context, status=status)


@require_POST
@transaction.atomic
def void_codes(request: HttpRequest, address: str) -> HttpResponse:
    """Begin again, where slips were spoiled or never arrived."""
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
    try:
        number = deeds.void_codes(campaign)
    except deeds.NotNow:
        return redirect("surveys:codes", address=address)
    words = ngettext("%(number)s code is worthless now.", "%(number)s codes are worthless now.", number)
    messages.success(request, words % {"number": number})
    return redirect("surveys:codes", address=address)


@login_not_required
@require_safe
def poster(request: HttpRequest, address: str) -> HttpResponse:
    """A poster with the link, for everybody while the survey is open."""
    campaign = find_campaign(request, address)
    if campaign.mode != Campaign.Mode.LINK or campaign.state != Campaign.State.OPEN:
        raise Http404
    name = f"{campaign.address}-poster-{get_language()}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(poster_pdf(campaign), content_type="application/pdf", headers=headers)


def _download(made: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
