"""What the plan would have a meeting talk about, and why: late work, deadlines ahead, open ends of earlier meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.models import Edition
from meetings.models import ActionItem, AgendaItem, Meeting, MeetingDay, Minutes
from meetings.models.states import State
from workplans.models import Activity

Origin, Kind = AgendaItem.Origin, AgendaItem.Kind
HALF_A_YEAR = timedelta(weeks=26)  # until the next meeting, where none is planned
MOST = 100  # of each kind
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Suggestion:
    """One item that could be on the agenda. ``key`` names it in a form, ``why`` says why in the reader's language."""

    key: str
    facts: dict[str, Any]
    thing: Any
    due_on: date | None = None

    @property
    def links(self) -> tuple[int | None, ...]:
        """Keys of activity, text, action item and earlier meeting; three of them are empty."""
        return tuple(
            self.facts[name].pk if name in self.facts else None for name in ("activity", "text", "action", "earlier")
        )

    @property
    def title(self) -> str:
        """In the reader's language, else in one that has words."""
        own = self.facts.get(f"title_{translation.get_language()}")
        return own or next(self.facts[f"title_{code}"] for code in LANGUAGES if self.facts[f"title_{code}"])

    @property
    def why(self) -> str:
        return str(Origin(self.facts["origin"]).label)


def suggestions_for(meeting: Meeting, *, today: date) -> list[Suggestion]:
    """What is not on its agenda yet and was not removed from it; in a constant number of queries."""
    known = set(AgendaItem.objects.filter(meeting=meeting).values_list("activity", "text", "action", "earlier"))
    return [one for one in _all(meeting, today) if one.links not in known]


def _all(meeting: Meeting, today: date) -> Iterator[Suggestion]:
    for minutes in (
        Minutes.objects.unapproved().exclude(meeting=meeting).select_related("meeting").order_by("pk")[:MOST]
    ):
        if minutes.meeting.state == State.HELD:
            titles = _said(lambda earlier=minutes.meeting: _("Minutes: %(meeting)s") % {"meeting": earlier})
            facts: dict[str, Any] = {"titles": titles, "is_public": minutes.meeting.is_public}
            yield _made(Origin.MINUTES, Kind.DECISION, earlier=minutes.meeting, **facts)
    drafts = Edition.texts.filter(state=Edition.State.FOR_ADOPTION).select_related("guideline", "supplement_to")
    for text in drafts.order_by("guideline__code", "number")[:MOST]:
        yield _made(Origin.ADOPTION, Kind.DECISION, text=text, titles=_titles(text.guideline))
    seen = set()
    for origin, activities in _activities(meeting, today):
        for activity in activities.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]:
            if activity.pk not in seen:
                seen.add(activity.pk)
                yield _made(
                    origin, Kind.DISCUSSION, activity=activity, titles=_titles(activity), due_on=activity.due_on
                )
    for action in ActionItem.objects.open().exclude(meeting=meeting).by_date()[:MOST]:
        titles = {code: action.text[:200] if code == action.language else "" for code in LANGUAGES}
        facts = {"titles": titles, "is_public": False, "due_on": action.due_on}  # its words are for members
        yield _made(Origin.ACTION, Kind.INFORMATION, action=action, **facts)


def _activities(meeting: Meeting, today: date) -> Iterator[tuple[str, Any]]:
    """Of the plan in force, the gravest reason first."""
    promised = Activity.objects.in_plan_in_force().select_related("area__plan")
    yield Origin.OVERDUE, promised.overdue(today)
    yield Origin.AT_RISK, promised.filter(state=Activity.State.AT_RISK)
    yield Origin.DUE, promised.open().filter(due_on__gte=today, due_on__lt=_until(meeting, today))


def _until(meeting: Meeting, today: date) -> date:
    """The first day of the meeting after this one, or half a year after it."""
    days = list(meeting.days.order_by("held_on").values_list("held_on", flat=True))
    last = days[-1] if days else today
    later = MeetingDay.objects.filter(held_on__gt=last, meeting__kind=Meeting.Kind.MEETING)
    following = later.exclude(meeting__in=[meeting]).exclude(meeting__state=State.CANCELLED).order_by("held_on").first()
    return following.held_on if following else last + HALF_A_YEAR


def _made(
    origin: str, kind: str, *, titles: dict[str, str], due_on: date | None = None, is_public: bool = True, **link: Any
) -> Suggestion:
    ((_name, thing),) = link.items()
    words = {f"title_{code}": text for code, text in titles.items()}
    facts = {"origin": origin, "kind": kind, "is_public": is_public, **words, **link}
    return Suggestion(f"{origin}-{thing.pk}", facts, thing, due_on)


def _titles(thing: Any) -> dict[str, str]:
    return {code: getattr(thing, f"title_{code}") or "" for code in LANGUAGES}


def _said(words: Any) -> dict[str, str]:
    """What the function says in each language."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = words()[:200]
    return found
