"""The first page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.models import Edition, Guideline
from institutions.models import Institution, Milestone, News, Page, User
from meetings.models import Meeting
from meetings.models.states import MinutesState
from workplans.models import Activity, WorkPlan
from workplans.results import plan_bar

NEWS = 2  # the newest; the list has all
COMING_DEADLINES = 4  # as many as stand beside the bar's table


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tell who the group is, what it recommends, how far its plan has come and when it meets."""
    today = timezone.localdate()
    members, observers = Institution.objects.by_name().members_and_observers(today)
    context = {
        "about": Page.objects.filter(code="about").first(),
        "institutions": members,
        "observers": observers,
        "guidelines": _guidelines_in_force(today),
        "milestone": Milestone.objects.in_order().last(),
        "news": News.objects.published(timezone.now()).newest_first()[:NEWS],
        **_plan_in_force(request.user, today),
        **_meetings(request.user, today),
    }
    return render(request, "qmportal/home.html", context)


def _guidelines_in_force(today: date) -> list[dict[str, Any]]:
    """Each guideline with its edition in force, its languages in words, and whether the edition is new."""
    new_since = today - timedelta(days=settings.EDITION_IS_NEW_FOR)
    return [
        {
            "guideline": guideline,
            "edition": edition,
            "languages": _languages_of(edition),
            "is_new": edition.in_force_from is not None and edition.in_force_from > new_since,
        }
        for guideline in Guideline.objects.in_force(today).by_code()
        for edition in guideline.editions_in_force
    ]


def _languages_of(edition: Edition) -> str:
    """The languages the text can be read in, with a word where it is not whole or not up to date."""
    patterns = {
        "partial": _("%(language)s (in part)"),
        "stale": _("%(language)s (not up to date)"),
    }
    names = dict(settings.LANGUAGES)
    readable = ((code, state) for code, state in edition.coverage().items() if state != "missing")
    return ", ".join(patterns.get(state, "%(language)s") % {"language": names[code]} for code, state in readable)


def _plan_in_force(user: User | Any, today: date) -> dict[str, Any]:
    """The plan with its bar and its next deadlines; its areas instead as long as it has no activity."""
    plan = WorkPlan.objects.visible_to(user).current().first()
    if plan is None:
        return {"plan": None}
    activities = Activity.objects.visible_to(user).filter(area__plan=plan)
    counts = activities.counts(today)
    coming = activities.open().filter(due_on__gte=today).select_related("area").by_deadline()[:COMING_DEADLINES]
    planned = Count("activities", filter=~Q(activities__state=Activity.State.PROPOSED))
    areas = plan.areas.annotate(activity_count=planned).order_by("number", "pk")
    return {"plan": plan, "counts": counts, "pieces": plan_bar(counts), "areas": areas, "coming": coming}


def _meetings(user: User | Any, today: date) -> dict[str, Any]:
    """The group's next meeting, the last one held and the one whose minutes were published last.

    Their first and last day are all the page shows.
    """
    meetings = Meeting.objects.visible_to(user).filter(kind=Meeting.Kind.MEETING)
    seen = meetings.with_days().prefetch_related(None)
    held = seen.past(today).exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.PENCILLED])
    told = seen.filter(minutes__state=MinutesState.PUBLISHED).order_by("-minutes__published_at", "-pk")
    return {"next_meeting": seen.upcoming(today).first(), "last_meeting": held.first(), "minuted": told.first()}
