"""Reads the environment for settings.py: addresses, switches and lists."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def switch(name: str) -> bool:
    """Tell whether the variable is set to 1; anything else, or nothing, is off."""
    return os.environ.get(name, "") == "1"


def words(name: str) -> list[str]:
    """Split a comma list; blanks and empty parts vanish."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Turn ``postgres://user:password@host:port/name?host=/socket`` into Django's settings.

    A ``host`` in the query wins, because a socket directory does not fit before the slash.
    Other query parts become options of the connection, for example ``sslmode=verify-full``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgres:// or postgresql://")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "qmportal.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def broker(redis_url: str) -> str:
    """Spell the address of a Redis server the way Celery wants it: its word for a socket is ``redis+socket``."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, query = redis_url.removeprefix("unix://").partition("?")
    number = parse_qs(query).get("db", ["0"])[-1]
    return f"redis+socket://{path}?virtual_host={number}"


def media_storage() -> dict[str, Any]:
    """Where files of texts and kept documents lie: in S3-compatible storage if S3_BUCKET is set, else in MEDIA_ROOT.

    The bucket is private and its addresses are never given out: every file leaves through the portal.
    """
    bucket = os.environ.get("S3_BUCKET")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
        "region_name": os.environ.get("S3_REGION") or None,
        "access_key": os.environ.get("S3_ACCESS_KEY_ID") or None,
        "secret_key": os.environ.get("S3_SECRET_ACCESS_KEY") or None,
        "location": os.environ.get("S3_PREFIX", ""),
        "addressing_style": "path" if os.environ.get("S3_ENDPOINT_URL") else None,  # what others than Amazon understand
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
    }
    return {"BACKEND": "qmportal.buckets.BucketStorage", "OPTIONS": options}
