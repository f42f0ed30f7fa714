"""The plan as data: a page that explains every column, and the files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from workplans.actions.sheets import Sheet, csv_response, workbook_response
from workplans.models import Activity, WorkPlan
from workplans.results.json_schema import json_schema
from workplans.results.open_data import BY_KEY, COLUMNS, KEYS, data_rows, edition_of, flat, nested, plan_head

WIDE = {"title": 40, "description": 50, "output": 30, "area_title": 30, "area_aim": 30}  # signs
AS_TEXT = ("code", "waits_for")  # 1.10 is no number


@login_not_required
@require_safe
def data(request: HttpRequest, code: str) -> HttpResponse:
    """Say which files there are and what every column means."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    context = {
        "plan": plan,
        "columns": COLUMNS,
        "is_member": permissions.may(request.user, permissions.SEE_MEMBERS_PAGES),
        "may_edit": permissions.may(request.user, permissions.EDIT_PLAN),
        "crumbs": [
            {"label": _("Work plans"), "url": reverse("workplans:index")},
            {"label": plan.title, "url": plan.get_absolute_url()},
            {"label": _("Data")},
        ],
    }
    return render(request, "workplans/data.html", context)


@login_not_required
@require_safe
def download(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The activities the reader may see, as csv, xlsx or json; 304 where she has them already."""
    if form not in WRITERS:
        raise Http404
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    today = timezone.localdate()
    etag = f'W/"{edition_of(plan, activities, today)}-{form}-{get_language()}"'
    response: Any = get_conditional_response(request, etag)
    if response is None and request.method == "HEAD":
        response = HttpResponse(content_type=WRITERS[form][1])
    if response is None:
        response = WRITERS[form][0](plan, activities, today)
    response.headers["ETag"] = etag
    return response


@login_not_required
@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """The JSON Schema of ``plan.json``."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    return JsonResponse(
        json_schema(schema_address(plan)),
        content_type="application/schema+json",
        json_dumps_params={"indent": 1, "ensure_ascii": False},
    )


def schema_address(plan: WorkPlan) -> str:
    """Where the schema is served, with host."""
    return settings.SITE_URL + reverse("workplans:schema", args=[plan.code])


def _csv(plan: WorkPlan, activities: Any, today: date) -> HttpResponseBase:
    return csv_response(f"plan-{plan.code}", KEYS, map(flat, data_rows(activities, today)))


def _xlsx(plan: WorkPlan, activities: Any, today: date) -> HttpResponseBase:
    rows = map(flat, data_rows(activities, today))
    return workbook_response(f"plan-{plan.code}", activities_sheet(rows), columns_sheet())


def activities_sheet(rows: Any, keys: tuple[str, ...] = KEYS) -> Sheet:
    """The sheet of activities; one without rows is the template of an import."""
    widths = {place: WIDE[BY_KEY[key].name] for place, key in enumerate(keys) if BY_KEY[key].name in WIDE}
    return Sheet("activities", keys, rows, widths, frozenset(keys.index(key) for key in AS_TEXT if key in keys))


def columns_sheet() -> Sheet:
    """What the columns mean, in the reader's language."""
    rows = [
        [key, str(column.meaning), ", ".join(column.choices), _("yes") if column.is_read else _("no")]
        for column in COLUMNS
        for key in column.keys
    ]
    head = ["column", str(_("Meaning")), str(_("Possible values")), str(_("Read by an import"))]
    return Sheet("columns", head, rows, {0: 22, 1: 90, 2: 40, 3: 18})


def _json(plan: WorkPlan, activities: Any, today: date) -> HttpResponseBase:
    head = {"$schema": schema_address(plan), **plan_head(plan)}
    lines = _json_lines(head, data_rows(activities, today))
    return StreamingHttpResponse(lines, content_type="application/json")


def _json_lines(head: dict[str, Any], rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    """One object, one activity per line, so that it can leave before all of it is read."""
    yield _dumps(head)[:-1] + ',"activities":['
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + _dumps(nested(row))
    yield "\n]}\n"


def _dumps(thing: Any) -> str:
    return json.dumps(thing, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


WRITERS: dict[str, tuple[Any, str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (_json, "application/json"),
}
