"""What happens to guidelines without anybody at the keyboard, and what letters about them say."""

from guidelines.tasks import publishing, translations
from guidelines.tasks.publishing import forget_addresses, publish_due
from guidelines.tasks.translations import write_reminders

__all__ = ["forget_addresses", "publish_due", "publishing", "translations", "write_reminders"]
