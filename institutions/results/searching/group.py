"""What a search finds among the group's own words: news and standing pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from institutions.models import News, Page
from institutions.results.searching.rows import candidates, details, written

MOST = 100  # of each kind are ranked


def found_news(language: str, *, now: datetime, year: int | None = None) -> Iterator[QuerySet[Any]]:
    """Items that are published by now among what matches, as candidates."""
    items = News.objects.published(now)
    if year:
        items = items.filter(published_at__year=year)
    yield candidates(items, language, "news", limit=MOST)


def found_pages(language: str) -> Iterator[QuerySet[Any]]:
    """Standing pages among what matches, as candidates; all of them are public."""
    yield candidates(Page.objects.all(), language, "page", limit=MOST)


def shown(language: str, kind: str) -> QuerySet[Any]:
    """Details of the items or pages whose keys are told later; whoever asks has found them first."""
    title, body = written("title", language), written("body", language)
    if kind == "news":
        facts = {"code": F("code"), "published_at": F("published_at")}
        return details(News.objects.all(), language, kind, title=title, body=body, facts=facts)
    words = Concat(written("lead", language), Value("\n"), body, output_field=TextField())
    return details(Page.objects.all(), language, kind, title=title, body=words, facts={"code": F("code")})
