"""All activities of a plan in one table for the secretariat, each with the ways to act on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import columns, rest_of, sort_of
from institutions.models import Institution
from institutions.templatetags.people_dates import date_with_precision
from workplans.forms.table import UNFINISHED, TableForm
from workplans.models import Activity, ActivityBody, WorkPlan
from workplans.models.states import OPEN_STATES
from workplans.results.lines import Line, lines_of

ROWS = 50
HEADS = {
    "code": _("Code"),
    "title": _("Activity"),
    "lead": _("Lead body"),
    "owner": _("Owner"),
    "state": _("State"),
    "due": _("Deadline"),
    "slip": _("Slip"),
    "report": _("Last report"),
    "proposal": _("Proposal"),
}


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """Show who does what until when and what is missing; 403 to everybody but the secretariat."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    if not permissions.may(request.user, permissions.SEE_WATCH):
        raise PermissionDenied
    today = timezone.localdate()
    activities: Any = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    leads = ActivityBody.objects.on(today).filter(part=ActivityBody.Part.LEAD, activity__in=activities)
    bodies = Institution.objects.filter(pk__in=leads.values("institution")).by_name()
    form = TableForm(request.GET, areas=plan.areas.order_by("number", "pk"), lead_bodies=bodies)
    sort = sort_of(request.GET, HEADS, "code")
    rows = form.narrow(activities, today).sorted_by(sort).for_table(today)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    here = reverse("workplans:table", args=[plan.code])
    context = {
        "plan": plan,
        "form": form,
        "sort": sort,
        "columns": columns(request.GET, HEADS, sort, frozenset({"slip"})),
        "page_obj": page,
        "lines": [with_acts(line, today) for line in lines_of(page, today)],
        "querystring": rest_of(request.GET),
        "reset_url": here if any(request.GET.get(name) for name in form.fields) else "",
        "here": here,
        "back": request.get_full_path(),
        "may_edit": permissions.may(request.user, permissions.EDIT_PLAN),
        "crumbs": [
            {"label": _("Work plans"), "url": reverse("workplans:index")},
            {"label": plan.title, "url": plan.get_absolute_url()},
            {"label": _("Table")},
        ],
    }
    return render(request, "workplans/table.html", context)


def with_acts(line: Line, today: date) -> dict[str, Any]:
    """A line with what only the secretariat reads, and what can be done with it now."""
    row = line.row
    proposal = row["proposal"]
    return {
        "line": line,
        "owner": row["owner__display_name"],
        "report_days": (today - row["last_report_on"]).days if row["last_report_on"] else None,
        "proposal": _proposal(proposal, line.due_on) if proposal else None,
        "may_move": row["state"] in UNFINISHED,
        "may_remind": row["state"] in OPEN_STATES,
    }


def _proposal(said: dict[str, Any], due_on: date | None) -> dict[str, Any]:
    """The date asked for; ``is_large`` where its approval needs the number of a decision."""
    asked = date.fromisoformat(said["due_on"])
    return {
        "pk": said["pk"],
        "words": date_with_precision(asked, said["precision"]),
        "is_large": due_on is not None and abs((asked - due_on).days) > settings.LARGE_MOVE_DAYS,
    }
