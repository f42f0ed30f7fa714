"""The portal's settings for the measured server: production, over plain HTTP, with the bare view beside the pages."""

import os

from qmportal.settings import *  # noqa: F403, TID251 - measured is what these settings make

ROOT_URLCONF = "qmportal.management.bench.urls"
ALLOWED_HOSTS = ["localhost"]
# keys of its own: what a measured page caches must never be served by the portal
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": os.environ["BENCH_CACHE_PREFIX"]}}  # noqa: F405

# the workers that send: a queue of their own, at any hour, called every second
CELERY_TASK_DEFAULT_QUEUE = os.environ["BENCH_CACHE_PREFIX"]
CELERY_BEAT_SCHEDULE = {
    "deliver-letters": {"task": "letters.tasks.deliver", "schedule": 1.0, "options": {"expires": 10}},
}
LETTER_NIGHT, LETTER_WORKING_DAYS, HOLIDAY_CALENDAR = (24, 0), range(7), ""
