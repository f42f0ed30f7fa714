"""What happens to guidelines without anybody at the keyboard, and what letters about them say."""

from guidelines.tasks import files, publishing, translations
from guidelines.tasks.files import scan_files, sweep_files
from guidelines.tasks.printing import print_text, print_texts
from guidelines.tasks.publishing import forget_addresses, publish_due
from guidelines.tasks.translations import write_reminders

__all__ = [
    "files",
    "forget_addresses",
    "print_text",
    "print_texts",
    "publish_due",
    "publishing",
    "scan_files",
    "sweep_files",
    "translations",
    "write_reminders",
]
