"""Settings of worker processes: they live in the present, which may be a night or a Sunday, and in a hurry."""

from tests.settings import *  # noqa: F403

LETTER_NIGHT = (24, 0)
LETTER_WORKING_DAYS = range(7)
HOLIDAY_CALENDAR = ""
LETTER_SENDERS = 4
LETTER_GROUP = 5  # so that four share a thousand letters
CELERY_BEAT_SCHEDULE = {
    "deliver-letters": {"task": "letters.tasks.deliver", "schedule": 1.0, "options": {"expires": 10}},
}
