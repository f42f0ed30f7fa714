"""Queries put together once per process: Django takes longer to write a large one than PostgreSQL to answer it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

DAY = date(1000, 1, 1)  # stands for the day on which the query will be asked
PERSON = -1  # stands for the person it is about


class Prepared:
    """The SQL of a queryset that was built for ``DAY`` and ``PERSON``; no other value in it may be equal to these."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        sql, self.params = queryset.query.sql_with_params()
        # pghistory sends its context before whatever does not begin with SELECT; a union begins with a bracket
        self.sql = f"SELECT * FROM ({sql}) AS found"  # noqa: S608 - written by Django

    def rows(self, *, on: date, person: int) -> list[tuple[Any, ...]]:
        """Ask it for a day and the primary key of a person; in no order."""
        real: dict[Any, Any] = {DAY: on, PERSON: person}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [real.get(param, param) for param in self.params])
            return cursor.fetchall()
