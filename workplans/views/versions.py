"""The versions of a plan, for everybody: what was frozen when, by which decision, and what changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.models import Institution
from workplans.models import PlanBaseline, WorkPlan
from workplans.results.versions import Frozen, areas_of, codes_in, difference

ACTIVITIES_PER_PAGE = 100
CHANGES_LISTED = 100  # of each kind; the count is of all
REMEMBERED = 24 * 3600  # seconds
# where PostgreSQL keeps the row and which transaction wrote it: another one after any change, whoever made it and how
ROW = RawSQL("workplans_planbaseline.xmin::text || workplans_planbaseline.ctid::text", ())


@login_not_required
@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """All versions, the newest first, each with whether it still fits its hash."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    listed: list[Any] = []
    version: Any
    for version in plan.baselines.annotate(row=ROW).defer("content").order_by("number"):
        version.activity_count, is_intact = _judged(version)
        version.is_whole = is_intact and version.previous_hash == (listed[-1].hash if listed else "")
        listed.append(version)
    context = {"plan": plan, "versions": listed[::-1], **_frame(request, plan), "crumbs": [*_crumbs(plan)]}
    return render(request, "workplans/versions.html", context)


def _judged(version: Any) -> tuple[int, bool]:
    """How many activities it holds and whether it fits its hash; a row is read again only once it was written anew."""
    key = f"baseline/{version.pk}/{version.row}/{version.hash}"
    judged: tuple[int, bool] | None = cache.get(key)
    if judged is None:
        whole = PlanBaseline.objects.get(pk=version.pk)  # so that a page of many never holds them all
        judged = len(whole.content["activities"]), whole.is_intact
        cache.set(key, judged, REMEMBERED)
    return judged


@login_not_required
@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What one version froze, in the reader's language where it has the words, and what it changed."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    version = get_object_or_404(plan.baselines.all(), number=number)
    before = plan.baselines.filter(number=number - 1).first()
    activities = [Frozen(activity) for activity in version.content["activities"]]
    page = Paginator(activities, ACTIVITIES_PER_PAGE).get_page(request.GET.get("page"))
    changes = difference(before.content, version.content) if before else None
    named: list[Any] = [*page.object_list]
    if changes:
        for change in changes.led_by_others[:CHANGES_LISTED]:
            named += [change.before, change.after]
    bodies = {body.code: body for body in Institution.objects.filter(code__in=codes_in(named))}
    for activity in named:
        activity.institutions = [bodies[code] for code in activity.bodies if code in bodies]
    context = {
        "plan": plan,
        "version": version,
        "before": before,
        "frozen_plan": Frozen(version.content["plan"]),
        "areas": areas_of(version.content, page.object_list),
        "page_obj": page,
        "changes": changes,
        "most": f":{CHANGES_LISTED}",
        "newest_number": plan.baselines.order_by("-number").values_list("number", flat=True)[0],
        **_frame(request, plan),
        "crumbs": _crumbs(plan, _("Version %(number)s") % {"number": number}),
    }
    return render(request, "workplans/version.html", context)


def _frame(request: HttpRequest, plan: WorkPlan) -> dict[str, Any]:
    return {
        "may_edit": permissions.may(request.user, permissions.EDIT_PLAN),
        "is_member": permissions.may(request.user, permissions.SEE_MEMBERS_PAGES),
    }


def _crumbs(plan: WorkPlan, last: str = "") -> list[dict[str, str]]:
    here = {"label": _("Versions")}
    if not last:
        return [{"label": plan.title, "url": plan.get_absolute_url()}, here]
    here["url"] = reverse("workplans:versions", args=[plan.code])
    return [{"label": plan.title, "url": plan.get_absolute_url()}, here, {"label": last}]
