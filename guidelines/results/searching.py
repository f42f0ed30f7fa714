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
from institutions.results.searching.rows import Vector, candidates, details, tier_of, vector_of, written
from institutions.results.searching.running import IfFew

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User

HEADINGS, IN_FORCE, OTHERS = 30, 60, 30  # so many are ranked, however many match; ranking is what costs


def found(
    language: str, user: User | AnonymousUser, today: date, *, only_in_force: bool = False, year: int | None = None
) -> Iterator[QuerySet[Any] | IfFew]:
    """What the person may read of what matches, as candidates; clauses of what is in force are looked for first."""
    texts = Edition.texts.visible_to(user).public()
    read = Edition.objects.visible_to(user)
    if year:
        texts, read = texts.filter(year=year), read.filter(year=year)
    guidelines = Guideline.objects.visible_to(user).filter(pk__in=read.order_by().values("guideline"))
    held = texts.in_force(today)
    if only_in_force:
        guidelines, texts = guidelines.filter(pk__in=held.values("guideline")), held
    yield candidates(guidelines, language, "guideline", limit=OTHERS)
    begun = Q(clause__edition__in_force_from__lte=today)
    lasts = Q(clause__edition__in_force_to=None) | Q(clause__edition__in_force_to__gt=today)
    guideline = Cast("clause__edition__guideline", TextField())
    same = Concat(guideline, Value("#"), "clause__anchor", output_field=TextField())
    said: dict[str, Any] = {"group": same, "tier": tier_of(begun & lasts)}
    clauses = Rendition.objects.filter(language=language)
    headed, held_ones = clauses.filter(_of(texts)), clauses.filter(_of(held))
    yield candidates(headed, language, "clause", limit=HEADINGS, vector=Vector("search_heading"), **said)
    yield candidates(held_ones, language, "clause", limit=IN_FORCE, vector=Vector("search"), **said)
    if not only_in_force:
        ended = clauses.filter(_of(texts)).exclude(begun & lasts)
        others = candidates(ended, language, "clause", limit=OTHERS, vector=Vector("search"), **said)
        yield IfFew(others, fewer=IN_FORCE)  # who finds so much that holds, needs nothing that held once
        if permissions.may(user, permissions.SEE_DRAFT_GUIDELINES):
            yield _drafts(language, user, year)


def _of(texts: Any) -> Q:
    return Q(clause__edition__in=texts.order_by().values("pk"))


def _drafts(language: str, user: User | AnonymousUser, year: int | None) -> QuerySet[Any]:
    """Clauses that are being written, by their headings."""
    texts = Edition.texts.visible_to(user).exclude(state__in=PUBLIC_STATES)
    if year:
        texts = texts.filter(year=year)
    clauses = Clause.objects.filter(edition__in=texts.order_by().values("pk"))
    vector = vector_of(language, F(f"heading_{language}"))
    return candidates(clauses, language, "draft", limit=OTHERS, tier=1, vector=vector)


def shown(language: str, kind: str, today: date) -> QuerySet[Any]:
    """Details of guidelines, clauses or drafts whose keys are told later; whoever asks has found them first."""
    if kind == "guideline":
        title, body = written("title", language), written("summary", language)
        return details(Guideline.objects.all(), language, kind, title=title, body=body, facts={"code": F("code")})
    if kind == "draft":
        words: dict[str, Any] = {"title": F(f"heading_{language}"), "body": F(f"body_{language}")}
        return details(Clause.objects.all(), language, kind, **words, facts=_place("", language, today))
    facts = _place("clause__", language, today)
    return details(Rendition.objects.all(), language, kind, title=F("heading"), body=F("body"), facts=facts)


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
