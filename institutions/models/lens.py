"""The past through the same words: inside ``as_of(day)`` every query reads the tables as they stood that evening.

The lens prefixes each SELECT with common table expressions that bear the names of the tables, so no queryset and no
template has to know. It only reads. Each room says in its ``models/as_of.py`` how its tables looked:
wording follows the audit trail, relations follow their periods, facts follow the day on which they were recorded.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

Writer = Callable[[date], str]

_writers: dict[str, Writer] = {}
_day: ContextVar[date | None] = ContextVar("day of the lens", default=None)


class OnlyReading(RuntimeError):
    """Something tried to write while looking at the past."""


def looks_like(model: Any) -> Callable[[Writer], Writer]:
    """Register the function that writes, for a day, the query giving the rows of the model's table on that day.

    The query may read real tables that are registered later, and its own; one registered earlier is already the past.
    """

    def register(writer: Writer) -> Writer:
        _writers[model._meta.db_table] = writer
        return writer

    return register


@contextmanager
def as_of(day: date | None, *, reader: Any = None) -> Iterator[None]:
    """Read every table as it stood at the end of ``day`` in the group's time zone; None is the present.

    ``reader`` keeps the permissions she has today. Raises OnlyReading for anything but a SELECT.
    """
    if day is None:
        yield
        return
    if reader is not None and reader.is_authenticated:
        reader.standing  # noqa: B018 - a cached property: read now, before the tables change
    mark = _day.set(day)
    # an expression has no primary key from which the other columns would follow: group by all of them
    connection.features.allows_group_by_selected_pks = False
    try:
        with connection.execute_wrapper(_Lens(day)):
            yield
    finally:
        del connection.features.allows_group_by_selected_pks
        _day.reset(mark)


@contextmanager
def at_present() -> Iterator[None]:
    """Inside ``as_of``: read the tables of today for a moment."""
    mark = _day.set(None)
    try:
        yield
    finally:
        _day.reset(mark)


def kept(address: str) -> str:
    """The address of a page that can show the past, with the day one is looking at, if any."""
    day = _day.get()
    return f"{address}?on={day.isoformat()}" if day else address


def end_of(day: date) -> str:
    """The first moment after the day, as a constant for SQL."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return f"'{midnight.isoformat()}'::timestamptz"


def sql_day(day: date) -> str:
    """The day as a constant for SQL."""
    return f"'{day.isoformat()}'::date"


class _Lens:
    """Wraps each statement; the tables it names decide which expressions stand before it."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.names = re.compile(rf"\b({'|'.join(map(re.escape, _writers))})\b")

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # a union begins with a bracket
        if many or not sql.lstrip("( \n").upper().startswith("SELECT"):
            raise OnlyReading(sql)
        named = set(self.names.findall(sql))
        if not named or _day.get() is None:
            return execute(sql, params, many, context)
        parts = [
            f'"{table}" AS NOT MATERIALIZED ({write(self.day)})' for table, write in _writers.items() if table in named
        ]
        return execute(f"WITH {', '.join(parts)} {sql}", params, many, context)


def columns_of(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def plain(model: Any) -> str:
    return ", ".join(f'"{column}"' for column in columns_of(model))


def recorded(model: Any, day: date) -> str:
    """All versions of each row boiled down to one: the newest by the end of the day.

    Where the audit trail begins only afterwards, because something was taken over later, its earliest version stands
    in; ``was_known`` tells which it is. Rows without a trail are as they are. What had been deleted by then is absent.
    """
    event = model._meta.get_field("events").related_model
    in_trail = {field.column for field in event._meta.concrete_fields}
    # the plain column of a translated field is not in the trail; nobody reads it
    chosen = [column if column in in_trail else f"{column}_{settings.LANGUAGE_CODE}" for column in columns_of(model)]
    named = ", ".join(f'"{source}" AS "{column}"' for source, column in zip(chosen, columns_of(model), strict=True))
    own = plain(model)
    end = end_of(day)
    return f"""
        SELECT {own}, was_known FROM (
            SELECT DISTINCT ON (id) {own}, label, at < {end} AS was_known FROM (
                SELECT {named}, pgh_created_at AS at, pgh_id AS turn, pgh_label AS label FROM {event._meta.db_table}
                UNION ALL
                SELECT {named}, 'infinity', 0, 'insert' FROM {model._meta.db_table}) AS versions
             ORDER BY id, at < {end} DESC, CASE WHEN at < {end} THEN at END DESC,
                      CASE WHEN at < {end} THEN turn END DESC, at, turn) AS newest
         WHERE label <> 'delete'"""  # noqa: S608 - names of tables and columns, and a day


def held(model: Any, day: date) -> str:
    """The periods begun by the day, with an end only where it had come, or was already known.

    Whether a period held follows from what is known of it today: a change recorded late shows from the day it took
    effect. Everything else is as recorded.
    """
    others = ", ".join(f'was."{c}"' for c in columns_of(model) if c not in {"valid_from", "valid_to"})
    today = sql_day(day)
    return f"""
        SELECT {others}, coalesce(now.valid_from, was.valid_from) AS valid_from,
               CASE WHEN now.valid_to <= {today} THEN now.valid_to
                    WHEN was.was_known AND was.valid_to > {today} THEN was.valid_to END AS valid_to
          FROM ({recorded(model, day)}) AS was
          LEFT JOIN {model._meta.db_table} AS now ON now.id = was.id
         WHERE coalesce(now.valid_from, was.valid_from) <= {today} AND (was.was_known OR now.id IS NOT NULL)"""  # noqa: S608 - names of columns, and a day
