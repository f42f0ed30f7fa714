"""Atom feeds of public things, one in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing of a feed. ``path`` is its page in this language; ``key`` never changes, and no other thing has it."""

    key: str
    path: str
    title: str
    summary: str
    published: datetime
    updated: datetime


def atom(*, title: str, path: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    """The feed at ``path`` about the page at ``page``, in the active language; newest entries first."""
    language = get_language() or settings.LANGUAGE_CODE
    feed = Atom1Feed(
        title=_printable(title),
        link=settings.SITE_URL + page,
        description="",
        language=language,
        feed_url=settings.SITE_URL + path,
        author_name=_("Inter-institutional Working Group for Quality Management"),
    )
    newest: datetime | None = None
    for entry in entries:
        newest = max(entry.updated, newest or entry.updated)
        feed.add_item(
            title=_printable(entry.title),
            link=settings.SITE_URL + entry.path,
            description=_printable(entry.summary),
            unique_id=f"{settings.SITE_URL}/{language}/#{entry.key}",
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    if newest is not None:
        response["Last-Modified"] = http_date(newest.timestamp())
    return response


def _printable(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return UNPRINTABLE.sub("", text)
