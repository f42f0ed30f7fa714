"""The portal's settings, with a few lines for tests."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "only for tests, where nothing is secret and everything is thrown away")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in the tests' thread
os.environ["INSECURE_HTTP"] = "1"  # the test client and the test browser speak plain HTTP

from qmportal.settings import *  # noqa: F403, TID251 - this is the one place that extends them

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; one test signs in with the real one
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
MEDIA_ROOT = tempfile.mkdtemp(prefix="qmportal-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # nothing to collect before a test
# tests change rows behind the portal's back; those of the copies themselves put this back
MIDDLEWARE = [name for name in MIDDLEWARE if name != "qmportal.copies.keep_copies"]  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "tests.letters.matters"]  # noqa: F405 - letters with words of the test's own
