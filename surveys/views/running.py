"""What a coordinator does with a survey in one act: open it, extend it, put numbers right, delete a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
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


@EITHER
@transaction.atomic
def open_survey(request: HttpRequest, address: str) -> HttpResponse:
    """Open it after reading what is promised from then on; 409 with the obstacles where it cannot be."""
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
    status, today = 200, timezone.localdate()
    if request.method == "POST":
        try:
            deeds.open_survey(campaign, today=today)
        except deeds.NotNow:
            status = 409
        except deeds.Unready:
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
    campaign, today = find_campaign(request, address, permissions.RUN_SURVEYS), timezone.localdate()
    form = ExtendForm(posted(request), campaign=campaign, today=today)
    is_possible = campaign.state == State.OPEN
    if request.method == "POST" and is_possible and form.is_valid():
        try:
            deeds.extend(campaign, form.cleaned_data["closes_on"], today=today)
        except deeds.NotNow:
            is_possible = False
        else:
            messages.success(request, _("Saved."))
            return redirect(campaign)
    words = {"title": _("Extend the survey"), "effect": _("People can answer until the end of the new last day.")}
    return _ask(request, campaign, form, words | {"act": _("Extend")}, is_possible=is_possible)


@EITHER
@transaction.atomic
def numbers(request: HttpRequest, address: str) -> HttpResponse:
    """How many were asked and could not be reached: often known only afterwards."""
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
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
    campaign = find_campaign(request, address, permissions.RUN_SURVEYS)
    is_possible = campaign.state == State.PLANNED
    if request.method == "POST" and is_possible:
        try:
            deeds.drop(campaign)
        except deeds.NotNow:
            is_possible = False
        else:
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
