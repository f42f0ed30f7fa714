"""Deadlines as a calendar that programs subscribe to: equal data give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language, gettext, pgettext
from icalendar import Calendar, Event, vDuration

from institutions.models.pages import Precision
from institutions.templatetags.people_dates import date_with_precision
from institutions.templatetags.texts import language_of
from workplans.models import Activity
from workplans.models.states import DONE_STATES, State
from workplans.results.open_data import modified
from workplans.results.words import deadline_words

PRODUCT = "-//Working Group for Quality Management//QM portal//EN"
ASK_AGAIN_AFTER = timedelta(hours=12)


def for_calendar(activities: QuerySet[Activity], today: Any) -> Any:
    """The activities that have or had a date, with all a calendar says of them; the same few queries for any number."""
    material = ~Q(state_changes__to_state=State.CONFIRMED) & ~Q(state_changes__from_state=State.PROPOSED)
    steps = Count("state_changes", filter=material)
    dated: Any = activities.exclude(due_on=None).annotate(modified=modified(), steps=steps)
    return dated.select_related("area__plan").with_bodies(today).with_deadlines().in_plan_order()


def calendar_of(activities: Iterable[Activity], *, name: str) -> bytes:
    """An iCalendar object in the active language; ``activities`` come from ``for_calendar``."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    for activity in activities:
        if activity.due_precision != Precision.NONE or activity.deadline_version > 1:
            calendar.add_component(event_of(activity))
    return bytes(calendar.to_ical())


def event_of(activity: Any) -> Event:
    """A whole day, the deadline; for a month or a quarter its last day, and the summary says the period."""
    assert activity.due_on is not None  # noqa: S101 - for_calendar selects by it
    event = Event()
    event.add("uid", uid_of(activity))
    event.add("sequence", sequence_of(activity))
    event.add("dtstamp", activity.modified)
    event.add("last-modified", activity.modified)
    event.add("dtstart", activity.due_on)
    event.add("dtend", activity.due_on + timedelta(days=1))
    event.add("summary", _summary(activity), parameters={"LANGUAGE": get_language() or settings.LANGUAGE_CODE})
    event.add("description", _description(activity), parameters={"LANGUAGE": get_language() or settings.LANGUAGE_CODE})
    event.add("url", settings.SITE_URL + activity.get_absolute_url())
    event.add("status", status_of(activity))
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    event.add("categories", [str(activity.get_state_display())])
    return event


def uid_of(activity: Activity) -> str:
    """The same for ever and in every feed and language, so that programs know the event again."""
    return f"activity-{activity.pk}@{urlsplit(settings.SITE_URL).hostname}"


def sequence_of(activity: Any) -> int:
    """How often it changed materially: every move of the deadline, and every hold, resumption, end and reopening."""
    return max(activity.deadline_version - 1, 0) + activity.steps


def status_of(activity: Activity) -> str:
    """What is cancelled, or has no date any more, is off; what is only proposed may still change."""
    if activity.state == State.CANCELLED or activity.due_precision == Precision.NONE:
        return "CANCELLED"
    return "TENTATIVE" if activity.state == State.PROPOSED else "CONFIRMED"


def _summary(activity: Any) -> str:
    language = language_of(activity, "title")
    said: dict[str, Any] = {"code": activity.code, "title": getattr(activity, f"title_{language}") if language else ""}
    if activity.due_precision in {Precision.MONTH, Precision.QUARTER, Precision.YEAR}:
        said["period"] = date_with_precision(activity.due_on, activity.due_precision)
        text = pgettext("calendar", "%(code)s %(title)s (%(period)s)") % said
    else:
        text = pgettext("calendar", "%(code)s %(title)s") % said
    if activity.state in {*DONE_STATES, State.CANCELLED, State.ON_HOLD, State.PROPOSED}:
        text = pgettext("calendar", "%(state)s: %(text)s") % {"state": activity.get_state_display(), "text": text}
    return text


def _description(activity: Any) -> str:
    plan = activity.area.plan
    lines = [
        gettext("Deadline: %(deadline)s") % {"deadline": deadline_words(activity.all_deadlines) or _wished(activity)},
        gettext("State: %(state)s") % {"state": activity.get_state_display()},
    ]
    if activity.lead_body:
        lines.append(gettext("Lead body: %(name)s") % {"name": activity.lead_body.name})
    lines.append(gettext("Work plan: %(title)s") % {"title": plan.title})
    lines.append(gettext("Days are those of the time zone %(zone)s.") % {"zone": settings.TIME_ZONE})
    return "\n".join(lines)


def _wished(activity: Any) -> str:
    return date_with_precision(activity.due_on, activity.due_precision)
