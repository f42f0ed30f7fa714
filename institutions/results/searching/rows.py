"""What the database does in a search: match, rank, and mark. The columns searched are known only to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, F, FloatField, Func, JSONField, QuerySet, TextField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce, NullIf

from institutions.results.searching.words import Asked

START, STOP, GAP = "\ue000", "\ue001", " … "  # private signs around a word that was searched for
CANDIDATE = ("kind", "pk", "language", "rank", "group", "tier")
DETAIL = ("kind", "pk", "language", "title", "excerpt", "facts")
_MARKS = f"StartSel={START}, StopSel={STOP}"
_EXCERPT = f'{_MARKS}, MaxFragments=2, MinWords=8, MaxWords=22, FragmentDelimiter="{GAP}"'


class Vector(F):
    """A column with what the row is found by, which the database makes and Django's models do not have."""

    def resolve_expression(self, query: Any = None, *_rest: Any, **_named: Any) -> Any:
        field: Any = SearchVectorField()
        field.set_attributes_from_name(self.name)
        return Col(query.get_initial_alias(), field)


def vector_of(language: Any, title: Any) -> Func:
    """The same for a title that has no column for it."""
    return Func(language, title, Value(""), function="qm_vector", output_field=SearchVectorField())


def query_of(asked: Asked) -> Func:
    """The search as the database understands it."""

    def joined(parts: list[Any], sign: str) -> Func:
        return Func(*parts, template="(%(expressions)s)", arg_joiner=sign, output_field=SearchQueryField())

    return joined(
        [joined([_call("qm_query", asked.language, part) for part in group], " && ") for group in asked.groups], " || "
    )


def candidates(
    rows: QuerySet[Any], asked: Asked, kind: str, *, limit: int, group: Any = None, tier: int = 0, vector: Any = None
) -> QuerySet[Any]:
    """At most ``limit`` rows that match, as ``CANDIDATE``, ranked but in no order.

    Rows of one ``group`` tell the same; a smaller ``tier`` is worth more to readers.
    """
    vector, query = vector or Vector(f"search_{asked.language}"), query_of(asked)
    match = Func(vector, query, arg_joiner=" @@ ", template="(%(expressions)s)", output_field=BooleanField())
    found: QuerySet[Any] = QuerySet(model=rows.model, query=rows.order_by().query)
    found = found.filter(match).annotate(
        found_kind=Value(kind, TextField()),
        found_language=Value(asked.language, TextField()),
        found_rank=Func(vector, query, Value(1), function="ts_rank", output_field=FloatField()),
        found_group=Value("", TextField()) if group is None else group,
        found_tier=Value(tier),
    )
    names = ("found_kind", "pk", *(f"found_{name}" for name in CANDIDATE[2:]))
    return found.values_list(*names)[:limit]


def details(
    rows: QuerySet[Any], asked: Asked, kind: str, *, title: Any, body: Any, facts: dict[str, Any]
) -> QuerySet[Any]:
    """What is shown of each row, as ``DETAIL``: marked title, marked excerpt, and what its address is made of."""
    marks = _call("qm_marked", asked.language, asked.marks)
    configuration = _call("qm_configuration", asked.language)
    plain = Func(body, function="qm_plain", output_field=TextField())
    found: QuerySet[Any] = QuerySet(model=rows.model, query=rows.order_by().query)
    found = found.annotate(
        found_kind=Value(kind, TextField()),
        found_language=Value(asked.language, TextField()),
        found_title=_headline(configuration, title, marks, f"{_MARKS}, HighlightAll=true"),
        found_excerpt=_headline(configuration, plain, marks, _EXCERPT),
        found_facts=Func(
            *(part for name, value in facts.items() for part in (Value(name, TextField()), value)),
            function="jsonb_build_object",
            output_field=JSONField(),
        ),
    )
    return found.values_list("found_kind", "pk", *(f"found_{name}" for name in DETAIL[2:]))


def written(field: str, language: str) -> Coalesce:
    """The translated field in that language, else in the first fallback that has words."""
    order = dict.fromkeys([language, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    return Coalesce(*(NullIf(F(f"{field}_{code}"), Value("")) for code in order), Value(""), output_field=TextField())


def _call(function: str, *words: str) -> Func:
    return Func(*(Value(word, TextField()) for word in words), function=function, output_field=SearchQueryField())


def _headline(configuration: Any, text: Any, marks: Any, options: str) -> Func:
    return Func(configuration, text, marks, Value(options), function="ts_headline", output_field=TextField())
