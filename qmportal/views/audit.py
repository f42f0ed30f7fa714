"""Who changed what, for the secretariat."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from institutions import permissions
from qmportal import audit
from qmportal.forms.audit import AuditFilter

EVENTS_PER_PAGE = 25


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Newest first. Answer 403 to those who may not read it; a filter that makes no sense finds nothing."""
    if not permissions.may(request.user, permissions.SEE_AUDIT_TRAIL):
        raise PermissionDenied
    form = AuditFilter(request.GET)
    keys: Any = audit.find(**form.conditions()) if form.is_valid() else []
    page: Page[Any] = Paginator(keys, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "form": form,
        "page_obj": page,
        "entries": audit.read(page.object_list),
        "querystring": rest.urlencode(),
    }
    return render(request, "qmportal/audit_trail.html", context)
