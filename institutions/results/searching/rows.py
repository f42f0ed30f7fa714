"""What the database does in a search: match, rank, and mark. The columns searched are known only to it.

Queries are written with slots for the words, so that their SQL can be kept and used for any words
(``institutions.results.searching.running``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, Case, F, FloatField, Func, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce, NullIf

QUERY, MARKS, KEYS, MARKED = "\x00query", "\x00marks", "\x00keys/", "\x00marked/"  # slots; keys are told by kind
TODAY, NOW = "\x00today", "\x00now"
SOME_DAY = date(1111, 1, 1)  # where a queryset wants today: this becomes the slot
SOME_MOMENT = datetime(1111, 1, 1, tzinfo=UTC)
TYPES = {QUERY: "tsquery", MARKS: "text", TODAY: "date", NOW: "timestamptz"}
START, STOP, GAP = "\ue000", "\ue001", " … "  # private signs around a word that was searched for
CANDIDATE = ("kind", "pk", "language", "rank", "group", "tier")
DETAIL = ("kind", "pk", "language", "title", "excerpt", "facts")
_MARKS = f"StartSel={START}, StopSel={STOP}"
_EXCERPT = f'{_MARKS}, MaxFragments=2, MinWords=8, MaxWords=22, FragmentDelimiter="{GAP}"'


def slot_of(parameter: Any) -> str:
    """The slot for which a parameter stands, or an empty string."""
    if isinstance(parameter, str) and parameter.startswith("\x00"):
        return str(parameter)
    if isinstance(parameter, datetime):
        return NOW if parameter == SOME_MOMENT else ""
    return TODAY if isinstance(parameter, date) and parameter == SOME_DAY else ""


def type_of(slot: str) -> str:
    """What the database expects there."""
    return TYPES.get(slot, "bigint[]")


class Vector(F):
    """A column with what the row is found by, which the database makes and Django's models do not have."""

    name: str

    def resolve_expression(self, query: Any = None, *_rest: Any, **_named: Any) -> Any:
        field: Any = SearchVectorField()
        field.set_attributes_from_name(self.name)
        return Col(query.get_initial_alias(), field)


def vector_of(language: str, title: Any) -> Func:
    """The same for a title that has no column for it."""
    return Func(Value(language), title, Value(""), function="qm_vector", output_field=SearchVectorField())


def candidates(
    rows: QuerySet[Any], language: str, kind: str, *, limit: int, group: Any = None, tier: Any = 0, vector: Any = None
) -> QuerySet[Any]:
    """At most ``limit`` rows that match, as ``CANDIDATE``, ranked but in no order.

    Rows of one ``group`` tell the same; a smaller ``tier`` is worth more to readers.
    """
    vector = vector or Vector(f"search_{language}")
    query = Value(QUERY, SearchQueryField())
    match = Func(vector, query, arg_joiner=" @@ ", template="(%(expressions)s)", output_field=BooleanField())
    found: QuerySet[Any] = QuerySet(model=rows.model, query=rows.order_by().query)
    found = found.filter(match).annotate(
        found_kind=Value(kind, TextField()),
        found_language=Value(language, TextField()),
        found_rank=Func(vector, query, Value(1), function="ts_rank", output_field=FloatField()),
        found_group=Value("", TextField()) if group is None else group,
        found_tier=Value(tier) if isinstance(tier, int) else tier,
    )
    names = ("found_kind", "pk", *(f"found_{name}" for name in CANDIDATE[2:]))
    return found.values_list(*names)[:limit]


def tier_of(is_first: Q) -> Case:
    """The tier of rows of which some are worth more."""
    return Case(When(is_first, then=Value(0)), default=Value(1))


def details(
    rows: QuerySet[Any], language: str, kind: str, *, title: Any, body: Any, facts: dict[str, Any]
) -> QuerySet[Any]:
    """What is shown of each row, as ``DETAIL``: marked title, marked excerpt, and what its address is made of."""
    marks = _call("qm_marked", language, MARKS)
    configuration = _call("qm_configuration", language)
    plain = Func(body, function="qm_plain", output_field=TextField())
    found: QuerySet[Any] = QuerySet(model=rows.model, query=rows.order_by().query)
    found = found.filter(_among(KEYS, kind)).annotate(
        found_kind=Value(kind, TextField()),
        found_language=Value(language, TextField()),
        found_title=_headline(kind, configuration, title, marks, f"{_MARKS}, HighlightAll=true"),
        found_excerpt=_headline(kind, configuration, plain, marks, _EXCERPT),
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


def _among(slot: str, kind: str) -> Func:
    """Tell whether the key of the row is in the list that goes in the slot."""
    keys = Value(f"{slot}{kind}", TextField())
    return Func(F("pk"), keys, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


def _call(function: str, *words: str) -> Func:
    return Func(*(Value(word, TextField()) for word in words), function=function, output_field=SearchQueryField())


def _headline(kind: str, configuration: Any, text: Any, marks: Any, options: str) -> Case:
    """The text with its marks; of rows that only need a link, nothing, because marking costs more than finding."""
    headline = Func(configuration, text, marks, Value(options), function="ts_headline", output_field=TextField())
    return Case(When(_among(MARKED, kind), then=headline), default=Value(""), output_field=TextField())
