"""The settings of a real installation, as the settings file itself makes them from an environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

PRINT = """
import json, sys
from qmportal import settings
names = [name for name in dir(settings) if name.isupper()]
kept = {}
for name in names:
    try:
        json.dumps(getattr(settings, name))
    except TypeError:
        continue
    kept[name] = getattr(settings, name)
print(json.dumps(kept))
"""
NAMES = ("SESSION_", "CSRF_", "SECURE_", "ALLOWED_HOSTS", "SITE_URL", "INSECURE_HTTP", "X_FRAME", "DEBUG")


def production_settings(**environment: str) -> dict[str, Any]:
    """What concerns browsers and hosts in the settings of portal.example, behind one proxy of our own."""
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": "postgres://portal@localhost/portal",
        "REDIS_URL": "redis://localhost:6379/0",
        "SITE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "TRUSTED_PROXIES": "1",
        **environment,
    }
    done = subprocess.run([sys.executable, "-c", PRINT], env=given, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {name: value for name, value in found.items() if name.startswith(NAMES)}
