"""The tables of a test run with several workers: made once, while tests are collected, and then only copied.

Migrating takes a minute, copying a second. `python -m qmportal.launch.tables NAME` makes the database NAME; workers
and the browser's portal ask `made()` for its name.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from qmportal import environment

from .places import ROOT

NOTE = "QMPORTAL_TEST_TABLES"  # where the name of the database stands, in a file that is locked until it is made


def begin() -> Callable[[], None]:
    """Start making them in a process of its own; what is returned ends that, and drops the database."""
    name = f"tables_{os.getpid()}"
    with tempfile.NamedTemporaryFile("w", prefix="qmportal-tables-", delete=False) as note:
        note.write(name)
        note.flush()
        fcntl.flock(note, fcntl.LOCK_EX)  # the child holds it too, and when it has ended, however, nobody does
        command = [sys.executable, "-m", "qmportal.launch.tables", name]
        maker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, pass_fds=[note.fileno()])
    os.environ[NOTE] = note.name

    def end() -> None:
        maker.terminate()
        maker.wait()
        del os.environ[NOTE]
        Path(note.name).unlink()
        with administrator() as admin:
            for database in (name, unfinished(name)):
                admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    return end


def made() -> str | None:
    """The name of the database to copy, once it is there; None where nobody makes one, or could."""
    if NOTE not in os.environ:
        return None
    with Path(os.environ[NOTE]).open() as note:
        fcntl.flock(note, fcntl.LOCK_SH)
        name = note.read()
    with administrator() as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return name if found else None


def unfinished(name: str) -> str:
    return f"{name}_unfinished"


def administrator() -> psycopg.Connection[Any]:
    """A connection that may make and drop databases."""
    server = environment.database(os.environ["DATABASE_URL"])
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    account = {key: server[setting] for key, setting in keys.items()}
    return psycopg.connect(dbname="postgres", autocommit=True, **account)


def main(name: str) -> None:
    """Migrate an empty database under another name first: whoever sees the right one may copy it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs the settings

    connection.settings_dict["TEST"]["NAME"] = unfinished(name)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    with administrator() as admin:
        admin.execute(f"ALTER DATABASE {unfinished(name)} RENAME TO {name}")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
