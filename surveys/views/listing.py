"""Which institution asks whom, when and with which questions: for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.models import Campaign, Item, Questionnaire, Scale
from surveys.views.questionnaires import tabs_of


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Surveys by where they stand today, and the questionnaires."""
    today = timezone.localdate()
    running, planned, finished = [], [], []
    for campaign in Campaign.objects.visible_to(request.user).for_list().newest_first():
        if campaign.is_running_on(today):
            running.append(campaign)
        elif campaign.is_ahead_on(today):
            planned.append(campaign)
        else:
            finished.append(campaign)
    context = {
        "running": running,
        "planned": planned,
        "finished": finished,
        "questionnaires": Questionnaire.objects.visible_to(request.user).for_list(),
        "may_edit": permissions.may(request.user, permissions.EDIT_QUESTIONNAIRES),
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
