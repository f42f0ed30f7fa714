"""What the trace of decisions lacks, for the secretariat, with one click for each link that can be made."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from meetings.actions import linking
from meetings.models import Decision
from meetings.results.orphans import MOST, linkable, unknown


@require_safe
def orphans(request: HttpRequest) -> HttpResponse:
    """Changes that can be linked, numbers no decision has, decisions of which no effect is known."""
    _require(request)
    context = {
        "linkable": linkable(),
        "unknown": unknown(),
        "without": Decision.objects.orphans().select_related("meeting")[:MOST],
        "most": MOST,
        "crumbs": [
            {"label": _("Meetings"), "url": reverse("meetings:index")},
            {"label": _("Decisions"), "url": reverse("meetings:decisions")},
            {"label": _("Missing links")},
        ],
    }
    return render(request, "meetings/orphans.html", context)


@require_POST
def link_changes(request: HttpRequest) -> HttpResponse:
    """Link one change to the decision it cites, or all that can be; again is harmless."""
    _require(request)
    by = request.user
    key = request.POST.get("change", "")
    made = linking.link(key, by=by) if key else linking.link_all(by=by)  # type: ignore[arg-type]
    if made:
        words = ngettext("%(number)s change is linked to its decision.", "%(number)s changes are linked.", made)
        messages.success(request, words % {"number": made})
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("meetings:orphans")


def _require(request: HttpRequest) -> None:
    if not permissions.may(request.user, permissions.DECIDE):
        raise PermissionDenied
