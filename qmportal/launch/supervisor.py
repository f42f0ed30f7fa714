"""`manage.py run`: servers, preparation, web server, worker and beat under one roof, ended together."""

import argparse
import http.client
import ipaddress
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .places import ROOT, Running, data_dir, secret_key
from .processes import Child, Processes, end_leftovers
from .screen import Steps, Trouble, say
from .servers import start_missing

STEPS = 8
LANGUAGES = {"en": "English", "bs": "Bosanski", "sv": "Svenska"}
ALARMS = (b" ERROR ", b" CRITICAL ", b"[ERROR]", b"[CRITICAL]")


@dataclass(frozen=True)
class Options:
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = True

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the portal."""
        return f"http://{bracketed(self.reachable)}:{self.port}"

    @property
    def reachable(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)


class Stopped(Exception):
    """Ctrl-C, or a signal from whoever started us."""


def parse(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="manage.py run", description="Run the whole portal on this machine.")
    parser.add_argument("--host", default=Options.host, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=Options.port, type=int, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="without fictional institutions and people"
    )
    return Options(**vars(parser.parse_args(arguments)))


def refuse_busy(options: Options) -> None:
    """Say it in one sentence, before anything starts, if this checkout runs already or the port cannot be had."""
    data = data_dir()
    with closing(Running(data)) as running:
        if not running.acquire():
            raise already(running)
        end_leftovers(data / "processes.json")  # a killed run may hold the port for a moment
    try:
        family, _, _, _, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise Trouble(
            f"Cannot listen on {options.host}, port {options.port} ({getattr(error, 'strerror', error)}): "
            f"stop what uses it, or choose another with --port."
        ) from None


def already(running: Running) -> Trouble:
    facts = running.read()
    where = facts.get("environment", {}).get("SITE_URL", "")
    return Trouble(
        f"This checkout is in use already: `manage.py {facts.get('command', '')}`, process {facts.get('pid')}"
        f"{', ' + where if where else ''}. Stop that one first."
    )


def main(options: Options, steps: Steps, begun: float) -> int:
    """Run until Ctrl-C, SIGTERM or the death of a child; nothing is left behind. Return the exit code."""
    data = data_dir()
    running = Running(data)
    if not running.acquire():
        raise already(running)
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: stopping.append(number))

    def patience() -> None:
        if stopping:
            raise Stopped

    processes = Processes(data / "log", patience, record=data / "processes.json")
    try:
        start(options, steps, processes, data, running)
        welcome(options, data, time.time() - begun)
        watch(processes)
    except Stopped:
        say("\nStopping ...")
        return 0
    finally:
        processes.stop()
        say("Stopped.")
    return 0


def start(options: Options, steps: Steps, processes: Processes, data: Path, running: Running) -> None:
    with steps.step("database and queue"):
        started = start_missing(processes, data, os.environ)
    shared = {**started, **portal_environment(options)}
    fill_environment(data, {**shared, **local_environment(data)})
    running.write({"command": "run", "environment": shared})

    how: dict[str, Any] = {"environment": {**os.environ, "PYTHONUNBUFFERED": "1"}, "folder": ROOT}
    log = data / "log" / "preparation.log"
    demo = ["--demo"] if options.demo else []
    prepare = python("qmportal.launch.prepare", str(steps.done), str(steps.total), str(log), *demo)
    processes.run("preparation", prepare, shown=True, **how)
    steps.done = steps.total - 2

    with steps.step("worker and beat"):
        celery = ["-A", "qmportal"]
        worker = ["worker", "--pool", "threads", "--concurrency", "3", "--without-gossip", "--without-mingle"]
        beat = ["beat", "--schedule", str(data / "beat-schedule"), "--pidfile", ""]
        child = processes.start("worker", python("celery", *celery, *worker, "--loglevel", "INFO"), **how)
        processes.start("beat", python("celery", *celery, *beat, "--loglevel", "INFO"), **how)
        web = processes.start("web", web_command(options), orphaned=signal.SIGINT, **how)
        processes.wait_until(lambda: b" ready." in child.log.read_bytes(), child)
    with steps.step("web server"):
        processes.wait_until(lambda: answers(options), web)


def python(module: str, *arguments: str) -> list[str | Path]:
    """Run a module instead of its script: scripts name an interpreter that may have moved with the checkout."""
    return [sys.executable, "-m", module, *arguments]


def web_command(options: Options) -> list[str | Path]:
    bind = f"{bracketed(options.host)}:{options.port}"
    size = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "5"]
    logs = ["--access-logfile", "-", "--no-control-socket"]
    return python("gunicorn", "qmportal.wsgi", "--bind", bind, *size, *logs)


def answers(options: Options) -> bool:
    """Does the first page come? A page that fails is told at once, not waited for."""
    connection = http.client.HTTPConnection(options.reachable, options.port, timeout=30)
    try:
        connection.request("GET", "/en/")
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    if status >= 400:
        raise Trouble(f"The first page answers with error {status}; see the log of the web server.")
    return True


def welcome(options: Options, data: Path, seconds: float) -> None:
    say(f"\nThe portal is open after {seconds:.1f} s:\n")
    for code, name in LANGUAGES.items():
        say(f"  {name:9} {options.address}/{code}/")
    accounts = data / "demo-accounts.json"
    if options.demo and accounts.exists():
        say("\nDemo accounts:\n")
        for account in json.loads(accounts.read_text()):
            say(f"  {account['role']:12} {account['email']:28} {account['password']}")
    mail = os.environ.get("MAIL_DIR")
    say(f"\nMail:  {mail} (files; nothing is sent)" if mail else "\nMail:  sent through " + os.environ["EMAIL_HOST"])
    say(f"Logs:  {data / 'log'}")
    say("Stop:  Ctrl-C")


def watch(processes: Processes) -> None:
    """Look after the children until one dies or somebody stops us; errors in their logs are shown."""
    alarms = [alarming_lines(child) for child in processes.children]
    while True:
        processes.patience()
        processes.raise_if_ended()
        for lines in alarms:
            for line in next(lines):
                say(line)
        time.sleep(0.2)


def alarming_lines(child: Child) -> Iterator[list[str]]:
    """Each time it is asked: the lines about errors that the log gained since."""
    with child.log.open("rb") as file:
        while True:
            lines = [line for line in file if any(alarm in line for alarm in ALARMS)]
            yield [f"{child.name}: {line.decode(errors='replace').strip()} (see {child.log})" for line in lines]


def portal_environment(options: Options) -> dict[str, str]:
    """What the settings must know of this run; whatever the caller has set already stays."""
    return {
        "SITE_URL": options.address,
        "ALLOWED_HOSTS": ",".join(allowed_hosts(options)),
        "INSECURE_HTTP": "1",
        "DEMO": "1" if options.demo else "0",
    }


def allowed_hosts(options: Options) -> list[str]:
    """The names under which this machine may be asked for the portal."""
    hosts = {bracketed(options.host), "localhost", "127.0.0.1", "[::1]"}
    if options.host != options.reachable:  # every network: also the names others use for this machine
        hosts |= {socket.gethostname(), outward_address()}
    return sorted(hosts)


def outward_address() -> str:
    """Our own address towards other machines; choosing a way sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation
        except OSError:
            return "127.0.0.1"
        return probe.getsockname()[0]


def local_environment(data: Path) -> dict[str, str]:
    """What every command on a developer's machine needs. Where EMAIL_HOST is set, mail is really sent."""
    mail = {} if os.environ.get("EMAIL_HOST") else {"MAIL_DIR": str(data / "mail")}
    return {"DJANGO_SETTINGS_MODULE": "qmportal.settings", "DATA_DIR": str(data), **mail}


def fill_environment(data: Path, values: Mapping[str, str]) -> None:
    """Set what is not set yet, and a secret key of this checkout."""
    for name, value in values.items():
        if not os.environ.get(name):
            os.environ[name] = value
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key(data)


def bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host
