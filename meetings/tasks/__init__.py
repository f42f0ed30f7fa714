"""What happens to meetings without anybody at the keyboard, and what letters about them say."""

from meetings.tasks import actions, invitations
from meetings.tasks.minutes import settle
from meetings.tasks.papers import scan_papers, sweep_papers
from meetings.tasks.reminders import write_reminders

__all__ = ["actions", "invitations", "scan_papers", "settle", "sweep_papers", "write_reminders"]
