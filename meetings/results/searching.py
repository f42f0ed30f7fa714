"""What a search finds among meetings, what they decided and their minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from institutions import permissions
from institutions.results.searching.rows import Vector, candidates, details, written
from meetings.models import Decision, Meeting, MeetingDay, Minutes

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User

MOST = 100  # are ranked
KINDS = ("meeting", "decision", "minutes", "full_minutes")  # of minutes everybody finds a text, members the full one


def found(language: str, user: User | AnonymousUser, *, year: int | None = None) -> Iterator[QuerySet[Any]]:
    """The meetings, decisions and minutes the person may see among what matches, as candidates."""
    meetings, decisions = Meeting.objects.visible_to(user), Decision.objects.visible_to(user)
    minutes = Minutes.objects.visible_to(user)
    if year:
        of_year = MeetingDay.objects.filter(held_on__year=year).values("meeting")
        meetings, minutes = meetings.filter(pk__in=of_year), minutes.filter(meeting__in=of_year)
        decisions = decisions.filter(decided_on__year=year)
    yield candidates(meetings, language, "meeting", limit=MOST)
    yield candidates(decisions, language, "decision", limit=MOST)
    if permissions.may(user, permissions.SEE_MEETING_PAPERS):
        yield candidates(minutes, language, "full_minutes", limit=MOST, vector=Vector(f"search_full_{language}"))
    else:
        yield candidates(minutes, language, "minutes", limit=MOST)


def shown(language: str, kind: str) -> QuerySet[Any]:
    """Details of the rows of a kind whose keys are told later; whoever asks has found them first."""
    if kind == "decision":
        facts = {"meeting": F("meeting__code"), "serial": F("serial"), "decided_on": F("decided_on")}
        words: dict[str, Any] = {"title": F("number"), "body": written("text", language)}
        return details(Decision.objects.all(), language, kind, **words, facts=facts)
    if kind != "meeting":
        text = F("full" if kind == "full_minutes" else "public")
        said = (Value(language), F(f"summary_{language}"), text, F("language"))
        words = {"body": Func(*said, function="qm_minutes", output_field=TextField())}
        words["title"] = written("meeting__title", language)
        of_meeting = {"code": F("meeting__code"), **_days(OuterRef("meeting"))}
        return details(Minutes.objects.all(), language, kind, **words, facts=of_meeting)
    body = Concat(written("place", language), Value("\n"), written("report", language), output_field=TextField())
    return details(
        Meeting.objects.all(),
        language,
        "meeting",
        title=written("title", language),
        body=body,
        facts={"code": F("code"), **_days(OuterRef("pk"))},
    )


def _days(meeting: OuterRef) -> dict[str, Any]:
    """The first and the last day of the meeting."""
    days = MeetingDay.objects.filter(meeting=meeting)
    return {
        "first_on": Subquery(days.order_by("held_on").values("held_on")[:1]),
        "last_on": Subquery(days.order_by("-held_on").values("held_on")[:1]),
    }
