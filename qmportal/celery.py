"""The Celery application; its settings are the CELERY_ names in settings.py."""

from celery import Celery

app = Celery("qmportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for all threads, not only the one that imports this: web servers answer in others
