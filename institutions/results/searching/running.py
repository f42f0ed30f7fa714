"""Runs the queries of all rooms as one statement, which each connection to the database plans only once.

Writing such a query and planning it costs many times what running it does. So the SQL is kept, with slots for what
differs from search to search, and the database keeps its plan (PREPARE) as long as the connection lasts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet
from psycopg.sql import Literal

from institutions.results.searching.rows import slot_of, type_of
from institutions.results.searching.words import Asked

_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names of statements, by connection


@dataclass(frozen=True)
class IfFew:
    """A query that is only made where the one before it found fewer rows than ``fewer``."""

    query: QuerySet[Any]
    fewer: int


@dataclass(frozen=True)
class Statement:
    """SQL with a place (%s) for each of ``slots``, one of which may come several times."""

    sql: str
    slots: tuple[str, ...]

    @cached_property
    def order(self) -> list[str]:
        """Each slot once."""
        return list(dict.fromkeys(self.slots))

    @cached_property
    def name(self) -> str:
        return f"qm_{sha256(self.sql.encode()).hexdigest()[:24]}"

    @cached_property
    def preparation(self) -> str:
        """The statement that lets a connection plan it, as a pattern without values."""
        types = ", ".join(type_of(slot) for slot in self.order)
        places = tuple(f"${self.order.index(slot) + 1}" for slot in self.slots)
        return f"PREPARE {self.name} ({types}) AS {self.sql % places}"

    @cached_property
    def execution(self) -> str:
        """The statement that runs it, with a place for each of ``order``."""
        return f"EXECUTE {self.name} ({', '.join(f'%s::{type_of(slot)}' for slot in self.order)})"


def write(queries: Iterable[QuerySet[Any] | IfFew]) -> Statement:
    """All queries as one; whatever fills no slot is written into the SQL."""
    connection.ensure_connection()
    pieces: list[str] = []
    slots: list[str] = []
    names: list[str] = []
    for query in queries:
        sql, of_piece = _written(query.query if isinstance(query, IfFew) else query)
        slots += of_piece
        if isinstance(query, IfFew):
            few = f"(SELECT count(*) FROM {names[-1]}) < {query.fewer}"  # noqa: S608 - the name is ours
            sql = f"SELECT * FROM ({sql}) AS more WHERE {few}"  # noqa: S608 - both are written above
        names.append(f"piece_{len(names)}")
        pieces.append(f"{names[-1]} AS ({sql})")
    together = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)  # noqa: S608 - names are ours
    return Statement(f"WITH {', '.join(pieces)} {together}", tuple(slots))


def _written(query: QuerySet[Any]) -> tuple[str, list[str]]:
    """The SQL of one query with places for its slots, and these in the order of the places."""
    slots: list[str] = []
    sql, parameters = query.query.sql_with_params()
    written, *rest = sql.split("%s")
    for parameter, following in zip(parameters, rest, strict=True):
        slot = slot_of(parameter)
        if slot:
            slots.append(slot)
            written += f"%s::{type_of(slot)}{following}"
        else:
            written += Literal(parameter).as_string(connection.connection).replace("%", "%%") + following
    return written, slots


def run(statement: Statement, values: Mapping[str, Any], *, is_kept: bool) -> list[tuple[Any, ...]]:
    """The rows, with these values in the slots; ``is_kept`` tells that the statement will come again."""
    with connection.cursor() as cursor:
        if not is_kept:
            cursor.execute(statement.sql, [values[slot] for slot in statement.slots])
            return cursor.fetchall()
        planned = _planned.setdefault(connection.connection, set())
        if statement.name not in planned:
            cursor.execute(statement.preparation)
            planned.add(statement.name)
        cursor.execute(statement.execution, [values[slot] for slot in statement.order])
        return cursor.fetchall()


def begin(searches: Iterable[Asked], *, patience: int) -> list[str]:
    """What each search is to the database (``tsquery``); none of them may be empty.

    From now on the database gives up after so many milliseconds, and keeps the plans it has; to be called inside a
    transaction, which ends both.
    """
    sql = ["set_config('statement_timeout', %s, true)", "set_config('plan_cache_mode', 'force_generic_plan', true)"]
    parameters = [str(patience)]
    for one in searches:
        groups = ["(" + " && ".join(["qm_query(%s, %s)"] * len(group)) + ")" for group in one.groups]
        sql.append(f"({' || '.join(groups)})::text")
        parameters += [word for group in one.groups for part in group for word in (one.language, part)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql)}", parameters)
        return list(cursor.fetchone()[2:])


def facts_of(written: str) -> dict[str, Any]:
    """The facts of a row, which Django's connection leaves as text."""
    facts: dict[str, Any] = json.loads(written)
    return facts
