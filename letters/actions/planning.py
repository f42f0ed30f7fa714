"""Write a hundred thousand letters with one statement; the database holds the keys that keep out repeats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from institutions.models import Institution, User
from letters.actions.mornings import known_zone, working_hour
from letters.actions.occasions import occasion_named
from letters.actions.writing import wake_sender
from letters.models import OptOut

INSERT = """
INSERT INTO letters_letter (
    key, occasion, payload, recipient_id, address, language, subject, body, is_secret, state, attempts, answer,
    written_at, try_at, useless_after, bundle_on, sent_as
)
SELECT wanted.key, %s, wanted.payload, person.id, person.email, person.language, '', '', false, 'due', 0, '',
    %s, morning.try_at, wanted.useless_after, morning.bundle_on, ''
FROM ({wanted}) AS wanted
JOIN institutions_user AS person
    ON person.id = wanted.recipient_id AND person.is_active AND person.address_state = 'ok'
LEFT JOIN LATERAL (
    SELECT body.calendar FROM institutions_affiliation AS place
    JOIN institutions_institution AS body ON body.id = place.institution_id
    WHERE place.user_id = person.id AND place.valid_from <= %s AND (place.valid_to IS NULL OR place.valid_to > %s)
    ORDER BY place.valid_from, place.id LIMIT 1  -- the institution she came to first; by index, however many there are
) AS place ON true
JOIN (VALUES {mornings}) AS morning (name, try_at, bundle_on)
    ON morning.name = person.time_zone || ' ' || coalesce(place.calendar, %s)
WHERE NOT %s OR person.id NOT IN ({declined})
ON CONFLICT (key) DO NOTHING
"""
MORNING = "(%s, %s::timestamptz, %s::date)"


def write_many(occasion: str, rows: QuerySet[Any, Any]) -> int:
    """Write a letter for each row that has none yet, for the reader's next working morning; return how many are new.

    Those of an occasion that ``leaves_alone`` go at once. ``rows`` are
    ``.values("recipient_id", "key", "payload", "useless_after")``; payload is a JSON object. People whom letters do not
    reach, or who declined the occasion, are left out. The texts are made when the letters leave.
    """
    kind, now = occasion_named(occasion), timezone.now()
    wanted, of_wanted = rows.order_by().query.sql_with_params()
    today = timezone.localdate(now)
    declined, of_declined = OptOut.objects.filter(occasion=occasion).values("user_id").query.sql_with_params()
    mornings = _mornings(now, at_once=kind.leaves_alone)
    statement = INSERT.format(wanted=wanted, declined=declined, mornings=", ".join([MORNING] * len(mornings)))
    of_mornings = [value for morning in mornings for value in morning]
    values = [occasion, now, *of_wanted, today, today, *of_mornings]
    values += [settings.HOLIDAY_CALENDAR, kind.may_decline, *of_declined]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        written = cursor.rowcount
    if written:
        wake_sender()
    return written


def _mornings(now: datetime, *, at_once: bool) -> list[tuple[str, datetime, date | None]]:
    """For every zone somebody lives in and every calendar: the next moment for letters, and its day there."""
    calendars = {settings.HOLIDAY_CALENDAR, *Institution.Calendar.values}
    mornings: list[tuple[str, datetime, date | None]] = []
    for name in User.objects.order_by().values_list("time_zone", flat=True).distinct():
        for calendar in sorted(calendars):
            if at_once:
                mornings.append((f"{name} {calendar}", now, None))
                continue
            try_at = working_hour(now, known_zone(name), calendar)
            mornings.append((f"{name} {calendar}", try_at, timezone.localdate(try_at, known_zone(name))))
    return mornings
