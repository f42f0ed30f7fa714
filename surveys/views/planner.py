"""How many answers a survey needs: for every member, before anything is planned."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.forms.planner import PlannerForm
from surveys.models import Campaign
from surveys.results.sampling import Plan, plan_sample


@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """Calculate from what the address says; without anything, from what is usual."""
    form = PlannerForm(request.GET if "margin" in request.GET else PlannerForm.BEGINNING)
    found = plan_sample(**form.facts()) if form.is_valid() else None
    mine = permissions.institutions_where(request.user, permissions.RUN_SURVEYS)
    may_plan = bool(mine) or permissions.may(request.user, permissions.RUN_SURVEYS)
    context = {
        "form": form,
        "plan": found,
        "population": form.cleaned_data.get("population") if found else None,
        "use": f"{reverse('surveys:add-campaign')}?{urlencode(_taken(form, found))}" if found and may_plan else "",
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}, {"label": _("How many answers")}],
    }
    return render(request, "surveys/planner.html", context)


def _taken(form: PlannerForm, plan: Plan) -> dict[str, Any]:
    """What a new survey begins with."""
    population = form.cleaned_data["population"]
    if population is None:
        return {"approach": Campaign.Approach.OPEN}
    if plan.ask_everybody:
        return {"approach": Campaign.Approach.EVERYBODY, "population": population, "invited": population}
    return {"approach": Campaign.Approach.SAMPLE, "population": population, "invited": plan.invited}
