"""What happens before Django: the environment, the servers, the two commands. Standard library only, loaded by path.

Reading order: this file, packages (the environment), servers (PostgreSQL and Redis), supervisor (`run`),
pytest_services with tables (`test`); processes, places and screen lie underneath.
"""

import os
import sys
import time
from pathlib import Path

from . import lock, packages, places, supervisor
from .processes import Processes
from .screen import Steps, Trouble, say
from .servers import database_url, redis_url, server_account, socket_directory, start_missing

MANAGE = str(places.ROOT / "manage.py")
WITHOUT_SERVERS = {"check_parity", "compilemessages", "diffsettings", "help", "makemessages", "version"}
STARTED = "QMPORTAL_STARTED"  # moment of the first process, handed over the border of the environment


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    if sys.platform == "win32":
        say("Windows is not supported: use the Windows Subsystem for Linux.")
        return 1
    command = arguments[0] if arguments else "help"
    try:
        if command == "run":
            return run(supervisor.parse(arguments[1:]))
        if command == "lock":
            lock.main(arguments[1:])
            return 0
        enter("dev" if command == "test" else "embedded")
        if command == "test":
            return test(arguments[1:])
        return manage([MANAGE, *arguments])
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say()
        return 130


def run(options: supervisor.Options) -> int:
    """Have everything ready, then hand over to the supervisor."""
    begun = float(os.environ.pop(STARTED, "0"))
    steps = Steps(supervisor.STEPS, done=1 if begun else 0)
    if not begun:
        begun = time.time()
        supervisor.refuse_busy(options)
        with steps.step("environment"):
            packages.prepare("embedded")
        os.environ[STARTED] = str(begun)
        packages.enter([MANAGE, *sys.argv[1:]])
        del os.environ[STARTED]
    return supervisor.main(options, steps, begun)


def enter(lock_name: str) -> None:
    """Go on inside .venv, after making it if need be."""
    if not packages.is_ready(lock_name):
        say("Installing packages into .venv ...")
        packages.prepare(lock_name)
    packages.enter([MANAGE, *sys.argv[1:]])


def test(arguments: list[str]) -> int:
    """Become pytest; its plugin (pytest_services) starts throw-away servers. The whole suite runs on several cores."""
    workers = min(os.cpu_count() or 1, 4)
    if not arguments and workers > 1:
        # the tests of a file share what they set up; those of the browser, the slowest, come first
        arguments = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    if not Path.cwd().is_relative_to(places.ROOT):
        os.chdir(places.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


def manage(argv: list[str]) -> int:
    """Any other management command, with the servers of this checkout where no address is given.

    With both addresses given nothing is invented, no secret key either: that is production.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmportal.settings")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return django(argv)
    data = places.data_dir()
    if len(argv) < 2 or argv[1] in WITHOUT_SERVERS or "--help" in argv:
        sockets = socket_directory(data, server_account())
        addresses = {"DATABASE_URL": database_url(sockets), "REDIS_URL": redis_url(sockets)}
        supervisor.fill_environment(data, {**addresses, **supervisor.local_environment(data)})
        return django(argv)

    running = places.Running(data)
    if not running.acquire():
        running.use()
        supervisor.fill_environment(
            data, {**running.read().get("environment", {}), **supervisor.local_environment(data)}
        )
        return django(argv)
    processes = Processes(data / "log", record=data / "processes.json")
    try:
        started = start_missing(processes, data, os.environ)
        running.write({"command": " ".join(argv[1:2]), "environment": started})
        supervisor.fill_environment(data, {**started, **supervisor.local_environment(data)})
        return django(argv)
    finally:
        while running.is_used():
            time.sleep(0.1)
        processes.stop()


def django(argv: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # it may not be installed before

    sys.path.insert(0, str(places.ROOT))
    execute_from_command_line(argv)
    return 0
