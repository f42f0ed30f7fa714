"""One command starts everything, says what to open, and leaves nothing behind."""

import http.client
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from qmportal.launch import places, pytest_services, supervisor
from qmportal.launch.screen import Trouble
from tests.launch.conftest import descendants, is_alive

MANAGE = [sys.executable, str(places.ROOT / "manage.py")]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_run_serves_refuses_a_second_run_and_ends_everything(data, port):
    command = [*MANAGE, "run", "--no-demo", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as portal:
        try:
            lines = read_until(portal, "Stop:")
            family = descendants(portal.pid)
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/en/")
            status = connection.getresponse().status
            connection.close()
            second = subprocess.run(command, capture_output=True, text=True, check=False)
            key = subprocess.run([*MANAGE, "diffsettings"], capture_output=True, text=True, check=False)
        finally:
            portal.send_signal(signal.SIGINT)
        code = portal.wait()

    assert [line[:3] for line in lines if line[1:3] == "/8"] == [f"{number}/8" for number in range(1, 9)]
    assert status == 200
    assert second.returncode == 1
    assert second.stdout.startswith("This checkout is in use already: `manage.py run`")
    assert key.returncode == 0, key.stderr
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert code == 0
    assert len(family) > 6
    assert [pid for pid in family if is_alive(pid)] == []


def read_until(process: subprocess.Popen, mark: str) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(mark):
            return lines
    raise AssertionError("".join(lines))


def test_busy_port_gets_one_sentence_before_anything_starts(data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = supervisor.Options(port=other.getsockname()[1])

        with pytest.raises(Trouble, match="choose another with --port"):
            supervisor.refuse_busy(busy)


def test_lock_of_the_checkout_is_held_by_one(data):
    with closing(places.Running(data)) as first, closing(places.Running(data)) as second:
        assert first.acquire()
        first.write({"command": "run", "environment": {"SITE_URL": "http://localhost:1"}})

        assert not second.acquire()
        assert second.read()["environment"] == {"SITE_URL": "http://localhost:1"}


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("portal.example", "http://portal.example:8000"),
    ],
)
def test_address_is_one_a_browser_here_can_open(host, address):
    assert supervisor.Options(host=host).address == address
    assert supervisor.bracketed(host) in supervisor.allowed_hosts(supervisor.Options(host=host))


def test_what_the_caller_has_set_stays(data, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://portal.example")
    monkeypatch.setenv("SECRET_KEY", "mine")

    supervisor.fill_environment(data, {"SITE_URL": "http://localhost", "DEMO": "1"})

    assert supervisor.os.environ["SITE_URL"] == "https://portal.example"
    assert supervisor.os.environ["SECRET_KEY"] == "mine"
    assert supervisor.os.environ["DEMO"] == "1"


@pytest.mark.parametrize(
    ("given", "own"),
    [
        ("unix:///tmp/x/redis.sock?db=0", "unix:///tmp/x/redis.sock?db=2"),
        ("unix:///tmp/x/redis.sock", "unix:///tmp/x/redis.sock?db=2"),
        ("redis://:secret@queue:6379/3", "redis://:secret@queue:6379/5"),
        ("redis://queue", "redis://queue/2"),
    ],
)
def test_each_worker_of_the_suite_has_its_own_redis_database(given, own):
    assert pytest_services.own_database(given, "gw1") == own
