"""What the tables of answers could hold: times, numbers in order, people, and copies elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from surveys.models import (
    Campaign,
    CodeKey,
    HeldAnswer,
    Item,
    PaperLot,
    PaperSlip,
    ParticipationCode,
    Response,
    TextAnswer,
    TextTheme,
    WaitingAnswer,
)
from surveys.results.attacking.finding import Finding, found

WITH_ANSWERS = (WaitingAnswer, HeldAnswer, PaperSlip, Response, TextAnswer, ParticipationCode, CodeKey)
MAY_LEAD_TO = {model._meta.db_table for model in (Campaign, Item, PaperLot, TextTheme)}
ONLY_HERE = {"answers", "again", "texts", "fingerprint", "secret", "d1"}  # columns no other table of ours has
TABLES = [model._meta.db_table for model in WITH_ANSWERS]
PARTS = "(^surveys_response(_[0-9]+)?$)|^(" + "|".join(TABLES) + ")$"  # the tables of answers, and their parts


def attacks() -> list[Finding]:
    """Four queries."""
    columns = _rows(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND (table_name ~ %s OR column_name = ANY(%s))",
        [PARTS, sorted(ONLY_HERE)],
    )
    return [_times(columns), _columns(columns), _sequences(), _people(), _copies(columns)]


def _times(columns: list[tuple[str, ...]]) -> Finding:
    leaks = [f"{table}.{name}" for table, name, kind in columns if _is_ours(table) and _is_time(kind)]
    attempt = _("Compare the time of an answer with the door, the mail or the log of a server.")
    return found("times", attempt, leaks)


def _columns(columns: list[tuple[str, ...]]) -> Finding:
    known = {(model._meta.db_table, field.column) for model in WITH_ANSWERS for field in _stored(model)}
    ours = [(table, name) for table, name, _kind in columns if _is_ours(table)]
    leaks = [f"{table}.{name}" for table, name in ours if (_whole(table), name) not in known]
    attempt = _("Look for a column that tells a device, a place, a language or a person.")
    return found("columns", attempt, leaks, f"n = {len(ours)}")


def _sequences() -> Finding:
    rows = _rows(
        "SELECT number.relname, answers.relname FROM pg_class number"
        " JOIN pg_depend ON pg_depend.objid = number.oid AND pg_depend.deptype IN ('a', 'i')"
        " JOIN pg_class answers ON answers.oid = pg_depend.refobjid"
        " WHERE number.relkind = 'S' AND answers.relname ~ %s",
        [PARTS],
    )
    attempt = _("Read from numbers in order who answered first.")
    return found("sequences", attempt, [name for name, _table in rows])


def _people() -> Finding:
    rows = _rows(
        "SELECT here.relname, there.relname FROM pg_constraint"
        " JOIN pg_class here ON here.oid = conrelid JOIN pg_class there ON there.oid = confrelid"
        " WHERE contype = 'f' AND here.relname ~ %s",
        [PARTS],
    )
    leaks = [f"{here} → {there}" for here, there in rows if there not in MAY_LEAD_TO]
    return found("people", _("Follow a reference from an answer or a code to a person."), leaks)


def _copies(columns: list[tuple[str, ...]]) -> Finding:
    """Tables that hold the same columns, such as a history, and triggers, which could write one."""
    triggers = _rows(
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname ~ %s",
        [PARTS],
    )
    others = {table for table, _name, _kind in columns if not _is_ours(table) and table.startswith("surveys_")}
    leaks = [*sorted(others), *(f"{table}: {name}" for name, table in triggers)]
    return found("copies", _("Look for answers in histories, audit trails and other copies."), leaks)


def _rows(query: str, wanted: list[Any]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, wanted)
        return sorted(cursor.fetchall())


def _stored(model: Any) -> list[Field[Any, Any]]:
    return [field for field in model._meta.fields if field.concrete and field.column]


def _whole(table: str) -> str:
    """The table a part belongs to."""
    whole = Response._meta.db_table
    return whole if table.startswith(whole) else table


def _is_ours(table: str) -> bool:
    return _whole(table) in TABLES


def _is_time(kind: str) -> bool:
    return kind.startswith(("time", "date", "interval"))
