"""Filling a plan from a table: send it, look at what it would do, confirm."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from institutions import permissions
from workplans.actions.importing import OtherNow, PlanIsClosed, import_rows
from workplans.actions.judging import Judgement, judge
from workplans.actions.reading import Row, Unreadable, Upload, read_table
from workplans.actions.sheets import csv_response, workbook_response
from workplans.forms.importing import ImportForm
from workplans.models import WorkPlan
from workplans.results.open_data import COLUMNS, READ_KEYS
from workplans.views.data import activities_sheet, columns_sheet

PREVIEW_LASTS = 3600  # seconds between looking and confirming
TROUBLES_SHOWN = 1_000  # lines; a file with more is mended in the large first
LINES_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def import_plan(request: Any, code: str) -> HttpResponse:
    """Show the form; judge a file that is sent; do what was previewed when it is confirmed."""
    plan = _editable(request, code)
    if request.method != "POST":
        return _page(request, plan, ImportForm())
    if plan.state == WorkPlan.State.CLOSED:
        return _page(request, plan, ImportForm(), status=409)
    if "token" in request.POST:
        return _confirm(request, plan)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, plan, form)
    sent = form.cleaned_data["file"]
    try:
        rows = read_table(Upload(sent.name, sent.content_type or "", sent.size, sent.file))
    except Unreadable as refused:
        form.add_error("file", f"{refused.problem} {refused.remedy}")
        return _page(request, plan, form)
    judgement = judge(plan, rows, today=timezone.localdate())
    return _preview(request, plan, rows, judgement)


@require_safe
def template(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """An empty table with the right heads."""
    plan = _editable(request, code)
    if form == "csv":
        return csv_response(f"template-{plan.code}", READ_KEYS, [])
    if form == "xlsx":
        return workbook_response(f"template-{plan.code}", activities_sheet([], READ_KEYS), columns_sheet())
    raise Http404


def _editable(request: HttpRequest, code: str) -> WorkPlan:
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    if not permissions.may(request.user, permissions.EDIT_PLAN):
        raise PermissionDenied
    return plan


def _preview(
    request: Any, plan: WorkPlan, rows: list[Row], judgement: Judgement, *, note: str = "", status: int = 200
) -> HttpResponse:
    """Show what the file would do; what it holds stays with us, so that nobody can change it in between."""
    shown: dict[str, Any] = {"judgement": judgement, "note": note}
    if not judgement.troubles and not judgement.is_empty:
        shown["token"] = secrets.token_urlsafe(16)
        cache.set(_key(request, plan, shown["token"]), (rows, judgement.digest), PREVIEW_LASTS)
    return _page(request, plan, ImportForm(), shown, status=status)


def _confirm(request: Any, plan: WorkPlan) -> HttpResponse:
    key = _key(request, plan, request.POST["token"])
    kept = cache.get(key)
    if kept is None:
        messages.info(request, _("This preview was confirmed already, or is older than an hour. Nothing was changed."))
        return redirect("workplans:import", plan.code)
    rows, digest = kept
    try:
        done = import_rows(plan.pk, rows, seen=digest, today=timezone.localdate())
    except OtherNow as now:
        note = _("Somebody has changed the plan since. Nothing was imported; this is what the file would do now.")
        return _preview(request, plan, rows, now.judgement, note=note, status=409)
    except PlanIsClosed:
        return _page(request, plan, ImportForm(), status=409)
    cache.delete(key)
    messages.success(request, _done_words(done))
    return redirect(plan)


def _key(request: Any, plan: WorkPlan, token: str) -> str:
    """Under the person and the plan: nobody confirms what somebody else looked at."""
    return f"import/{request.user.pk}/{plan.pk}/{token[:40]}"


def _done_words(done: Judgement) -> str:
    added, changed = len(done.added), len(done.changed)
    sentences = [
        ngettext("%(count)d activity added.", "%(count)d activities added.", added) % {"count": added},
        ngettext("%(count)d activity changed.", "%(count)d activities changed.", changed) % {"count": changed},
    ]
    return " ".join(sentences)


def _page(
    request: Any, plan: WorkPlan, form: ImportForm, shown: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "is_closed": plan.state == WorkPlan.State.CLOSED,
        "columns": [column for column in COLUMNS if column.is_read],
        "troubles_shown": TROUBLES_SHOWN,
        "lines_shown": LINES_SHOWN,
        "is_member": True,
        "may_edit": True,
        "crumbs": [
            {"label": _("Work plans"), "url": reverse("workplans:index")},
            {"label": plan.title, "url": plan.get_absolute_url()},
            {"label": _("Import")},
        ],
        **(shown or {}),
    }
    return render(request, "workplans/import_plan.html", context, status=status)
