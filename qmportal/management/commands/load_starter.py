"""`manage.py load_starter`: writes the group's real facts and texts into the database; twice is harmless."""

from typing import Any

from django.core.management.base import BaseCommand

from institutions.actions import wordings
from qmportal.management import starter
from qmportal.search import vocabulary


class Command(BaseCommand):
    """Called at every start of the portal, by hand after an update, and by tests."""

    help = "Adds the starter content that is missing and leaves alone whatever is there, edited or not."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in starter.load().items():
            self.stdout.write(f"{kind}: {count.added} added, {count.left_alone} left alone")
        wordings.fill()
        vocabulary.refresh()
