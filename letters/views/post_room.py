"""How the post room works: what waits, what failed, and the runs of the planners."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from institutions import permissions
from letters import actions
from letters.models import JobRun

DAYS = 7  # of runs in the summary
RUNS = 30  # single runs on the page
COUNTED = {"written": _("written"), "sent": _("sent"), "dropped": _("dropped"), "failed": _("failed")}


@require_safe
def post_room(request: HttpRequest) -> HttpResponse:
    """Figures of the letters, and for each planner whether it runs."""
    if not permissions.may(request.user, permissions.SEE_LETTERS):
        raise PermissionDenied
    now, words = timezone.now(), {**dict(actions.occasions()), **COUNTED}
    context = {
        "room": actions.post_room(now),
        "jobs": jobs_since(now - timedelta(days=DAYS)),
        "days": DAYS,
        "runs": [(run, in_words(run.counts, words)) for run in JobRun.objects.order_by("-started_at", "-pk")[:RUNS]],
        "may_edit_rules": permissions.may(request.user, permissions.EDIT_REMINDER_RULES),
    }
    return render(request, "letters/post_room.html", context)


def jobs_since(moment: Any) -> Any:
    """Each planner with its runs since then: how many, how many without error, the newest of both; in one query."""
    good = Q(ended_at__isnull=False, error="")
    return (
        JobRun.objects.filter(started_at__gte=moment)
        .order_by("job")
        .values("job")
        .annotate(
            runs=Count("pk"),
            bad=Count("pk", filter=~good),
            newest=Max("started_at"),
            newest_good=Max("started_at", filter=good),
        )
    )


def in_words(counts: dict[str, int], words: dict[str, Any]) -> str:
    """What a planner counted, without the zeros: "reminder of a deadline: 3, dropped: 1"."""
    return ", ".join(f"{words.get(name, name)}: {count}" for name, count in counts.items() if count)
