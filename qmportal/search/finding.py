"""Finds things in all rooms at once: one query for what matches, one for what the page shows of it.

Only some hundred matches are ranked, whatever their number, because ranking is what costs; so a count is exact only as
long as it is small. Everything is asked through ``visible_to`` at the moment of the search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, transaction
from django.db.models import QuerySet

from guidelines.results import searching as guidelines
from institutions.results.searching import Asked, asked, group
from institutions.results.searching.rows import DETAIL, KEYS, MARKED, MARKS, NOW, QUERY, SOME_DAY, SOME_MOMENT, TODAY
from institutions.results.searching.running import IfFew, Statement, begin, facts_of, run, write
from meetings.results import searching as meetings
from qmportal.search import vocabulary
from qmportal.search.hits import Hit, hit
from workplans.results import searching as workplans

PATIENCE = 2000  # milliseconds the database may take for one query of a search
PER_PAGE = 10
MOST = 50  # of a larger number of things readers are told only that it is larger
SHOWN = ("guideline", "clause", "draft", *meetings.KINDS, "area", "activity", "news", "page")
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
        with transaction.atomic():
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
    """Everything that matches one of the searches, in one query for each language."""
    searches = [one for one in searches if one]
    if not searches:
        return []
    values = {TODAY: question.today, NOW: question.now}
    found = []
    for one, query in zip(searches, begin(searches, patience=PATIENCE), strict=True):
        statement, is_kept = _statement(question, one.language)
        found += run(statement, {**values, QUERY: query}, is_kept=is_kept)
    return [Candidate(*row) for row in found]


def _statement(question: Question, language: str) -> tuple[Statement, bool]:
    """What is asked of the database, and whether it is kept: visitors all see the same."""
    if question.user.is_authenticated or question.year:
        return write(_queries(question, language)), False
    return _statement_for_visitors(language, question.kind, question.only_in_force), True


@cache
def _statement_for_visitors(language: str, kind: str, only_in_force: bool) -> Statement:
    asked_by_nobody = Question("", AnonymousUser(), language, SOME_MOMENT, SOME_DAY, kind, "", only_in_force)
    return write(_queries(asked_by_nobody, language))


def _queries(question: Question, language: str) -> Iterator[QuerySet[Any] | IfFew]:
    kind, year = question.kind, question.year
    if kind in {"", "guidelines"}:
        said: dict[str, Any] = {"only_in_force": question.only_in_force, "year": year}
        yield from guidelines.found(language, question.user, question.today, **said)
    if kind in {"", "meetings"}:
        yield from meetings.found(language, question.user, year=year)
    if kind in {"", "plan"}:
        yield from workplans.found(language, question.user, only_in_force=question.only_in_force, year=year)
    if kind in {"", "news"}:
        yield from group.found_news(language, now=question.now, year=year)
    if kind == "pages" or (not kind and not year):
        yield from group.found_pages(language)


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
    rows = _details(question, chosen, searches)
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
    question: Question, things: list[list[Candidate]], searches: dict[str, Asked]
) -> dict[tuple[str, int], dict[str, Any]]:
    """What is shown of these, by kind and key, in one query for each language.

    Only the first of each thing has its words marked; of the others a link is shown.
    """
    found = {}
    for language in dict.fromkeys(one.language for same in things for one in same):
        values: dict[str, Any] = {TODAY: question.today, MARKS: searches[language].marks}
        for kind in SHOWN:
            firsts = (same[0] for same in things)
            values[f"{MARKED}{kind}"] = [one.pk for one in firsts if (one.kind, one.language) == (kind, language)]
            every = (one for same in things for one in same)
            values[f"{KEYS}{kind}"] = [one.pk for one in every if (one.kind, one.language) == (kind, language)]
        for row in run(_shown(language), values, is_kept=True):
            told = dict(zip(DETAIL, row, strict=True))
            told |= {"facts": facts_of(told["facts"]), "today": question.today}
            found[told["kind"], told["pk"]] = told
    return found


@cache
def _shown(language: str) -> Statement:
    queries = [guidelines.shown(language, kind, SOME_DAY) for kind in ("guideline", "clause", "draft")]
    queries += [meetings.shown(language, kind) for kind in meetings.KINDS]
    queries += [workplans.shown(language, kind) for kind in ("area", "activity")]
    return write([*queries, *(group.shown(language, kind) for kind in ("news", "page"))])
