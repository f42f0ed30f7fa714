"""What a search finds among meetings and what they decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from institutions.results.searching.rows import candidates, details, written
from meetings.models import Decision, Meeting, MeetingDay

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User

MOST = 100  # are ranked


def found(language: str, user: User | AnonymousUser, *, year: int | None = None) -> Iterator[QuerySet[Any]]:
    """The meetings and decisions the person may see among what matches, as candidates."""
    meetings, decisions = Meeting.objects.visible_to(user), Decision.objects.visible_to(user)
    if year:
        meetings = meetings.filter(pk__in=MeetingDay.objects.filter(held_on__year=year).values("meeting"))
        decisions = decisions.filter(decided_on__year=year)
    yield candidates(meetings, language, "meeting", limit=MOST)
    yield candidates(decisions, language, "decision", limit=MOST)


def shown(language: str, kind: str) -> QuerySet[Any]:
    """Details of the meetings or decisions whose keys are told later; whoever asks has found them first."""
    if kind == "decision":
        facts = {"meeting": F("meeting__code"), "serial": F("serial"), "decided_on": F("decided_on")}
        words: dict[str, Any] = {"title": F("number"), "body": written("text", language)}
        return details(Decision.objects.all(), language, kind, **words, facts=facts)
    body = Concat(written("place", language), Value("\n"), written("report", language), output_field=TextField())
    days = MeetingDay.objects.filter(meeting=OuterRef("pk"))
    return details(
        Meeting.objects.all(),
        language,
        "meeting",
        title=written("title", language),
        body=body,
        facts={
            "code": F("code"),
            "first_on": Subquery(days.order_by("held_on").values("held_on")[:1]),
            "last_on": Subquery(days.order_by("-held_on").values("held_on")[:1]),
        },
    )
