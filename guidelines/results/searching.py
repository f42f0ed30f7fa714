"""What a search finds among guidelines: clauses as readers get them, guidelines by their title, members' drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from guidelines.models import Clause, Edition, Guideline, Rendition
from guidelines.models.states import PUBLIC_STATES
from institutions import permissions
from institutions.results.searching import Asked
from institutions.results.searching.rows import Vector, candidates, details, vector_of, written

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User

HEADINGS, IN_FORCE, OTHERS = 60, 150, 60  # so many are ranked, however many match; ranking is what costs


def found(
    asked: Asked, user: User | AnonymousUser, today: date, *, only_in_force: bool = False, year: int | None = None
) -> Iterator[QuerySet[Any]]:
    """What the person may read of what matches, as candidates; clauses of what is in force are looked for first."""
    texts = Edition.texts.visible_to(user).public()
    guidelines = Guideline.objects.visible_to(user)
    if year:
        texts = texts.filter(year=year)
        guidelines = guidelines.filter(pk__in=texts.values("guideline"))
    held = texts.in_force(today)
    ended = texts.filter(Q(in_force_to__lte=today) | Q(in_force_from__gt=today))
    if only_in_force:
        guidelines = guidelines.filter(pk__in=held.values("guideline"))
    yield candidates(guidelines, asked, "guideline", limit=OTHERS)
    clauses = Rendition.objects.filter(language=asked.language)
    heading = vector_of(F("language"), F("heading"))
    for rows, tier in ((held, 0),) if only_in_force else ((held, 0), (ended, 1)):
        of_texts = clauses.filter(clause__edition__in=rows.order_by().values("pk"))
        guideline = Cast("clause__edition__guideline", TextField())
        same = Concat(guideline, Value("#"), "clause__anchor", output_field=TextField())
        said: Any = {"group": same, "tier": tier}
        yield candidates(of_texts, asked, "clause", limit=HEADINGS, vector=heading, **said)
        yield candidates(of_texts, asked, "clause", limit=OTHERS if tier else IN_FORCE, vector=Vector("search"), **said)
    if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES) and not only_in_force:
        yield _drafts(asked, user, year)


def _drafts(asked: Asked, user: User | AnonymousUser, year: int | None) -> QuerySet[Any]:
    """Clauses that are being written, by their headings."""
    texts = Edition.texts.visible_to(user).exclude(state__in=PUBLIC_STATES)
    if year:
        texts = texts.filter(year=year)
    clauses = Clause.objects.filter(edition__in=texts.order_by().values("pk"))
    vector = vector_of(Value(asked.language), F(f"heading_{asked.language}"))
    return candidates(clauses, asked, "draft", limit=OTHERS, tier=1, vector=vector)


def shown(asked: Asked, kind: str, keys: list[int], today: date) -> QuerySet[Any]:
    """Details of the guidelines, clauses or drafts with these keys; whoever asks has found them first."""
    language = asked.language
    if kind == "guideline":
        rows: QuerySet[Any] = Guideline.objects.filter(pk__in=keys)
        title, body = written("title", language), written("summary", language)
        return details(rows, asked, kind, title=title, body=body, facts={"code": F("code")})
    if kind == "draft":
        facts = _place("", language, today)
        words: dict[str, Any] = {"title": F(f"heading_{language}"), "body": F(f"body_{language}")}
        return details(Clause.objects.filter(pk__in=keys), asked, kind, **words, facts=facts)
    facts = _place("clause__", language, today)
    return details(Rendition.objects.filter(pk__in=keys), asked, kind, title=F("heading"), body=F("body"), facts=facts)


def _place(prefix: str, language: str, today: date) -> dict[str, Any]:
    """Where a clause stands: its text, how that text stands on the day, and which edition holds instead."""
    edition, guideline = f"{prefix}edition__", f"{prefix}edition__guideline"
    holds = Edition.objects.in_force(today).filter(guideline=OuterRef(guideline)).order_by().values("number")[:1]
    return {
        "code": F(f"{guideline}__code"),
        "guideline": written(f"{guideline}__title", language),
        "number": F(f"{edition}number"),
        "year": F(f"{edition}year"),
        "base": F(f"{edition}supplement_to__number"),
        "base_year": F(f"{edition}supplement_to__year"),
        "state": F(f"{edition}state"),
        "in_force_from": F(f"{edition}in_force_from"),
        "in_force_to": F(f"{edition}in_force_to"),
        "clause": F(f"{prefix}number"),
        "anchor": F(f"{prefix}anchor"),
        "holds": Subquery(holds, output_field=IntegerField()),
    }
