"""How a text reads in a language: which words of each clause the reader gets, and what she has to know about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Case, F, TextField, Value, When
from django.utils.safestring import SafeString, mark_safe

from guidelines.models import Clause, Edition, Rendition
from guidelines.models.states import LanguageState, all_together
from guidelines.results.preview import Surroundings, html_on_page, surroundings_of
from institutions.results.dialect import DIALECT

LANGUAGES = [code for code, _name in settings.LANGUAGES]
COLUMNS = (
    *("clause__edition", "clause", "clause__number", "clause__level", "clause__anchor", "clause__amends"),
    *("language", "heading", "print", "source_print", "is_confirmed", "dialect", "given_body", "given_html"),
)


@dataclass(frozen=True)
class Passage:
    """One clause as a reader gets it: in ``language``, while ``state`` tells how her own language stands to the source.

    ``state`` is a ``LanguageState`` other than partial. ``additions`` are what supplements add to the clause.
    """

    number: str
    level: int
    anchor: str
    heading: str
    body: str
    html: SafeString
    language: str
    state: str
    amends: str = ""
    additions: list[Addition] = field(default_factory=list)


@dataclass(frozen=True)
class Addition:
    """A clause of a supplement, as it reads."""

    supplement: Edition
    passage: Passage

    @property
    def anchor(self) -> str:
        """Its place on the page of the edition, where another supplement may have a clause of the same name."""
        return f"s{self.supplement.number}-{self.passage.anchor}"


@dataclass(frozen=True)
class Reading:
    """All passages of a text for a reader of ``language``, whose authoritative text is in ``source``.

    ``appendix`` is what supplements add to no clause in particular; ``coverage`` as ``Edition.coverage``, where known.
    """

    language: str
    source: str
    passages: list[Passage]
    appendix: list[Addition] = field(default_factory=list)
    coverage: Mapping[str, str] = field(default_factory=dict)

    @property
    def stale(self) -> list[Passage]:
        """Those whose source has changed since they were translated."""
        return [passage for passage in self.passages if passage.state == LanguageState.STALE]

    @property
    def missing(self) -> list[Passage]:
        """Those without a text in the reader's language."""
        return [passage for passage in self.passages if passage.state == LanguageState.MISSING]

    @property
    def is_missing(self) -> bool:
        """Tell whether there is nothing at all in the reader's language."""
        return bool(self.passages) and len(self.missing) == len(self.passages)


def read(clauses: Iterable[Clause], language: str, *, source: str, around: Surroundings | None = None) -> Reading:
    """What is written, for those who may see drafts: a clause without words in any language is left out.

    The reader's own language where a clause has it, else the source text, else any; heading and body never mix.
    ``around`` tells what clauses can point to; without it, references stand as they were written.
    """
    order = dict.fromkeys([language, source, *LANGUAGES])
    around = around or Surroundings()
    passages = []
    for clause in clauses:
        shown = next(filter(clause.has_text, order), None)
        if shown is not None:
            heading, body = clause.text_in(shown)
            passages.append(
                Passage(
                    number=clause.number,
                    level=clause.level,
                    anchor=clause.anchor,
                    heading=heading,
                    body=body,
                    html=html_on_page(body, language=shown, anchor=clause.anchor, level=clause.level, around=around),
                    language=shown,
                    state=clause.state_in(language, source),
                    amends=clause.amends,
                )
            )
    return Reading(language=language, source=source, passages=passages)


def read_public(text: Edition, language: str, *, supplements: Iterable[Edition] = ()) -> Reading:
    """What readers get of a public text, with what its ``supplements`` add to it; one query.

    The reader's own language where there is an approved text, else the source text.
    """
    added = list(supplements)
    found = _rows([text, *added], language)
    passages = _passages(found.get(text.pk, {}), language, text)
    places = {passage.anchor: passage for passage in passages}
    appendix: list[Addition] = []
    for supplement in added:
        for passage in _passages(found.get(supplement.pk, {}), language, supplement):
            addition = Addition(supplement, passage)
            place = places.get(passage.amends)
            (appendix if place is None else place.additions).append(addition)
    return Reading(
        language=language,
        source=text.source_language,
        passages=passages,
        appendix=appendix,
        coverage=_coverage(found.get(text.pk, {}), text.source_language),
    )


Row = dict[str, Any]


def _rows(texts: list[Edition], language: str) -> dict[int, dict[int, dict[str, Row]]]:
    """By text, clause in order, and language; words only in the languages that may be shown."""
    shown = {language, *(text.source_language for text in texts)}

    def given(column: str) -> Case:
        return Case(When(language__in=shown, then=F(column)), default=Value(""), output_field=TextField())

    rows = Rendition.objects.filter(clause__edition__in=[text.pk for text in texts])
    rows = rows.annotate(given_body=given("body"), given_html=given("html"))
    found: dict[int, dict[int, dict[str, Row]]] = {}
    for values in rows.order_by("clause__position", "clause").values_list(*COLUMNS):
        row = dict(zip(COLUMNS, values, strict=True))
        of_clause = found.setdefault(row["clause__edition"], {}).setdefault(row["clause"], {})
        of_clause[row["language"]] = row
    return found


def _passages(clauses: dict[int, dict[str, Row]], language: str, text: Edition) -> list[Passage]:
    source = text.source_language
    shown = [(rows, row) for rows in clauses.values() if (row := rows.get(language) or rows.get(source))]
    is_old = any(row["dialect"] != DIALECT for _rows, row in shown)
    around = surroundings_of(text) if is_old else Surroundings()
    return [
        Passage(
            number=row["clause__number"],
            level=row["clause__level"],
            anchor=row["clause__anchor"],
            heading=row["heading"],
            body=row["given_body"],
            html=_html(row, around),
            language=row["language"],
            state=_state(rows, language, source),
            amends=row["clause__amends"],
        )
        for rows, row in shown
    ]


def _html(row: Row, around: Surroundings) -> SafeString:
    """As it was rendered when it was approved; where the dialect is another by now, as it will be within the hour."""
    if row["dialect"] == DIALECT:
        return mark_safe(row["given_html"])  # noqa: S308 - made by html_of
    anchor, level = row["clause__anchor"], row["clause__level"]
    return html_on_page(row["given_body"], language=row["language"], anchor=anchor, level=level, around=around)


def _state(rows: dict[str, Row], language: str, source: str) -> LanguageState:
    if language == source:
        return LanguageState.SOURCE
    if language not in rows:
        return LanguageState.MISSING
    if source not in rows or rows[language]["source_print"] != rows[source]["print"]:
        return LanguageState.STALE
    return LanguageState.CONFIRMED if rows[language]["is_confirmed"] else LanguageState.CURRENT


def _coverage(clauses: dict[int, dict[str, Row]], source: str) -> dict[str, str]:
    """As ``Edition.coverage``, from what was fetched anyway."""
    return {
        code: str(
            LanguageState.SOURCE
            if code == source
            else all_together({_state(rows, code, source) for rows in clauses.values()})
        )
        for code in LANGUAGES
    }
