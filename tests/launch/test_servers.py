"""Servers out of wheels start where no address is given, and end with whoever started them."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest
import redis

from qmportal.environment import database
from qmportal.launch.processes import Processes
from qmportal.launch.screen import Trouble
from qmportal.launch.servers import redis_url, short_name, socket_directory, start_missing
from tests.launch.conftest import descendants, is_alive

HOLD = """
import os, sys, time
from pathlib import Path
from qmportal.launch.processes import Processes
from qmportal.launch.servers import start_missing
data = Path(sys.argv[1])
start_missing(Processes(data / "log", record=data / "processes.json"), data, {}, throwaway=True)
print("ready", flush=True)
time.sleep(600)
"""


def connect(url: str) -> psycopg.Connection:
    settings = database(url)
    return psycopg.connect(dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"])


@pytest.fixture
def processes(data):
    family = Processes(data / "log", record=data / "processes.json")
    yield family
    family.stop()


def test_servers_start_work_stop_and_start_again(data, processes):
    given = start_missing(processes, data, {}, throwaway=True)
    with connect(given["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE word AS SELECT 'Čapljina' AS text")
    processes.stop()
    again = start_missing(processes, data, {}, throwaway=True)

    assert again == given
    with connect(given["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT text FROM word WHERE text ILIKE 'čAP%'").fetchone() == ("Čapljina",)
    assert redis.from_url(given["REDIS_URL"]).ping()


def test_an_address_that_is_given_starts_no_server(data, processes):
    given = {"DATABASE_URL": "postgres://db/portal", "REDIS_URL": "redis://queue"}

    assert start_missing(processes, data, given) == {}
    assert processes.children == []


def test_extensions_of_the_migrations_are_there(data, processes):
    url = start_missing(processes, data, {"REDIS_URL": "redis://queue"}, throwaway=True)["DATABASE_URL"]

    with connect(url) as connection:
        for name in ("unaccent", "pg_trgm", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {name}")


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel ends the children of a killed process")
def test_killed_parent_leaves_nothing_behind_and_does_not_block_the_next_start(data):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, data], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"ready\n"
    family = descendants(holder.pid)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    processes = Processes(data / "log", record=data / "processes.json")
    left = [pid for pid in family if is_alive(pid)]
    given = start_missing(processes, data, {}, throwaway=True)
    processes.stop()

    assert len(family) > 2
    assert left == []
    assert set(given) == {"DATABASE_URL", "REDIS_URL"}


def test_number_of_another_program_in_the_lock_file_does_not_block_the_start(data, processes):
    start_missing(processes, data, {"REDIS_URL": "given"}, throwaway=True)
    processes.stop()
    (data / "postgres" / "postmaster.pid").write_text(f"{os.getppid()}\n{data / 'postgres'}\n")

    assert start_missing(processes, data, {"REDIS_URL": "given"}, throwaway=True)


def test_data_of_another_version_is_refused_in_one_sentence(data, processes):
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("15\n")

    with pytest.raises(Trouble, match="belongs to PostgreSQL 15"):
        start_missing(processes, data, {"REDIS_URL": "given"})


def test_a_server_that_cannot_start_is_named_with_the_end_of_its_log(data, processes):
    child = processes.start("queue", ["/bin/sh", "-c", "echo no room; exit 3"])

    with pytest.raises(Trouble, match=r"queue ended unexpectedly \(exit code 3\)[^$]*no room"):
        processes.wait_until(lambda: False, child)


def test_children_end_in_reverse_order(data, processes):
    order = data / "order"
    for name in ("first", "second"):
        script = f"trap 'echo {name} >> {order}; exit 0' TERM; echo up; while :; do sleep 0.01; done"
        child = processes.start(name, ["/bin/sh", "-c", script], stop=signal.SIGTERM)
        processes.wait_until(lambda child=child: "up" in child.tail(), child)

    processes.stop()

    assert order.read_text() == "second\nfirst\n"


def test_sockets_of_two_checkouts_are_apart_and_short(data, tmp_path):
    assert short_name(data) != short_name(tmp_path)
    assert len(redis_url(socket_directory(data, ""))) < 104
