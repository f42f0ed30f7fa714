"""Calendars to subscribe to: the public one of a plan, and everybody's own behind secret addresses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workplans.actions.calendars import Place, activities_of, make_link, open_link, places_of, renew_link
from workplans.models import Activity, CalendarLink, WorkPlan
from workplans.results.ical import calendar_of, for_calendar
from workplans.results.open_data import edition_of

ICAL = "text/calendar; charset=utf-8"
REMEMBERED = 24 * 3600  # seconds; the key is the state of the data on one day, so what is remembered is never old


@login_not_required
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Deadlines of a plan in the language of the address; 304 for programs that have them already."""
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user), code=code)
    activities = Activity.objects.visible_to(request.user).filter(area__plan=plan)
    today = timezone.localdate()
    etag = f'W/"{edition_of(plan, activities, today)}-ics-{get_language()}"'
    response: Any = get_conditional_response(request, etag)
    if response is None:
        content = cache.get_or_set(
            f"calendar/{etag}", lambda: calendar_of(for_calendar(activities, today), name=plan.title), REMEMBERED
        )
        response = HttpResponse(content, content_type=ICAL)
        response.headers["Content-Disposition"] = f'inline; filename="plan-{plan.code}.ics"'
    response.headers["ETag"] = etag
    return response


@login_not_required
@require_safe
def private_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own deadlines in her language; 404 for an address that is wrong, revoked or no longer hers to have."""
    today = timezone.localdate()
    link = open_link(token, today=today)
    if link is None:
        raise Http404
    with translation.override(link.user.language):
        name = _("QM deadlines: %(place)s") % {"place": _place_of(link).label}
        content = calendar_of(for_calendar(activities_of(link, today), today), name=name)
    response = HttpResponse(content, content_type=ICAL)
    response.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response.headers["Cache-Control"] = "private, no-store"  # a revoked address must not live on in a cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: Any) -> HttpResponse:
    """List one's private addresses; a post makes one and shows it, this once."""
    places = places_of(request.user)
    if not places:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, places)
    wanted = next((place for place in places if place.key == request.POST.get("place")), None)
    if wanted is None:
        return _page(request, places, error=_("Choose one of the calendars."), status=400)
    return _page(request, places, made=make_link(request.user, wanted))


@require_POST
def renew_calendar(request: Any, pk: int) -> HttpResponse:
    """Replace an address by a new one and show it, this once; the old one answers nobody any more."""
    link = _own(request, pk)
    places = places_of(request.user)
    if not places:
        raise PermissionDenied
    return _page(request, places, made=renew_link(link, now=timezone.now()))


@require_POST
def revoke_calendar(request: Any, pk: int) -> HttpResponse:
    """Let an address answer nobody any more; twice is harmless."""
    link = get_object_or_404(CalendarLink.objects.filter(user=request.user), pk=pk)
    link.revoke(now=timezone.now())
    messages.success(request, _("The address answers nobody any more."))
    return redirect("workplans:calendars")


def _own(request: Any, pk: int) -> CalendarLink:
    return get_object_or_404(CalendarLink.objects.alive().filter(user=request.user), pk=pk)


def _page(
    request: Any,
    places: list[Place],
    *,
    made: tuple[CalendarLink, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    links = CalendarLink.objects.alive().filter(user=request.user).select_related("subgroup", "institution")
    shown: list[dict[str, Any]] = [{"link": link, "place": _place_of(link)} for link in links.order_by("made_at", "pk")]
    taken = {entry["place"].key for entry in shown}
    context: dict[str, Any] = {
        "links": shown,
        "places": [place for place in places if place.key not in taken],
        "plan": WorkPlan.objects.current().first(),
        "origin": settings.SITE_URL,
        "error": error,
    }
    if made:
        address = settings.SITE_URL + reverse("workplans:private-calendar", args=[made[1]])
        context["made"] = {"place": _place_of(made[0]), "address": address}
    response = render(request, "workplans/calendars.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _place_of(link: CalendarLink) -> Place:
    return Place(link.kind, subgroup=link.subgroup, institution=link.institution)
