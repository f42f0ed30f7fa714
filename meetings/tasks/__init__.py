"""What happens to meetings without anybody at the keyboard, and what letters about them say."""

from meetings.tasks import invitations
from meetings.tasks.reminders import write_reminders

__all__ = ["invitations", "write_reminders"]
