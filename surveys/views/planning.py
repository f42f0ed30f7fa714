"""A coordinator plans a survey of her institution."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions import permissions
from institutions.models import Institution
from surveys.actions import campaigns as deeds
from surveys.forms.breakdowns import BreakdownsForm
from surveys.forms.campaigns import TWICE, CampaignForm, offered
from surveys.models import Campaign, Edition, Item
from surveys.views.desk import desk
from surveys.views.running import EITHER, found_to_write, posted

PLANNED = Campaign.State.PLANNED


@EITHER
@transaction.atomic
def add_campaign(request: HttpRequest) -> HttpResponse:
    """A new survey; the address may bring an edition, an institution, and what the planner worked out."""
    bodies = _bodies_of(request)
    if not bodies.exists():
        raise PermissionDenied
    standing = {}
    if request.method != "POST":
        edition = Edition.objects.filter(code=request.GET.get("edition", "").replace("\x00", "")).first()
        standing = offered(request.GET, edition=edition, today=timezone.localdate())
        standing["institution"] = bodies.filter(code=request.GET.get("institution", "").replace("\x00", "")).first()
    form = CampaignForm(posted(request), bodies=bodies, standing=standing)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            planned = deeds.plan(said.pop("institution"), said)
        except IntegrityError:
            form.add_error("edition", TWICE)
        else:
            messages.success(request, _("The survey is planned; only the institution and the secretariat see it."))
            return redirect(planned)
    crumbs = [{"label": _("Surveys"), "url": reverse("surveys:index")}, {"label": _("Plan a survey")}]
    return render(request, "surveys/add_campaign.html", {"form": form, "crumbs": crumbs}, status=form.status)


@EITHER
@transaction.atomic
def edit_campaign(request: HttpRequest, address: str) -> HttpResponse:
    """Change the plan; 409 with the other's words where two wrote the same, and once the survey is open."""
    campaign = found_to_write(request, address)
    context = desk(request, campaign, "campaign")
    if campaign.state != PLANNED:
        return _too_late(request, context)
    form = CampaignForm(posted(request), campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.rewrite(campaign, form.cleaned_data)
        except IntegrityError:
            form.add_error("edition", TWICE)
        else:
            messages.success(request, _("Saved."))
            return redirect(campaign)
    return render(request, "surveys/edit_campaign.html", context | {"form": form}, status=form.status)


@EITHER
@transaction.atomic
def breakdowns(request: HttpRequest, address: str) -> HttpResponse:
    """Choose by which background questions results may be shown, before anybody answers."""
    campaign = found_to_write(request, address)
    context = desk(request, campaign, "campaign")
    if campaign.state != PLANNED:
        return _too_late(request, context)
    asked = campaign.questionnaire.items.filter(role=Item.Role.BACKGROUND).order_by("position")
    items = asked.select_related("scale").prefetch_related("scale__options")
    declared = campaign.dimensions.all()
    form = BreakdownsForm(posted(request), campaign=campaign, items=items, declared=declared)
    if request.method == "POST" and form.is_valid():
        deeds.declare(campaign, form.cleaned_data["breakdowns"])
        messages.success(request, _("Saved."))
        return redirect(campaign)
    return render(request, "surveys/breakdowns.html", context | {"form": form})


def _bodies_of(request: HttpRequest) -> QuerySet[Institution]:
    """The institutions whose surveys the reader may plan."""
    bodies = Institution.objects.in_group(timezone.localdate()).by_name()
    if permissions.may(request.user, permissions.RUN_SURVEYS):
        return bodies
    return bodies.filter(pk__in=permissions.institutions_where(request.user, permissions.RUN_SURVEYS))


def _too_late(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """What the plan says stays once the survey is open."""
    words = {"title": _("Edit the plan")}
    context |= {"words": words, "is_possible": False}
    return render(request, "surveys/take_step.html", context, status=409 if request.method == "POST" else 200)
