"""What a coordinator does with a survey in one act: open it, extend it, put numbers right, delete a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from surveys.actions import campaigns as deeds
from surveys.forms.running import ExtendForm, NumbersForm
from surveys.models import Campaign
from surveys.views.desk import desk, find_campaign

EITHER = require_http_methods(["GET", "HEAD", "POST"])
State = Campaign.State


def posted(request: HttpRequest) -> Any:
    """What was sent, on the way that may write."""
    return request.POST if request.method == "POST" else None


def found_to_write(request: HttpRequest, address: str) -> Campaign:
    """The survey for its coordinator; a post waits until nobody else writes it. 404 where it was deleted meanwhile."""
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
    if request.method == "POST":
        try:
            deeds.locked(campaign)
        except deeds.NotNow:
            raise Http404 from None
        campaign.refresh_from_db()
    return campaign


@EITHER
@transaction.atomic
def open_survey(request: HttpRequest, address: str) -> HttpResponse:
    """Open it after reading what is promised from then on; 409 with the obstacles where it cannot be."""
    campaign = found_to_write(request, address)
    status, today = 200, timezone.localdate()
    if request.method == "POST":
        try:
            deeds.open_survey(campaign, today=today)
        except (deeds.NotNow, deeds.Unready):
            status = 409  # the page says why
        else:
            messages.success(request, _("The survey is open."))
            return redirect(campaign)
    context = desk(request, campaign, "campaign") | {
        "is_possible": campaign.state == State.PLANNED,
        "obstacles": deeds.obstacles(campaign, today=today, has_codes=campaign.codes.exists()),
        "breakdowns": campaign.dimensions.select_related("item"),
    }
    return render(request, "surveys/open_survey.html", context, status=status)


@EITHER
@transaction.atomic
def extend(request: HttpRequest, address: str) -> HttpResponse:
    """Give people more time, as long as the survey is open."""
    campaign, today = found_to_write(request, address), timezone.localdate()
    form = ExtendForm(posted(request), campaign=campaign, today=today)
    is_possible = campaign.state == State.OPEN
    if request.method == "POST" and is_possible and form.is_valid():
        deeds.extend(campaign, form.cleaned_data["closes_on"], today=today)
        messages.success(request, _("Saved."))
        return redirect(campaign)
    words = {"title": _("Extend the survey"), "effect": _("People can answer until the end of the new last day.")}
    return _ask(request, campaign, form, words | {"act": _("Extend")}, is_possible=is_possible)


@EITHER
@transaction.atomic
def numbers(request: HttpRequest, address: str) -> HttpResponse:
    """How many were asked and could not be reached: often known only afterwards."""
    campaign = found_to_write(request, address)
    form = NumbersForm(posted(request), campaign=campaign)
    if request.method == "POST" and form.is_valid():
        deeds.correct(campaign, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(campaign)
    words = {"title": _("How many were asked"), "effect": _("The response rate is calculated from these numbers.")}
    return _ask(request, campaign, form, words | {"act": _("Save")})


@EITHER
@transaction.atomic
def delete(request: HttpRequest, address: str) -> HttpResponse:
    """Delete a survey that is only planned."""
    campaign = found_to_write(request, address)
    is_possible = campaign.state == State.PLANNED
    if request.method == "POST" and is_possible:
        deeds.drop(campaign)
        messages.success(request, _("The survey is deleted."))
        return redirect("surveys:index")
    words = {"title": _("Delete the survey"), "effect": _("The plan goes, and printed codes are worthless then.")}
    return _ask(request, campaign, None, words | {"act": _("Delete"), "is_grave": True}, is_possible=is_possible)


def _ask(
    request: HttpRequest, campaign: Campaign, form: Any, words: dict[str, Any], *, is_possible: bool = True
) -> HttpResponse:
    """One question with one button; 409 where it is too late for it."""
    context = desk(request, campaign, "campaign") | {"form": form, "words": words, "is_possible": is_possible}
    status = 409 if request.method == "POST" and not is_possible else 200
    return render(request, "surveys/take_step.html", context, status=status)
