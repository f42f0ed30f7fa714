"""The words of everything public: what somebody who mistyped a word may have meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from guidelines.models import Edition, Guideline, Rendition
from institutions.models import News, Page, SearchWord
from meetings.models import Decision, Meeting, Minutes
from workplans.models import Activity, Area, WorkPlan

WORD = re.compile(r"[^\W\d_]{4,40}")
MOST = 50_000  # words of a language; the rarest of more are left out
ALIKE = 6  # words that are looked at for each mistyped one
NEAR = 0.72  # as ``SequenceMatcher.ratio``: one wrong letter in four is too many

FILL = """
INSERT INTO institutions_searchword (language, word, folded, count)
SELECT %s, word, unaccent(qm_folded(%s, word)), count FROM unnest(%s::text[], %s::integer[]) AS found (word, count)
"""
NEAREST = """
SELECT typed.word, near.word, near.count
FROM unnest(%s::text[]) AS typed (word)
CROSS JOIN LATERAL (SELECT unaccent(qm_folded(%s, lower(typed.word))) AS folded) AS plain
CROSS JOIN LATERAL (
    SELECT known.word, known.count FROM institutions_searchword known
    WHERE known.language = %s AND known.folded %% plain.folded
    ORDER BY similarity(known.folded, plain.folded) DESC, known.count DESC, known.word LIMIT %s
) AS near
WHERE NOT EXISTS (SELECT 1 FROM institutions_searchword same WHERE same.language = %s AND same.folded = plain.folded)
"""


def refresh() -> int:
    """Count the words of all public texts anew; return how many are known now. Twice is harmless."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE institutions_searchword IN SHARE ROW EXCLUSIVE MODE")
        SearchWord.objects.all().delete()
        for language, _name in settings.LANGUAGES:
            counts: Counter[str] = Counter()
            for text in _texts(language):
                counts.update(WORD.findall(text.lower()))
            found = counts.most_common(MOST)
            cursor.execute(FILL, [language, language, [word for word, _n in found], [n for _word, n in found]])
        return SearchWord.objects.count()


def _texts(language: str) -> Iterator[str]:
    """What everybody may read in the language, piece by piece."""
    nobody = AnonymousUser()
    public = Rendition.objects.filter(language=language, clause__edition__in=Edition.texts.public().values("pk"))
    yield from _words(public.values_list("heading", "body").iterator())
    minutes: Any = Minutes.objects.visible_to(nobody)
    for parts in minutes.filter(language=language).values_list("public", flat=True):
        yield " ".join(part["text"] for part in parts or [])
    plans = WorkPlan.objects.visible_to(nobody)
    kinds: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (Guideline.objects.visible_to(nobody), ("title", "summary")),
        (Meeting.objects.visible_to(nobody), ("title", "place", "report")),
        (Decision.objects.visible_to(nobody), ("text",)),
        (minutes, ("summary",)),
        (Area.objects.filter(plan__in=plans.values("pk")), ("title", "aim")),
        (Activity.objects.visible_to(nobody), ("title", "description", "output")),
        (News.objects.published(timezone.now()), ("title", "body")),
        (Page.objects.all(), ("title", "lead", "body")),
    )
    for rows, fields in kinds:
        yield from _words(rows.order_by().values_list(*(f"{field}_{language}" for field in fields)).iterator())


def _words(rows: Iterable[tuple[str | None, ...]]) -> Iterator[str]:
    for row in rows:
        yield " ".join(text for text in row if text)


def corrected(text: str, words: tuple[str, ...], language: str) -> str:
    """The search with the nearest known word for each of ``words`` that no text has; empty where none is near."""
    typed = [word for word in words if WORD.fullmatch(word)]
    if not typed:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [typed, language, language, ALIKE, language])
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    best: dict[str, tuple[float, int, str]] = {}
    for word, known, count in rows:
        alike = round(SequenceMatcher(None, word.lower(), known).ratio(), 2)
        if alike >= NEAR:
            best[word] = max(best.get(word, (0.0, 0, "")), (alike, count, known))
    for word, (_alike, _count, known) in best.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", known, text)
    return text if best else ""
