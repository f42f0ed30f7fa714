"""Which institution asks whom, when and with which questions: for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from surveys.forms.listing import CampaignsFilter
from surveys.models import Campaign, Item, Questionnaire, Scale
from surveys.views.questionnaires import tabs_of

PER_PAGE = 25  # finished surveys; there are never many others


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Surveys by where they stand today, as far as asked for, and the questionnaires."""
    user, today = request.user, timezone.localdate()
    visible = Campaign.objects.visible_to(user)
    form = CampaignsFilter(request.GET, campaigns=visible)
    found = form.chosen(visible).for_list().with_results_for(user).newest_first()
    present = list(found.not_over(today)) if form.wants("running", "planned") else []
    finished = found.over(today) if form.wants("finished") else found.none()
    page_obj = Paginator(finished, PER_PAGE).get_page(page_number(request.GET))
    mine = permissions.institutions_where(user, permissions.RUN_SURVEYS)
    context = {
        "form": form,
        "running": [one for one in present if form.wants("running") and one.is_running_on(today)],
        "planned": [one for one in present if form.wants("planned") and one.is_ahead_on(today)],
        "finished": list(page_obj),
        "page_obj": page_obj,
        "querystring": rest_of(request.GET),
        "questionnaires": Questionnaire.objects.visible_to(user).for_list(),
        "may_edit": permissions.may(user, permissions.EDIT_QUESTIONNAIRES),
        "may_plan": bool(mine) or permissions.may(user, permissions.RUN_SURVEYS),
        "is_staff": bool(permissions.institutions_where(user, permissions.READ_RESULTS)),
    }
    return render(request, "surveys/index.html", context)


@login_not_required
@require_safe
def questionnaire(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The whole form as it is asked, with the scales beneath."""
    found = get_object_or_404(Questionnaire.objects.visible_to(request.user).whole(), code=code, number=number)
    items: list[Item] = list(found.items.all())
    ratings = [item for item in items if item.role == Item.Role.RATING]
    context: dict[str, Any] = {
        "questionnaire": found,
        "question_count": len(items),
        "dimensions": [
            {"dimension": dimension, "items": [item for item in ratings if item.dimension_id == dimension.pk]}
            for dimension in found.dimensions.all()
        ],
        "loose": [item for item in ratings if item.dimension_id is None],
        "importance": [item for item in items if item.role == Item.Role.IMPORTANCE],
        "overall": [item for item in items if item.role == Item.Role.OVERALL],
        "open": [item for item in items if item.role == Item.Role.TEXT],
        "background": [item for item in items if item.role == Item.Role.BACKGROUND],
        "scales": _scales(items),
        "tabs": tabs_of(request, found),
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}, {"label": str(found)}],
    }
    return render(request, "surveys/questionnaire.html", context)


def _scales(items: list[Item]) -> list[dict[str, Any]]:
    """The shared scales in the order they are first used, each with the numbers of questions it answers."""
    used: dict[Scale, int] = {}
    for item in items:
        if item.scale is not None and item.role != Item.Role.BACKGROUND:
            used[item.scale] = used.get(item.scale, 0) + 1
    return [{"scale": scale, "question_count": count} for scale, count in used.items()]
