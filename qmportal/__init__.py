"""The stairwell: settings, addresses and the pages that look into several rooms."""

from qmportal.celery import app as celery_app

__all__ = ["celery_app"]
