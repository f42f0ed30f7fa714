"""Who hears of minutes: those invited or there, when they are circulated; the secretariat, when they are missing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Concat, JSONObject

from institutions.models import User
from letters.actions import is_working_day, write_many
from meetings.actions.answering import OPEN
from meetings.models import Meeting, Minutes
from meetings.models.states import MinutesState, State
from workplans.actions.audience import secretariat
from workplans.actions.due import Rows, Steps, as_letters, group_zone

CIRCULATED, MISSING = "minutes_circulated", "minutes_missing"  # occasions of letters
LONGEST_WAIT = timedelta(days=120)  # after that, old meetings without minutes are let rest


def tell_circulated(minutes: Minutes) -> int:
    """Write to all who were invited or there until when they can propose corrections; once for each such day."""
    until = minutes.corrections_until
    if until is None:
        return 0
    meeting = minutes.meeting_id
    people = User.objects.filter(is_active=True).filter(
        Q(invitees__meeting=meeting, invitees__withdrawn_at=None) | Q(attendances__day__meeting=meeting)
    )
    over = datetime.combine(until + timedelta(days=1), time(), tzinfo=group_zone())
    rows = User.objects.filter(pk__in=people.values("pk")).annotate(
        recipient_id=F("pk"),
        key=Concat(Value(f"{CIRCULATED}/{minutes.pk}/{until.isoformat()}/"), Cast("pk", CharField())),
        payload=JSONObject(minutes=Value(minutes.pk), until=Value(until.isoformat())),
        useless_after=Value(over),
    )
    return write_many(CIRCULATED, rows.values("recipient_id", "key", "payload", "useless_after"))


def without_minutes(steps: Steps, today: date) -> Rows:
    """Meetings of the group that are over, with minutes that are not circulated; ``steps`` are working days since."""
    late: Any = Meeting.objects.filter(kind=Meeting.Kind.MEETING, state__in=(*OPEN, State.HELD)).with_days()
    late = late.filter(last_on__lt=today, last_on__gte=today - LONGEST_WAIT)
    late = late.filter(Q(minutes=None) | Q(minutes__state=MinutesState.DRAFTING))
    reached: dict[int, int] = {}
    for pk, last_on in late.values_list("pk", "last_on"):
        since = working_days_between(last_on, today)
        if due := [step for step in steps if step <= since]:
            reached[pk] = max(due)
    if not reached:
        return None
    whens = [When(pk=pk, then=Value(step)) for pk, step in reached.items()]
    found: Any = Meeting.objects.filter(pk__in=reached).annotate(step=Case(*whens, output_field=IntegerField()))
    return as_letters(MISSING, secretariat(found, today), {"meeting": "pk", "step": "step"}, today)


def working_days_between(first: date, last: date) -> int:
    """How many working days of the group come after ``first``, ``last`` included."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, settings.HOLIDAY_CALENDAR) for day in days)
