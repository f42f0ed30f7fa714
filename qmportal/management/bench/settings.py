"""The portal's settings for the measured server: production, over plain HTTP, with the bare view beside the pages."""

import os

from qmportal.settings import *  # noqa: F403, TID251 - measured is what these settings make

ROOT_URLCONF = "qmportal.management.bench.urls"
ALLOWED_HOSTS = ["localhost"]
# keys of its own: what a measured page caches must never be served by the portal
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": os.environ["BENCH_CACHE_PREFIX"]}}  # noqa: F405
