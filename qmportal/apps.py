"""The stairwell as an app: commands, template tags and pages, never a model."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "qmportal"
    verbose_name = "QM portal"
