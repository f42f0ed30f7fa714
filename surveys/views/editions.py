"""Rounds in which institutions of the group ask at the same time: for everybody to see, written by the secretariat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.actions import campaigns as deeds
from surveys.forms.editions import TAKEN, EditionForm
from surveys.models import Campaign, Edition, Release
from surveys.views.running import EITHER, posted


@login_not_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    context = {
        "editions": Edition.objects.select_related("questionnaire").order_by("-opens_on", "code"),
        "may_plan": permissions.may(request.user, permissions.PLAN_EDITIONS),
        "crumbs": _crumbs()[:1],
    }
    return render(request, "surveys/editions.html", context)


@login_not_required
@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks in it, and how far each is, as much as the reader may see of each."""
    found = get_object_or_404(Edition.objects.select_related("questionnaire"), code=code)
    visible = Campaign.objects.visible_to(request.user).for_list().filter(edition=found)
    released = set(
        Release.objects.visible_to(request.user).filter(campaign__edition=found).values_list("campaign", flat=True)
    )
    may_plan = permissions.may(request.user, permissions.PLAN_EDITIONS)
    mine = permissions.institutions_where(request.user, permissions.RUN_SURVEYS)
    context = {
        "edition": found,
        "campaigns": [(one, one.pk in released) for one in visible.order_by("opens_on", "pk")],
        "may_plan": may_plan,
        "may_ask": found.closes_on > timezone.localdate() and (may_plan or bool(mine)),
        "crumbs": [*_crumbs(), {"label": str(found)}],
    }
    return render(request, "surveys/edition.html", context)


@EITHER
@transaction.atomic
def add_edition(request: HttpRequest) -> HttpResponse:
    return _write(request, None)


@EITHER
@transaction.atomic
def edit_edition(request: HttpRequest, code: str) -> HttpResponse:
    """Change it; 409 with the other's words where two wrote the same."""
    rows = Edition.objects.select_for_update(no_key=True) if request.method == "POST" else Edition.objects.all()
    return _write(request, get_object_or_404(rows, code=code))


def _write(request: HttpRequest, found: Edition | None) -> HttpResponse:
    if not permissions.may(request.user, permissions.PLAN_EDITIONS):
        raise PermissionDenied
    form = EditionForm(posted(request), edition=found)
    if request.method == "POST" and form.is_valid():
        said: Mapping[str, Any] = form.cleaned_data
        try:
            written = deeds.write_edition(found, said)
        except IntegrityError:
            form.add_error("code", TAKEN)
        else:
            messages.success(request, _("Saved."))
            return redirect(written)
    title = str(found) if found else _("New edition")
    context = {"form": form, "edition": found, "crumbs": [*_crumbs(), {"label": title}], "title": title}
    return render(request, "surveys/edit_edition.html", context, status=form.status)


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": _("Surveys"), "url": reverse("surveys:index")},
        {"label": pgettext("survey", "Editions"), "url": reverse("surveys:editions")},
    ]
