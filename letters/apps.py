"""Registers the room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Let the rooms above register their occasions: also a web process writes and names letters."""
        autodiscover_modules("tasks")
