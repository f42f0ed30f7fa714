"""Working mornings of readers: their clock, their weekend, the public holidays where their institution is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from institutions.models import Affiliation


@cache
def holidays_of(calendar: str, year: int) -> frozenset[date]:
    """Public holidays of a calendar such as ``BA-SRP`` or ``SE``; none for the empty calendar."""
    from holidays import country_holidays  # noqa: PLC0415 - slow to import, and most processes never ask

    country, _dash, part = calendar.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year)) if country else frozenset()


def is_working_day(day: date, calendar: str) -> bool:
    return day.weekday() in settings.LETTER_WORKING_DAYS and day not in holidays_of(calendar, day.year)


def working_hour(now: datetime, zone: ZoneInfo, calendar: str) -> datetime:
    """The moment itself on a working day by daylight, else the next working morning in the reader's zone."""
    evening, morning = settings.LETTER_NIGHT
    local = now.astimezone(zone)
    if is_working_day(local.date(), calendar) and local.hour < evening:
        return now if local.hour >= morning else _morning(local.date(), local)
    return next_morning(now, zone, calendar)


def next_morning(now: datetime, zone: ZoneInfo, calendar: str) -> datetime:
    """The first working morning after the reader's present day."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=1)
    while not is_working_day(day, calendar):
        day += timedelta(days=1)
    return _morning(day, local)


def known_zone(name: str) -> ZoneInfo:
    """The zone, or the portal's own where the name is none: the letter then fails by itself, and is seen."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def calendars_of(people: Iterable[int]) -> dict[int, str]:
    """By person: the holiday calendar of the institution she works for, the one she came to first; in one query."""
    places = Affiliation.objects.on(timezone.localdate()).filter(user__in=people).order_by("user", "valid_from", "pk")
    return dict(places.distinct("user").values_list("user", "institution__calendar"))


def calendar_of(person: int) -> str:
    """The same for one; people without an institution have the calendar of the group's seat."""
    return calendars_of([person]).get(person, settings.HOLIDAY_CALENDAR)


def _morning(day: date, local: datetime) -> datetime:
    return datetime.combine(day, time(settings.LETTER_NIGHT[1]), tzinfo=local.tzinfo)
