"""What the group decided: the register, and each decision with what it changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from meetings.forms.register import RegisterForm
from meetings.models import Decision
from meetings.results.tracing import Trace

PER_PAGE = 25


@login_not_required
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The register, newest first, with words and year to look for."""
    form = RegisterForm(request.GET)
    visible = Decision.objects.visible_to(request.user).select_related("meeting__minutes")
    later = Decision.objects.visible_to(request.user).filter(supersedes=OuterRef("pk"))
    visible = visible.annotate(is_superseded=Exists(later))
    found = form.chosen(visible).defer("meeting__minutes__full", "meeting__minutes__public").newest_first()
    page_obj = Paginator(found, PER_PAGE).get_page(page_number(request.GET))
    crumbs = [{"label": _("Meetings"), "url": reverse("meetings:index")}, {"label": _("Decisions")}]
    context = {"form": form, "page_obj": page_obj, "querystring": rest_of(request.GET), "crumbs": crumbs}
    context["may_decide"] = permissions.may(request.user, permissions.DECIDE)
    return render(request, "meetings/decisions.html", context)


@login_not_required
@require_safe
def decision(request: HttpRequest, code: str, serial: int) -> HttpResponse:
    """A decision: what it changed, and its story."""
    found = find_decision(request, code, serial)
    trace = Trace(found, request.user)
    may_decide = permissions.may(request.user, permissions.DECIDE)
    context = {
        "decision": found,
        "trace": trace,
        "may_decide": may_decide,
        "choices": trace.choices if may_decide else [],
        "crumbs": crumbs_of(found),
    }
    return render(request, "meetings/decision.html", context)


def find_decision(request: HttpRequest, code: str, serial: int) -> Decision:
    """The decision with its meeting; 404 for whoever may not see it."""
    visible = Decision.objects.visible_to(request.user).select_related("meeting__minutes")
    light = visible.defer("meeting__minutes__full", "meeting__minutes__public")
    found: Decision = get_object_or_404(light, meeting__code=code, serial=serial)
    return found


def crumbs_of(decision: Decision) -> list[dict[str, str]]:
    return [
        {"label": _("Meetings"), "url": reverse("meetings:index")},
        {"label": _("Decisions"), "url": reverse("meetings:decisions")},
        {"label": str(decision.meeting), "url": decision.meeting.get_absolute_url()},
        {"label": decision.number},
    ]
