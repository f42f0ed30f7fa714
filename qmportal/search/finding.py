"""Finds things in all rooms at once: one query for what matches, one for what the page shows of it.

Only some hundred matches are ranked, whatever their number, because ranking is what costs; so a count is exact only as
long as it is small. Everything is asked through ``visible_to`` at the moment of the search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from guidelines.results import searching as guidelines
from institutions.results.searching import Asked, asked, group
from meetings.results import searching as meetings
from qmportal.search import vocabulary
from qmportal.search.hits import Hit, hit
from workplans.results import searching as workplans

PATIENCE = 2000  # milliseconds the database may take for one query of a search
PER_PAGE = 10
MOST = 200  # of a larger number of things readers are told only that it is larger
KINDS = ("guidelines", "meetings", "plan", "news", "pages")
WORTH = {"guideline": 2.0, "draft": 0.5}  # beside a text: its whole guideline, and what is not approved yet
ENDED = 0.5  # what holds no longer, beside what holds
ALSO = 3  # other editions named beside a clause


@dataclass(frozen=True)
class Question:
    """What is searched for, by whom and when. ``language`` is that of the page; ``chosen`` that of texts, or all."""

    text: str
    user: Any
    language: str
    now: datetime
    today: date
    kind: str = ""
    chosen: str = ""
    only_in_force: bool = False
    year: int | None = None
    page: int = 1


@dataclass(frozen=True)
class Findings:
    """One page of what was found. ``corrected`` is what was searched for instead, because nothing had the words."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    is_more: bool = False
    page: int = 1
    pages: int = 1
    corrected: str = ""
    is_foreign: bool = False
    is_too_slow: bool = False

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1


class Candidate(NamedTuple):
    """A match, as rooms answer it (``institutions.results.searching.rows.CANDIDATE``)."""

    kind: str
    pk: int
    language: str
    rank: float
    group: str
    tier: int

    @property
    def thing(self) -> str:
        """What it tells; several may tell the same."""
        return self.group or f"{self.kind}/{self.pk}"

    @property
    def score(self) -> float:
        return self.rank * WORTH.get(self.kind, 1.0) * (ENDED if self.tier else 1.0)


def find(question: Question) -> Findings:
    """What the person may read of what she searches for; an answer without hits where the database takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            return _find(question)
    except OperationalError as trouble:
        if isinstance(trouble.__cause__, psycopg.errors.QueryCanceled):
            return Findings(is_too_slow=True)
        raise


def _find(question: Question) -> Findings:
    own = question.chosen if question.chosen in _codes() else question.language
    others = [code for code in _codes() if code != own]
    first = [asked(question.text, code) for code in ([own, *others] if question.chosen == "all" else [own])]
    found, corrected = _candidates(question, first), ""
    if not found and any(first):
        corrected = vocabulary.corrected(question.text, first[0].words, own)
        again = [asked(corrected, own)] if corrected else []
        again += [] if question.chosen else [asked(question.text, code) for code in others]
        found, first = _candidates(question, again), again
        corrected = corrected if any(one.language == own for one in found) else ""
    by_language = {one.language: one for one in first}
    return _page(question, found, by_language, own=own, corrected=corrected)


def _codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _candidates(question: Question, searches: list[Asked]) -> list[Candidate]:
    """Everything that matches one of the searches, in one query."""
    queries = [query for one in searches if one for query in _queries(question, one)]
    if not queries:
        return []
    return [Candidate(*row) for row in queries[0].union(*queries[1:], all=True)]


def _queries(question: Question, one: Asked) -> Iterator[QuerySet[Any]]:
    kind, year = question.kind, question.year
    if kind in {"", "guidelines"}:
        said: dict[str, Any] = {"only_in_force": question.only_in_force, "year": year}
        yield from guidelines.found(one, question.user, question.today, **said)
    if kind in {"", "meetings"}:
        yield from meetings.found(one, question.user, year=year)
    if kind in {"", "plan"}:
        yield from workplans.found(one, question.user, only_in_force=question.only_in_force, year=year)
    if kind in {"", "news"}:
        yield from group.found_news(one, now=question.now, year=year)
    if kind == "pages" or (not kind and not year):
        yield from group.found_pages(one)


def _page(
    question: Question, found: list[Candidate], searches: dict[str, Asked], *, own: str, corrected: str
) -> Findings:
    """Put what tells the same together, the best of it first, and fetch what this page shows."""
    things: dict[str, dict[tuple[str, int], Candidate]] = defaultdict(dict)
    for one in found:
        known = things[one.thing].get((one.kind, one.pk))
        if known is None or one.score > known.score:
            things[one.thing][one.kind, one.pk] = one
    ordered = [
        sorted(same.values(), key=lambda one: (one.language != own, one.tier, -one.score, one.pk))
        for same in things.values()
    ]
    ordered.sort(key=lambda same: (same[0].language != own, -same[0].score, same[0].thing))
    total, ordered = len(ordered), ordered[:MOST]
    pages = max(1, -(-len(ordered) // PER_PAGE))
    page = min(question.page, pages)
    chosen = [same[: 1 + ALSO] for same in ordered[(page - 1) * PER_PAGE : page * PER_PAGE]]
    rows = _details(question, [one for same in chosen for one in same], searches)
    return Findings(
        hits=[hit([rows[one.kind, one.pk] for one in same if (one.kind, one.pk) in rows]) for same in chosen],
        total=min(total, MOST),
        is_more=total > MOST,
        page=page,
        pages=pages,
        corrected=corrected,
        is_foreign=bool(found) and not question.chosen and all(one.language != own for one in found),
    )


def _details(
    question: Question, shown: list[Candidate], searches: dict[str, Asked]
) -> dict[tuple[str, int], dict[str, Any]]:
    """What is shown of these, in one query, by kind and key."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in shown:
        wanted[one.kind, one.language].append(one.pk)
    queries = [_shown(question, searches[code], kind, keys) for (kind, code), keys in wanted.items()]
    if not queries:
        return {}
    names = ("kind", "pk", "language", "title", "excerpt", "facts")
    rows = (dict(zip(names, row, strict=True)) for row in queries[0].union(*queries[1:], all=True))
    return {(row["kind"], row["pk"]): {**row, "today": question.today} for row in rows}


def _shown(question: Question, one: Asked, kind: str, keys: list[int]) -> QuerySet[Any]:
    if kind in {"guideline", "clause", "draft"}:
        return guidelines.shown(one, kind, keys, question.today)
    if kind == "meeting":
        return meetings.shown(one, keys)
    if kind in {"area", "activity"}:
        return workplans.shown(one, kind, keys)
    return group.shown(one, kind, keys)
