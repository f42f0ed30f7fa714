"""Settings of worker processes: they live in the present, which may be a night or a Sunday."""

from tests.settings import *  # noqa: F403

LETTER_NIGHT = (24, 0)
LETTER_WORKING_DAYS = range(7)
HOLIDAY_CALENDAR = ""
LOG_LEVEL = "ERROR"
