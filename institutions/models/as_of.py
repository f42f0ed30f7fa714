"""How the tables of this room looked on a past day: names as recorded, relations by their periods."""

from __future__ import annotations

from datetime import date
from functools import partial

from institutions.models.bodies import GroupMembership, Institution
from institutions.models.lens import as_of, held, looks_like, plain, recorded, sql_day
from institutions.models.roles import Affiliation, GroupRole, Subgroup, SubgroupSeat

__all__ = ["as_of"]


@looks_like(Institution)
def _institutions(day: date) -> str:
    return f"SELECT {plain(Institution)} FROM ({recorded(Institution, day)}) AS was"  # noqa: S608 - names of columns, and a day


@looks_like(Subgroup)
def _subgroups(day: date) -> str:
    """Those recorded by then, and those taken over later in which somebody already sat."""
    return f"""
        SELECT {plain(Subgroup)} FROM ({recorded(Subgroup, day)}) AS was
         WHERE was_known OR EXISTS (
               SELECT FROM {SubgroupSeat._meta.db_table} AS seat
                WHERE seat.subgroup_id = was.id AND seat.valid_from <= {sql_day(day)})"""  # noqa: S608 - as above


for _period in (GroupMembership, Affiliation, GroupRole, SubgroupSeat):
    looks_like(_period)(partial(held, _period))
