"""Registers the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Let the rooms below link to decisions, of which they know the numbers."""
        from institutions.results import decisions  # noqa: PLC0415 - models are not loaded before
        from meetings.results.tracing import addresses_for  # noqa: PLC0415

        decisions.keep(addresses_for)
