"""The periodic report of a plan, as a page and as a PDF that is made once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.models import as_of
from workplans.actions.printing import pdf_of
from workplans.forms.periods import PeriodForm
from workplans.models import Activity, WorkPlan
from workplans.results.report import Period, Report, count_words, read_report
from workplans.views.frame import frame


@login_not_required
@require_safe
def report(request: Any, code: str) -> HttpResponse:
    """Show what was done, what slipped and why, and what comes next; other periods than half-years, to members."""
    plan, form = _asked(request, code)
    first, last = form.period
    read = _read(request, plan, first, last)
    context = {
        **frame(request, plan, "report", _("Report")),
        "form": form,
        "first": first,
        "last": last,
        "report": read,
        "figures": [{"label": word, "number": count} for word, count in count_words(read.figures)],
    }
    return render(request, "workplans/report.html", context)


@login_not_required
@require_safe
def report_pdf(request: Any, code: str) -> HttpResponse:
    """The same as a document; a period that cannot be reported on is not there."""
    plan, form = _asked(request, code)
    if form.errors:
        raise Http404
    first, last = form.period
    document = pdf_of(_read(request, plan, first, last), until=min(last, request.today))
    name = f"{plan.code}-{first.isoformat()}-{last.isoformat()}-{get_language()}.pdf"
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


def _asked(request: Any, code: str) -> tuple[WorkPlan, PeriodForm]:
    """The plan and the period asked for; reports begin with the adoption."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user).exclude(state=WorkPlan.State.DRAFT), code=code)
    request.past, request.today = None, timezone.localdate()
    is_member = permissions.may(request.user, permissions.SEE_MEMBERS_PAGES)
    return plan, PeriodForm(request.GET, plan=plan, today=request.today, is_member=is_member)


def _read(request: Any, plan: WorkPlan, first: date, last: date) -> Report:
    """Read it as everything stood at the end of the period; of a period that lasts, as it stands today."""
    full = permissions.may(request.user, permissions.SEE_MEMBERS_PAGES)
    with as_of(last if last < request.today else None, reader=request.user):
        activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
        promised = activities.exclude(state=Activity.State.PROPOSED)
        return read_report(plan, promised, Period(first, min(last, request.today), full))
