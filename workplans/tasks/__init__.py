"""When members are written to about the plan, and what the letters say: the planner and the readers of occasions."""

from workplans.tasks import events, reminders
from workplans.tasks.departures import settle_departures
from workplans.tasks.planning import write_reminders

__all__ = ["events", "reminders", "settle_departures", "write_reminders"]
